//! Which call a swarm makes next, in the proportions of `journeys.yaml`.

use std::sync::atomic::{AtomicU64, Ordering};

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha12Rng;

use crate::plan::journey::Request;

/// The calls of one run's swarm. What a swarm sends is the business of all of it: one person's calls are too few for
/// proportions.
pub(crate) struct SwarmCalls {
    weights: Vec<(Request, u32)>,
    /// Logins that were needed before anybody drew one.
    logins_ahead: AtomicU64,
}

impl SwarmCalls {
    /// With these weights, of which one is above 0.
    pub(crate) fn new(weights: Vec<(Request, u32)>) -> Self {
        Self { weights, logins_ahead: AtomicU64::new(0) }
    }

    /// The next call by its weight. Who has no session logs in first, and that login stands for one that somebody draws
    /// later. So where login and logout weigh the same, only the logins that people begin with come on top.
    pub(crate) fn next(&self, is_logged_in: bool, chance: &mut ChaCha12Rng) -> Request {
        if !is_logged_in {
            self.logins_ahead.fetch_add(1, Ordering::Relaxed);
            return Request::Login;
        }
        loop {
            let drawn =
                self.weights.choose_weighted(chance, |(_, weight)| *weight).map_or(Request::Chat, |(call, _)| *call);
            if drawn != Request::Login || !self.is_made_already() {
                return drawn;
            }
        }
    }

    fn is_made_already(&self) -> bool {
        let less = |ahead: u64| ahead.checked_sub(1);
        self.logins_ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}
