//! How chats are counted: the mix of outcomes, the mix of sentiments, and the share that is refused as unsafe.

use movie_guru_contract::{Outcome, Sentiment};
use movie_guru_telemetry::operations::ChatQuality;
use serde_json::{Map, Value, json};

use super::quantity::Quantity;
use super::reading::{Reading, below};

/// How far a mix may be off 1.
pub(super) const TOLERANCE: f64 = 0.001;

/// The chat's mixes. Without them each turn is counted as the engine judges it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixes {
    /// The share of each outcome, in the order of [`Outcome::ALL`]; they add up to 1, as near as a thousandth.
    pub outcome: [f64; Outcome::ALL.len()],
    /// The share of each sentiment, in the order of [`Sentiment::ALL`]; likewise.
    pub sentiment: [f64; Sentiment::ALL.len()],
    /// The share of chats that are refused as unsafe.
    pub safety_issue: f64,
}

const OUTCOMES: [&str; Outcome::ALL.len()] = {
    let [engaged, acknowledged, rejected, irrelevant, unclassified] = Outcome::ALL;
    [engaged.name(), acknowledged.name(), rejected.name(), irrelevant.name(), unclassified.name()]
};
const SENTIMENTS: [&str; Sentiment::ALL.len()] = {
    let [positive, negative, neutral, unclassified] = Sentiment::ALL;
    [positive.name(), negative.name(), neutral.name(), unclassified.name()]
};

impl Mixes {
    pub(super) fn read(reading: &mut Reading, path: &str, value: &Value) -> Option<Self> {
        let fields = reading.object(path, Some(value))?;
        reading.only(path, fields, &["outcome", "sentiment", "safety_issue"]);
        Some(Self {
            outcome: read_mix(reading, &below(path, "outcome"), fields.get("outcome"), OUTCOMES),
            sentiment: read_mix(reading, &below(path, "sentiment"), fields.get("sentiment"), SENTIMENTS),
            safety_issue: match fields.get("safety_issue") {
                None => 0.0,
                share => reading.share(&below(path, "safety_issue"), share),
            },
        })
    }

    pub(super) fn document(&self) -> Value {
        json!({
            "outcome": mix_document(OUTCOMES, self.outcome),
            "sentiment": mix_document(SENTIMENTS, self.sentiment),
            "safety_issue": self.safety_issue,
        })
    }

    /// How one chat is counted, by three draws from 0 to 1.
    pub(super) fn pick(&self, safety: f64, outcome: f64, sentiment: f64) -> ChatQuality {
        ChatQuality {
            outcome: pick(outcome, Outcome::ALL, self.outcome),
            sentiment: pick(sentiment, Sentiment::ALL, self.sentiment),
            safety_issue: safety < self.safety_issue,
        }
    }
}

/// A share that is not written is 0.
fn read_mix<const N: usize>(reading: &mut Reading, path: &str, value: Option<&Value>, names: [&str; N]) -> [f64; N] {
    let Some(fields) = reading.object(path, value) else { return [0.0; N] };
    let has_unknown = reading.only(path, fields, &names);
    let shares = names.map(|name| match fields.get(name) {
        None => Some(0.0),
        share => reading.number(&below(path, name), share, Quantity::Share).and_then(Value::as_f64),
    });
    let sum: Option<f64> = shares.into_iter().sum();
    let mut shares = shares.map(Option::unwrap_or_default);
    match sum {
        None => {}
        // What is left of a newer version's mix.
        Some(sum) if has_unknown && sum > 0.0 => shares = shares.map(|share| share / sum),
        // Nothing is: the last of each list says that nothing can be said.
        Some(_) if has_unknown => shares[N - 1] = 1.0,
        Some(sum) if (sum - 1.0).abs() > TOLERANCE => {
            reading.problem(path, format!("must add up to 1, not {sum:.4}"));
        }
        Some(_) => {}
    }
    shares
}

fn mix_document<const N: usize>(names: [&str; N], shares: [f64; N]) -> Value {
    let written = names.into_iter().zip(shares).filter(|(_, share)| *share > 0.0);
    Value::Object(written.map(|(name, share)| (name.to_owned(), share.into())).collect::<Map<_, _>>())
}

/// The value whose share of the mix `draw` (0 to 1) falls into; shares are scaled to their sum.
fn pick<T: Copy, const N: usize>(draw: f64, values: [T; N], shares: [f64; N]) -> T {
    let mut left = draw * shares.iter().sum::<f64>();
    let mut picked = values[0];
    for (value, share) in values.into_iter().zip(shares) {
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
