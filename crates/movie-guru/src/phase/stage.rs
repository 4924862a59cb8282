//! The scenario that is on.

use std::sync::{Arc, PoisonError, RwLock};

use guru::field_problem::FieldProblem;

use super::draw::{Dice, Fate};
use super::scenario::{self, Read, Scenario};
use super::shaped::Shaped;

/// Characters of what a log line tells of a scenario's parts.
const MOST_SAID: usize = 1000;

/// The scenario that is on, and the dice it is played with.
#[derive(Debug)]
pub struct Stage {
    on: RwLock<On>,
    dice: Dice,
}

#[derive(Debug)]
struct On {
    scenario: Arc<Scenario>,
    /// Of what was set for all replicas; 0 before anything was.
    revision: i64,
}

impl Stage {
    /// Starts with this scenario. With the same seed, the same requests meet the same fates.
    pub fn new(scenario: Scenario, seed: u64) -> Self {
        Self { on: RwLock::new(On { scenario: Arc::new(scenario), revision: 0 }), dice: Dice::new(seed) }
    }

    /// What is on.
    pub fn scenario(&self) -> Arc<Scenario> {
        Arc::clone(&self.on.read().unwrap_or_else(PoisonError::into_inner).scenario)
    }

    /// Changes what is on, for every request that is drawn from now on.
    pub fn set(&self, scenario: Read) {
        say("the phase is set", &scenario);
        self.on.write().unwrap_or_else(PoisonError::into_inner).scenario = Arc::new(scenario.scenario);
    }

    /// The revision of what was set for all replicas, up to which everything has been looked at.
    pub(crate) fn revision(&self) -> i64 {
        self.on.read().unwrap_or_else(PoisonError::into_inner).revision
    }

    /// Changes what is on to what was set for all replicas, the `revision`-th time, unless something later was looked at
    /// already. What cannot be read changes nothing, and is said once.
    pub(crate) fn follow(&self, set: Result<Read, Vec<FieldProblem>>, revision: i64) {
        let mut on = self.on.write().unwrap_or_else(PoisonError::into_inner);
        if revision <= on.revision {
            return;
        }
        on.revision = revision;
        match set {
            Ok(scenario) => {
                say("the phase is set for all replicas", &scenario);
                on.scenario = Arc::new(scenario.scenario);
            }
            Err(problems) => {
                let problems = scenario::list(&problems);
                tracing::warn!(revision, problems, "a phase was set for all replicas that this version cannot read");
            }
        }
    }

    /// Draws what happens to a request; none where the scenario says nothing of this operation.
    pub fn draw(&self, operation: impl Into<Shaped>) -> Option<Fate> {
        self.dice.roll(operation.into(), &self.scenario().behaviour)
    }
}

/// Says what is on now, and what of it is not known here.
fn say(event: &str, Read { scenario, unknown }: &Read) {
    tracing::info!(scenario = scenario.name, title = scenario.title, "{event}");
    if !unknown.is_empty() {
        let unknown: String = scenario::list(unknown).chars().take(MOST_SAID).collect();
        tracing::warn!(scenario = scenario.name, unknown, "{event}, and this version does not know all of it");
    }
}
