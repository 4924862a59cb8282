//! What a team reached when, and what happened meanwhile, in one order.

use std::collections::HashMap;

use jiff::Timestamp;
use movie_guru_workshop::record::Kind;
use movie_guru_workshop::{ChallengeState, Event, RoomState};
use serde::Serialize;

use super::archive::Archive;

/// All teams of a workshop, told about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// When it was made.
    pub at: Timestamp,
    /// Each team, by name.
    pub teams: Vec<TeamReport>,
}

/// A team, told about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamReport {
    /// Its name.
    pub team: String,
    /// The challenges that it began.
    pub challenges: Vec<Reached>,
    /// How many challenges there are that a machine can check.
    pub of: usize,
    /// What happened, the earliest first.
    pub timeline: Vec<Entry>,
    /// What is not known of it, in words.
    pub unknown: Vec<String>,
}

/// How far a team came with a challenge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reached {
    /// The challenge's title.
    pub title: String,
    /// When it was begun last.
    pub started_at: Option<Timestamp>,
    /// When the last of its criteria held; none where one never has.
    pub done_at: Option<Timestamp>,
    /// How many criteria held.
    pub passed: usize,
    /// Of how many that a machine can check.
    pub of: usize,
    /// Hints taken.
    pub hints: usize,
    /// Each criterion.
    pub criteria: Vec<ReachedCriterion>,
}

/// A criterion, and when it held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReachedCriterion {
    /// What must hold.
    pub title: String,
    /// When it first held.
    pub passed_at: Option<Timestamp>,
    /// Since when it held no more.
    pub lost_at: Option<Timestamp>,
    /// Hints taken.
    pub hints: usize,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Until when, where it lasted.
    pub until: Option<Timestamp>,
    /// What kind of thing.
    pub matter: Matter,
    /// In words.
    pub what: String,
}

/// Kinds of things that happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// The lab, or a challenge's clock.
    Challenge,
    /// How the app behaved.
    Phase,
    /// A fault, by itself.
    Fault,
    /// An alert that fired.
    Alert,
    /// A criterion that held, or no more.
    Check,
    /// A hint.
    Hint,
    /// A call for the coach.
    Call,
    /// An answer, a drill.
    Other,
}

impl Matter {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Phase => "scenario",
            Self::Fault => "fault",
            Self::Alert => "alert",
            Self::Check => "check",
            Self::Hint => "hint",
            Self::Call => "call",
            Self::Other => "other",
        }
    }
}

impl Report {
    /// Of these teams.
    pub fn of(archives: &[Archive], at: Timestamp) -> Self {
        let mut teams: Vec<_> = archives.iter().map(TeamReport::of).collect();
        teams.sort_by(|one, other| one.team.cmp(&other.team));
        Self { at, teams }
    }
}

impl TeamReport {
    fn of(archive: &Archive) -> Self {
        let Archive { team, record, state, history, .. } = archive;
        let began = |challenge: &&ChallengeState| {
            challenge.started_at.is_some() || challenge.criteria.iter().any(|criterion| criterion.passed_at.is_some())
        };
        let challenges = state.challenges.iter().filter(began).map(reached).collect();
        Self {
            team: team.clone(),
            challenges,
            of: state.challenges.iter().filter(|challenge| challenge.of > 0).count(),
            timeline: timeline(archive, record, state),
            unknown: history.unknown.clone(),
        }
    }

    /// How many challenges are done.
    pub fn done(&self) -> usize {
        self.challenges.iter().filter(|challenge| challenge.done_at.is_some()).count()
    }
}

fn reached(challenge: &ChallengeState) -> Reached {
    let criteria = challenge.criteria.iter().map(|criterion| ReachedCriterion {
        title: criterion.title.clone(),
        passed_at: criterion.passed_at,
        lost_at: criterion.lost_at,
        hints: criterion.hints.len(),
    });
    let checked = challenge.criteria.iter().filter(|criterion| criterion.is_checked);
    Reached {
        title: challenge.title.clone(),
        started_at: challenge.started_at,
        done_at: checked.filter_map(|criterion| criterion.passed_at).max().filter(|_| challenge.is_done()),
        passed: challenge.passed,
        of: challenge.of,
        hints: challenge.criteria.iter().map(|criterion| criterion.hints.len()).sum(),
        criteria: criteria.collect(),
    }
}

fn timeline(archive: &Archive, record: &[Event], state: &RoomState) -> Vec<Entry> {
    let history = &archive.history;
    let phases = history.phases.iter().map(|span| Entry {
        at: span.from,
        until: Some(span.to),
        matter: Matter::Phase,
        what: format!("scenario {}", span.scenario),
    });
    let alerts = history.alerts.iter().map(|alert| Entry {
        at: alert.fired_at,
        until: alert.resolved_at,
        matter: Matter::Alert,
        what: format!("{} fired", alert.name),
    });
    let titles = Titles::of(state);
    // The monitoring saw those changes too that were not made by starting a challenge.
    let is_known = |event: &&Event| match event.kind {
        Kind::PhaseSet => !history.phases.is_empty(),
        Kind::AlertFired | Kind::AlertResolved => !history.alerts.is_empty(),
        _ => false,
    };
    let recorded = record.iter().filter(|event| !is_known(event)).filter_map(|event| {
        let (matter, what) = titles.told(event)?;
        Some(Entry { at: event.at, until: None, matter, what })
    });
    let mut timeline: Vec<_> = phases.chain(alerts).chain(recorded).collect();
    timeline.sort_by_key(|entry| entry.at);
    timeline
}

/// What names mean.
struct Titles<'a> {
    challenges: HashMap<&'a str, &'a str>,
    criteria: HashMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Titles<'a> {
    fn of(state: &'a RoomState) -> Self {
        let challenges = state.challenges.iter().map(|challenge| (&*challenge.slug, &*challenge.title)).collect();
        let criteria = state.challenges.iter().flat_map(|challenge| {
            challenge.criteria.iter().map(|criterion| ((&*challenge.slug, &*criterion.name), &*criterion.title))
        });
        Self { challenges, criteria: criteria.collect() }
    }

    /// An event in words; none of what a reader of this version does not know.
    fn told(&self, event: &Event) -> Option<(Matter, String)> {
        let slug = event.challenge.as_deref().unwrap_or_default();
        let challenge = self.challenges.get(slug).copied().unwrap_or(slug);
        let name = event.criterion.as_deref().unwrap_or_default();
        let criterion = self.criteria.get(&(slug, name)).copied().unwrap_or(name);
        let detail = |field: &str| event.detail.get(field);
        let text = |field: &str| detail(field).and_then(serde_json::Value::as_str).unwrap_or_default();
        let number = |field: &str| detail(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
        let about = |what: &str, of: &str| if of.is_empty() { what.to_owned() } else { format!("{what}: {of}") };
        Some(match event.kind {
            Kind::LabUp => (Matter::Challenge, "the lab is up".to_owned()),
            Kind::ChallengeStarted => (Matter::Challenge, format!("began {challenge}")),
            Kind::ChallengeReset => (Matter::Challenge, format!("{challenge} begins anew")),
            Kind::ChallengeExtended => {
                (Matter::Challenge, format!("{} more minutes for {challenge}", number("minutes")))
            }
            Kind::CheckPassed => (Matter::Check, format!("holds: {criterion}")),
            Kind::CheckLost => (Matter::Check, format!("holds no more: {criterion}")),
            Kind::HintTaken => (Matter::Hint, format!("hint {} for: {criterion}", number("level"))),
            Kind::HelpCalled => (Matter::Call, about("called the coach", text("text"))),
            Kind::HelpAnswered => (Matter::Call, "the coach has answered".to_owned()),
            Kind::NoticeShown => (Matter::Other, about("the coach told everybody", text("text"))),
            Kind::PhaseSet => (Matter::Phase, format!("scenario {}", text("scenario"))),
            Kind::FaultStarted => (Matter::Fault, about("a fault began", text("fault"))),
            Kind::FaultEnded => (Matter::Fault, about("a fault ended", text("fault"))),
            Kind::AlertFired => (Matter::Alert, about("an alert fires", text("alert"))),
            Kind::AlertResolved => (Matter::Alert, about("an alert is over", text("alert"))),
            Kind::AnswerGiven => (Matter::Other, about("an answer was given", challenge)),
            Kind::DrillEnded => (Matter::Other, "a drill is over".to_owned()),
            Kind::Unknown => return None,
        })
    }
}
