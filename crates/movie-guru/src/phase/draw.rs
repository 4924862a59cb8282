//! The dice: what a phase makes of each request, from generators that a seed repeats exactly.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use movie_guru_contract::{Operation, Outcome, Sentiment};
use movie_guru_telemetry::operations::ChatQuality;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::fields::Phase;

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

/// Kept free below the longest latency where the range allows it, so that the lateness of a timer does not carry a
/// request over the bound that a phase (and an SLO's threshold) names.
const HEADROOM_MS: f64 = 3.0;

/// One generator per operation, so that its fates do not depend on how requests of others come between.
#[derive(Debug)]
pub(super) struct Dice {
    generators: [Mutex<ChaCha8Rng>; Operation::ALL.len()],
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            generators: Operation::ALL.map(|operation| {
                let mut generator = ChaCha8Rng::seed_from_u64(seed);
                generator.set_stream(operation as u64);
                Mutex::new(generator)
            }),
        }
    }

    /// Draws the fate of one request.
    pub(super) fn roll(&self, operation: Operation, phase: &Phase) -> Option<Fate> {
        let behaviour = phase.behaviour(operation)?;
        let mut generator = self.generators[operation as usize].lock().unwrap_or_else(PoisonError::into_inner);
        // Always as many draws for each fate, so that one outcome does not shift those that follow.
        let [success, latency, safety, outcome, sentiment]: [f64; 5] = generator.random();
        drop(generator);
        let (min, max) = (behaviour.min_ms as f64, behaviour.max_ms as f64);
        let width = max - min;
        let width = if width > 4.0 * HEADROOM_MS { width - HEADROOM_MS } else { width };
        let chat = (operation == Operation::Chat).then(|| ChatQuality {
            outcome: pick(
                outcome,
                [
                    (phase.chat_engaged, Outcome::Engaged),
                    (phase.chat_acknowledged, Outcome::Acknowledged),
                    (phase.chat_rejected, Outcome::Rejected),
                    (phase.chat_unclassified, Outcome::Unclassified),
                ],
            ),
            sentiment: pick(
                sentiment,
                [
                    (phase.chat_s_positive, Sentiment::Positive),
                    (phase.chat_s_negative, Sentiment::Negative),
                    (phase.chat_s_neutral, Sentiment::Neutral),
                    (phase.chat_s_unclassified, Sentiment::Unclassified),
                ],
            ),
            safety_issue: safety < phase.chat_safety_issue,
        });
        Some(Fate {
            succeeds: success < behaviour.success,
            latency: Duration::from_secs_f64((min + latency * width) / 1000.0),
            chat,
        })
    }
}

/// The value whose share of the mix `draw` (0 to 1) falls into; shares are scaled to their sum.
fn pick<T: Copy>(draw: f64, mix: [(f64, T); 4]) -> T {
    let mut left = draw * mix.iter().map(|(share, _)| share).sum::<f64>();
    let mut picked = mix[0].1;
    for (share, value) in mix {
        if share <= 0.0 {
            continue;
        }
        picked = value;
        if left < share {
            break;
        }
        left -= share;
    }
    picked
}
