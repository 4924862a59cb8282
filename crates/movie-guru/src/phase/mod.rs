//! How the app behaves just now: per operation a success probability and a latency range, and for chat the mix of
//! outcomes.
//!
//! [`fields`] reads and refuses phases, [`scenario`] has the ones with a name, [`draw`] decides what happens to each
//! request, [`Stage`] holds the one that is on, and [`shared`] keeps it the same on all replicas.

mod draw;
mod fields;
pub mod scenario;
pub(crate) mod shared;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use movie_guru_telemetry::contract::Operation;
use movie_guru_telemetry::operations::ChatQuality;

use draw::Dice;
pub use fields::Phase;
use scenario::Scenario;

use crate::store::SetForAll;

/// What a phase makes of one request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Whether it succeeds, as far as the phase is concerned.
    pub succeeds: bool,
    /// How long the whole operation takes, from the request's arrival.
    pub latency: Duration,
    /// For a chat: how the turn is counted.
    pub chat: Option<ChatQuality>,
}

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

    /// The same for what was set for all replicas, unless something later is on already.
    pub(crate) fn follow(&self, set: SetForAll) {
        let mut on = self.on.write().unwrap_or_else(PoisonError::into_inner);
        if set.revision > on.revision {
            tracing::info!(scenario = set.scenario.name, "the phase is set for all replicas");
            *on = On { scenario: Arc::new(set.scenario), revision: set.revision };
        }
    }

    /// Draws what happens to a request; none where no phase is on, or it says nothing of this operation.
    pub fn draw(&self, operation: Operation) -> Option<Fate> {
        let scenario = self.scenario();
        scenario.phase.as_ref().and_then(|phase| self.dice.roll(operation, phase))
    }
}
