//! How a team stands, read from its record.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::notice::Notice;
use crate::challenge::{Challenge, Library};
use crate::check::Finding;
use crate::record::{Event, Kind};

/// How a team stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomState {
    /// The team's name.
    pub team: String,
    /// Each challenge, in its order.
    pub challenges: Vec<ChallengeState>,
    /// The slug of the challenge that was started last.
    pub current: Option<String>,
    /// The call for help that is not answered yet.
    pub help: Option<HelpCall>,
    /// What the coach tells everybody just now. Guides of before have none.
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// A call for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HelpCall {
    /// Since when.
    pub at: Timestamp,
    /// At which challenge.
    pub challenge: Option<String>,
    /// What it is about; may be empty.
    pub text: String,
}

/// How a challenge stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChallengeState {
    /// Its folder's name.
    pub slug: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// How long it takes, what was added included.
    pub minutes: Option<u32>,
    /// When it was started last; none before.
    pub started_at: Option<Timestamp>,
    /// When its minutes are over. Nothing is locked then.
    pub ends_at: Option<Timestamp>,
    /// How many criteria hold, of those that a machine can check.
    pub passed: usize,
    /// How many those are.
    pub of: usize,
    /// Each criterion.
    pub criteria: Vec<CriterionState>,
}

/// How a criterion stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CriterionState {
    /// Its name.
    pub name: String,
    /// What must hold.
    pub title: String,
    /// Whether a machine can check it.
    pub is_checked: bool,
    /// What the last check said; none before there was one since the guide is up.
    pub finding: Option<Finding>,
    /// When it first held.
    pub passed_at: Option<Timestamp>,
    /// Since when it holds no more; none while it does.
    pub lost_at: Option<Timestamp>,
    /// The hints that were taken. Where only a coach can judge, the last one is what a coach looks at.
    pub hints: Vec<String>,
    /// How many there are.
    pub hints_of: usize,
}

impl ChallengeState {
    /// Whether all that a machine can check has held.
    pub fn is_done(&self) -> bool {
        self.of > 0 && self.passed == self.of
    }
}

impl RoomState {
    pub(super) fn of(
        team: &str,
        library: &Library,
        events: &[Event],
        findings: &HashMap<String, Vec<Finding>>,
        notice: Option<Notice>,
    ) -> Self {
        let challenges = library.challenges().iter();
        let challenges = challenges.map(|challenge| state(challenge, events, findings.get(&challenge.slug))).collect();
        let started = events.iter().rfind(|event| event.kind == Kind::ChallengeStarted);
        let called = events.iter().rposition(|event| event.kind == Kind::HelpCalled);
        let answered = events.iter().rposition(|event| event.kind == Kind::HelpAnswered);
        let help = called.filter(|called| answered.is_none_or(|answered| answered < *called)).map(|called| {
            let Event { at, challenge, detail, .. } = &events[called];
            let text = detail.get("text").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            HelpCall { at: *at, challenge: challenge.clone(), text }
        });
        let current = started.and_then(|event| event.challenge.clone());
        Self { team: team.to_owned(), challenges, current, help, notice }
    }
}

fn state(challenge: &Challenge, events: &[Event], findings: Option<&Vec<Finding>>) -> ChallengeState {
    let own: Vec<_> = events.iter().filter(|event| event.challenge.as_ref() == Some(&challenge.slug)).collect();
    let reset = own.iter().rposition(|event| event.kind == Kind::ChallengeReset);
    let own = &own[reset.map_or(0, |reset| reset + 1)..];
    let started_at = own.iter().rfind(|event| event.kind == Kind::ChallengeStarted).map(|event| event.at);
    let added = own.iter().filter(|event| event.kind == Kind::ChallengeExtended);
    let added = added.filter_map(|event| event.detail.get("minutes")?.as_u64()).sum::<u64>();
    let minutes = challenge.minutes().map(|minutes| minutes + u32::try_from(added).unwrap_or_default());
    let ends_at = started_at
        .zip(minutes)
        .and_then(|(at, minutes)| at.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok());
    let criteria: Vec<_> = challenge
        .criteria()
        .iter()
        .enumerate()
        .map(|(index, criterion)| {
            let about = |event: &&&Event| event.criterion.as_ref() == Some(&criterion.name);
            let mut of_it = own.iter().filter(about);
            let passed_at = of_it.clone().find(|event| event.kind == Kind::CheckPassed).map(|event| event.at);
            let last = of_it.clone().rfind(|event| matches!(event.kind, Kind::CheckPassed | Kind::CheckLost));
            let lost_at = last.filter(|event| event.kind == Kind::CheckLost).map(|event| event.at);
            let taken = of_it.by_ref().filter(|event| event.kind == Kind::HintTaken).count();
            let told = criterion.told();
            CriterionState {
                name: criterion.name.clone(),
                title: criterion.title.clone(),
                is_checked: criterion.check.is_some(),
                finding: findings.and_then(|findings| findings.get(index)).cloned(),
                passed_at,
                lost_at,
                hints: told.iter().take(taken).map(|hint| (*hint).to_owned()).collect(),
                hints_of: told.len(),
            }
        })
        .collect();
    let passed = criteria.iter().filter(|criterion| criterion.passed_at.is_some()).count();
    ChallengeState {
        slug: challenge.slug.clone(),
        number: challenge.number(),
        title: challenge.title().to_owned(),
        minutes,
        started_at,
        ends_at,
        passed,
        of: criteria.iter().filter(|criterion| criterion.is_checked).count(),
        criteria,
    }
}
