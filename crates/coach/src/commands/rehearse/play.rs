//! The model attendee plays a challenge: sets the stage, writes the model's answers, makes its SLOs and alerts, ships the
//! release where one is shipped, and has its work checked until all holds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use movie_guru_classroom::lab::{Lab, LabError};
use movie_guru_workshop::challenge::ModelAnswer;
use movie_guru_workshop::check::{Check, Verdict};
use movie_guru_workshop::{Challenge, ChallengeState, CriterionState, Library};
use tokio::time::{Instant, sleep};

use super::outcome::{How, Open, Played};
use crate::progress::OfTeam;

/// Between two checks. Each asks the monitoring for hours of figures.
const BETWEEN: Duration = Duration::from_secs(2);
/// So many checks in a row may fail to be asked for.
const PATIENCE: u32 = 5;

const NO_BOARD: &str = "SLOs of this lab are made elsewhere (Cloud Monitoring, Prometheus); `coach gcp slos --dry-run` \
                        says what can be made there, and `lab check --project ID` looks at it";

/// A lab that is played on.
pub(super) struct Stage<'t> {
    lab: &'t Lab,
    library: &'t Library,
    limit: Duration,
    told: &'t OfTeam<'t>,
    /// Whether the lab keeps SLOs itself.
    has_board: bool,
    /// The challenges that it has.
    known: BTreeSet<String>,
}

impl<'t> Stage<'t> {
    pub(super) async fn of(
        lab: &'t Lab,
        library: &'t Library,
        limit: Duration,
        told: &'t OfTeam<'t>,
    ) -> Result<Self, LabError> {
        let (slos, state) = tokio::try_join!(lab.own_slos(), lab.state())?;
        let known = state.challenges.into_iter().map(|challenge| challenge.slug).collect();
        Ok(Self { lab, library, limit, told, has_board: slos.is_some(), known })
    }

    /// Plays it until all holds, or its time is over.
    ///
    /// # Errors
    /// Where the lab does not do what it is asked.
    pub(super) async fn play(&self, challenge: &Challenge) -> Result<Played, LabError> {
        let Some(model) = &challenge.model else {
            return Ok(Played::not_played(challenge, "it has no model answer"));
        };
        if !self.known.contains(&challenge.slug) {
            let why = "this lab has other challenges; `coach up` with a coach of its version, or look at its own";
            return Ok(Played::not_played(challenge, why));
        }
        if !self.has_board && !model.slos.is_empty() {
            return Ok(Played::not_played(challenge, NO_BOARD));
        }
        let began = Instant::now();
        self.say(challenge, "sets the stage");
        self.lab.start(&challenge.slug, self.can_bring(challenge)).await?;
        self.write(challenge, model).await?;
        if let Some(openslo) = model.openslo(&BTreeSet::new()) {
            self.lab.put_slos(&openslo).await?;
        }
        let releases = releases(challenge);
        let waits: Vec<_> = releases.keys().copied().collect();
        let mut open = self.until_all_hold(challenge, &waits, began).await?;
        for scenario in releases.values().filter(|_| open.is_empty()).copied().collect::<BTreeSet<_>>() {
            self.say(challenge, &format!("ships {scenario}"));
            self.lab.set_scenario(scenario).await?;
            open = self.until_all_hold(challenge, &[], began).await?;
        }
        let how = if open.is_empty() { How::Ready } else { How::NotReady };
        Ok(Played { open, seconds: began.elapsed().as_secs(), ..Played::new(challenge, how) })
    }

    /// Without a board, what has SLOs cannot be brought.
    fn can_bring(&self, challenge: &Challenge) -> bool {
        let mut before = self.library.challenges().iter().take_while(|other| other.slug != challenge.slug);
        let has_slos = |other: &Challenge| other.model.as_ref().is_some_and(|model| !model.slos.is_empty());
        self.has_board || !before.any(has_slos)
    }

    async fn write(&self, challenge: &Challenge, model: &ModelAnswer) -> Result<(), LabError> {
        let there = self.lab.page(&challenge.slug).await?;
        for (field, answer) in &model.workbook {
            let was = there.get(field).cloned().unwrap_or_default();
            self.lab.write(&challenge.slug, field, &was, answer).await?;
        }
        Ok(())
    }

    /// Checks until all hold that a machine can check, but `waits`; gives those that do not when time is over.
    async fn until_all_hold(
        &self,
        challenge: &Challenge,
        waits: &[&str],
        began: Instant,
    ) -> Result<Vec<Open>, LabError> {
        let mut failed = 0;
        loop {
            match self.lab.check(&challenge.slug).await {
                Ok(state) => {
                    failed = 0;
                    let open = open(&state, waits);
                    if open.is_empty() || began.elapsed() >= self.limit {
                        return Ok(open);
                    }
                    let names: Vec<_> = open.iter().map(|open| open.criterion.as_str()).collect();
                    let checked = state.criteria.iter().filter(|one| one.is_checked).count();
                    let hold = checked.saturating_sub(open.len() + waits.len());
                    self.say(challenge, &format!("{hold} of {checked} hold; waits for {}", names.join(", ")));
                }
                Err(error) if error.is_unreachable() && failed < PATIENCE => failed += 1,
                Err(error) => return Err(error),
            }
            sleep(BETWEEN).await;
        }
    }

    fn say(&self, challenge: &Challenge, what: &str) {
        let name = challenge.number().map_or_else(|| challenge.slug.clone(), |number| number.to_string());
        self.told.say(&format!("challenge {name}: {what}"));
    }
}

/// Criteria that hold only once a release is shipped, each with its scenario.
fn releases(challenge: &Challenge) -> BTreeMap<&str, &str> {
    let criteria = challenge.criteria().iter();
    criteria.filter_map(|one| Some((one.name.as_str(), scenario(one.check.as_ref()?)?))).collect()
}

fn scenario(check: &Check) -> Option<&str> {
    match check {
        Check::Inbox(check) => Some(&check.scenario),
        _ => None,
    }
}

fn open(state: &ChallengeState, but: &[&str]) -> Vec<Open> {
    let of = |one: &CriterionState| {
        let (observed, next) = match &one.finding {
            Some(finding) if finding.verdict == Verdict::Holds => return None,
            Some(finding) => (finding.observed.clone(), finding.next.clone()),
            None => ("It was not looked at.".to_owned(), None),
        };
        Some(Open { criterion: one.name.clone(), title: one.title.clone(), observed, next })
    };
    let checked = state.criteria.iter().filter(|one| one.is_checked && !but.contains(&one.name.as_str()));
    checked.filter_map(of).collect()
}
