//! The dice: what a scenario makes of each request, from generators that a seed repeats exactly.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_telemetry::operations::ChatQuality;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::behaviour::{Behaviour, Failure};
use super::shaped::Shaped;

/// What a scenario makes of one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// Whether it succeeds, as far as the scenario is concerned.
    pub succeeds: bool,
    /// How long the whole operation takes, from the request's arrival.
    pub latency: Duration,
    /// For a chat whose scenario has mixes: how the turn is counted.
    pub chat: Option<ChatQuality>,
    /// What the client is told where it does not succeed.
    pub failure: Failure,
}

/// Kept free below the longest latency where the range allows it, so that the lateness of a timer does not carry a
/// request over the bound that a scenario (and an SLO's threshold) names.
const HEADROOM_MS: f64 = 3.0;

/// One stream for each operation of the contract, and one for the history.
const STREAMS: usize = Operation::ALL.len() + 1;

/// One generator per operation, so that its fates do not depend on how requests of others come between.
#[derive(Debug)]
pub(super) struct Dice {
    generators: [Mutex<ChaCha8Rng>; STREAMS],
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            generators: std::array::from_fn(|stream| {
                let mut generator = ChaCha8Rng::seed_from_u64(seed);
                generator.set_stream(stream as u64);
                Mutex::new(generator)
            }),
        }
    }

    /// Draws the fate of one request; none where nothing is said of such.
    pub(super) fn roll(&self, operation: Shaped, behaviour: &Behaviour) -> Option<Fate> {
        let shape = behaviour.shape(operation)?;
        let mut generator = self.generators[stream(operation)].lock().unwrap_or_else(PoisonError::into_inner);
        // Always as many draws for each fate, so that one outcome does not shift those that follow.
        let [success, latency, safety, outcome, sentiment]: [f64; 5] = generator.random();
        drop(generator);
        let (min, max) = (shape.min_ms as f64, shape.max_ms as f64);
        let width = max - min;
        let width = if width > 4.0 * HEADROOM_MS { width - HEADROOM_MS } else { width };
        let mixes = behaviour.mixes.as_ref().filter(|_| operation == Shaped::from(Operation::Chat));
        Some(Fate {
            succeeds: success < shape.success,
            latency: Duration::from_secs_f64((min + latency * width) / 1000.0),
            chat: mixes.map(|mixes| mixes.pick(safety, outcome, sentiment)),
            failure: shape.failure,
        })
    }
}

const fn stream(operation: Shaped) -> usize {
    match operation {
        Shaped::Measured(operation) => operation as usize,
        Shaped::History => STREAMS - 1,
    }
}
