//! What a class and a team look like.

use jiff::Timestamp;
use movie_guru_workshop::HelpCall;
use serde::Serialize;

use super::level::{Level, Need};
use crate::lab::{Alerts, OperationFigures, People, Slos};
use crate::reach::Health;

/// All teams.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Class {
    /// When it was put together.
    pub at: Timestamp,
    /// In the order of the teams' file.
    pub teams: Vec<Team>,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Team {
    /// Its name.
    pub team: String,
    /// Whether it needs a coach, and why.
    pub need: Need,
    /// How its pods or processes are.
    pub health: Option<Health>,
    /// The scenario that is on.
    pub scenario: Option<String>,
    /// The simulated people.
    pub load: Option<People>,
    /// Requests of people per second, over the last minute.
    pub requests_per_second: Option<f64>,
    /// How each operation went over five minutes; none where that is not known here.
    pub operations: Option<Vec<OperationFigures>>,
    /// Its SLOs; none where they are not known here.
    pub slos: Option<Slos>,
    /// Its alerts; none where they are not known here.
    pub alerts: Option<Alerts>,
    /// Challenges of which all that a machine can check has held.
    pub challenges: Option<Share>,
    /// The challenge that is on.
    pub current: Option<Current>,
    /// Hints taken at the challenge that is on.
    pub hints: Option<usize>,
    /// The call that waits for an answer.
    pub help: Option<HelpCall>,
    /// Minutes since the last check passed, or since the challenge began where none has; none where nothing is on.
    pub minutes_since_pass: Option<i64>,
    /// When somebody of the team last did something that is recorded.
    pub last_activity: Option<Timestamp>,
    /// What could not be asked.
    pub not_asked: Vec<NotAsked>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// So many.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

/// The challenge that a team is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Current {
    /// Its folder's name.
    pub slug: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Since when.
    pub started_at: Option<Timestamp>,
    /// When its minutes are over.
    pub ends_at: Option<Timestamp>,
    /// How long it takes, what was added included.
    pub minutes: Option<u32>,
    /// How many minutes of these a coach has added.
    pub extended: u32,
    /// Whole minutes since it began.
    pub minutes_gone: Option<i64>,
    /// Minutes until its end, each begun one whole; below zero when they are over.
    pub minutes_left: Option<i64>,
    /// Criteria that a machine checks, and how many have held.
    pub criteria: Share,
}

/// What could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotAsked {
    /// What is not known for that: `workshop`, `health`, `scenario`, `load`, `figures`, `slos`.
    pub what: &'static str,
    /// Why, with a next step.
    pub why: String,
    /// Whether that is how this lab is: it has no such part.
    pub is_none: bool,
}

impl Team {
    /// A team of which nothing has been asked yet.
    pub fn unknown(team: impl Into<String>) -> Self {
        Self {
            team: team.into(),
            need: Need { level: Level::Unknown, why: "not asked yet".to_owned(), minutes: 0 },
            health: None,
            scenario: None,
            load: None,
            requests_per_second: None,
            operations: None,
            slos: None,
            alerts: None,
            challenges: None,
            current: None,
            hints: None,
            help: None,
            minutes_since_pass: None,
            last_activity: None,
            not_asked: Vec::new(),
        }
    }
}

impl Class {
    /// Teams of which nothing has been asked yet.
    pub fn unknown(teams: impl IntoIterator<Item = String>) -> Self {
        Self { at: Timestamp::now(), teams: teams.into_iter().map(Team::unknown).collect() }
    }

    /// The team of this name.
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams.iter().find(|team| team.team == name)
    }

    /// The teams, those that need a coach most first.
    pub fn by_need(&self) -> Vec<&Team> {
        let mut teams: Vec<_> = self.teams.iter().collect();
        teams.sort_by(|one, other| {
            let rank = |team: &Team| (team.need.level, team.need.minutes, team.hints.unwrap_or_default());
            rank(other).cmp(&rank(one)).then_with(|| one.team.cmp(&other.team))
        });
        teams
    }
}

/// Whole minutes from one moment to a later one.
pub(super) fn whole_minutes(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs().div_euclid(60)
}
