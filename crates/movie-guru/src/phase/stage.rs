//! The scenario that is on.

use std::sync::{Arc, PoisonError, RwLock};

use movie_guru_contract::Operation;

use super::draw::{Dice, Fate};
use super::scenario::Scenario;

/// The phase that is on, and the dice it is played with.
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
    pub fn set(&self, scenario: Scenario) {
        tracing::info!(scenario = scenario.name, "the phase is set");
        self.on.write().unwrap_or_else(PoisonError::into_inner).scenario = Arc::new(scenario);
    }

    /// The same for what was set for all replicas, the `revision`-th time, unless something later is on already.
    pub(crate) fn follow(&self, scenario: Scenario, revision: i64) {
        let mut on = self.on.write().unwrap_or_else(PoisonError::into_inner);
        if revision > on.revision {
            tracing::info!(scenario = scenario.name, "the phase is set for all replicas");
            *on = On { scenario: Arc::new(scenario), revision };
        }
    }

    /// Draws what happens to a request; none where no phase is on, or it says nothing of this operation.
    pub fn draw(&self, operation: Operation) -> Option<Fate> {
        let scenario = self.scenario();
        scenario.phase.as_ref().and_then(|phase| self.dice.roll(operation, phase))
    }
}
