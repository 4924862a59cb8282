//! Setting the stage: what starting a challenge changes, and bringing what it builds on.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{ChallengeState, Room, RoomError, TRIES};
use crate::challenge::Challenge;
use crate::record::Kind;

impl Room {
    /// Starts a challenge: sets its scenario and its people, and begins its clock. With `bring`, what it builds on is brought
    /// first: the model answers of the challenges before it, where nothing stands yet.
    ///
    /// # Errors
    /// Where the app or the load generator refuses it; then the clock does not begin.
    pub async fn start(&self, name: &str, bring: bool) -> Result<ChallengeState, RoomError> {
        let challenge = self.challenge(name)?;
        let Some(sheet) = &challenge.sheet else { return Err(RoomError::NoSheet(challenge.slug.clone())) };
        if bring {
            for before in self.before(challenge) {
                self.bring(before).await?;
            }
        }
        if let Some(scenario) = &sheet.stage.scenario
            && self.evidence.app.scenario().await?.as_ref() != Some(scenario)
        {
            self.evidence.app.set_scenario(scenario).await?;
            let detail = Map::from_iter([("scenario".to_owned(), Value::from(scenario.clone()))]);
            self.note(Kind::PhaseSet, Some(&challenge.slug), None, detail).await?;
        }
        if let Some(load) = &sheet.stage.load
            && !self.evidence.load.load().await?.is_running
        {
            self.evidence.load.start(load).await?;
        }
        let detail = Map::from_iter([("brought".to_owned(), Value::from(bring))]);
        self.note(Kind::ChallengeStarted, Some(&challenge.slug), None, detail).await?;
        self.challenge_state(name).await
    }

    fn before(&self, challenge: &Challenge) -> impl Iterator<Item = &Challenge> {
        self.library.challenges().iter().take_while(|other| other.slug != challenge.slug)
    }

    /// Brings a model answer: fields in which nothing stands, SLOs of which none is there by that name.
    async fn bring(&self, challenge: &Challenge) -> Result<(), RoomError> {
        let Some(model) = &challenge.model else { return Ok(()) };
        if let Some(form) = challenge.form() {
            let mut tries = 0..TRIES;
            loop {
                let (text, mut page) = self.read(challenge, form).await?;
                for (field, answer) in &model.workbook {
                    let there = page.entry(field.clone()).or_default();
                    if there.is_empty() {
                        *there = answer.clone();
                    }
                }
                if self.put(challenge, form, text.as_deref(), &page).await? {
                    break;
                }
                tries.next().ok_or_else(|| RoomError::Busy(self.shelf.place(&challenge.page())))?;
            }
        }
        if model.slos.is_empty() {
            return Ok(());
        }
        let there = self.evidence.board.slos().await?;
        let there: BTreeSet<_> = there.iter().map(|slo| slo.slo.metadata.name.as_str()).collect();
        if let Some(openslo) = model.openslo(&there) {
            self.evidence.board.apply(&openslo).await?;
        }
        Ok(())
    }

    /// Begins a challenge anew: its clock is gone, and what held counts no more. What was written stays.
    ///
    /// # Errors
    /// Where the record cannot be written.
    pub async fn reset(&self, name: &str) -> Result<ChallengeState, RoomError> {
        let slug = self.challenge(name)?.slug.clone();
        self.note(Kind::ChallengeReset, Some(&slug), None, Map::new()).await?;
        self.findings.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&slug);
        self.challenge_state(name).await
    }

    /// Gives a challenge more minutes.
    ///
    /// # Errors
    /// Where the record cannot be written.
    pub async fn extend(&self, name: &str, minutes: u32) -> Result<ChallengeState, RoomError> {
        let slug = self.challenge(name)?.slug.clone();
        let detail = Map::from_iter([("minutes".to_owned(), Value::from(minutes))]);
        self.note(Kind::ChallengeExtended, Some(&slug), None, detail).await?;
        self.challenge_state(name).await
    }
}
