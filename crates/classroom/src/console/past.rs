//! Figures that were seen since the console is up, for the charts of a team's page.

use std::collections::{HashMap, VecDeque};

use jiff::Timestamp;

use crate::lab::OperationFigures;
use crate::snapshot::{Class, Team};

/// A day at one in ten seconds would be 8,640; charts of four hours need no more.
const MOST: usize = 1500;
/// Two sightings are at least so far apart.
const EVERY_SECONDS: i64 = 9;

/// Figures of a moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) at: Timestamp,
    pub(super) operations: Vec<OperationFigures>,
    pub(super) users: Option<u64>,
}

/// Figures of all teams.
#[derive(Debug, Default)]
pub(super) struct Past(HashMap<String, VecDeque<Point>>);

impl Past {
    /// Adds what is known now.
    pub(super) fn see(&mut self, class: &Class, now: Timestamp) {
        for team in &class.teams {
            self.see_team(team, now);
        }
    }

    fn see_team(&mut self, team: &Team, now: Timestamp) {
        if team.operations.is_none() && team.load.is_none() {
            return;
        }
        let points = self.0.entry(team.team.clone()).or_default();
        if points.back().is_some_and(|last| now.duration_since(last.at).as_secs() < EVERY_SECONDS) {
            return;
        }
        if points.len() == MOST {
            points.pop_front();
        }
        points.push_back(Point {
            at: now,
            operations: team.operations.clone().unwrap_or_default(),
            users: team.load.map(|people| if people.is_running { people.users } else { 0 }),
        });
    }

    /// Those of a team, the oldest first.
    pub(super) fn of(&self, team: &str) -> Vec<Point> {
        self.0.get(team).map(|points| points.iter().cloned().collect()).unwrap_or_default()
    }
}
