//! The SLIs of the workshop: what each counts, and what a scenario makes of it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::{CHAT_OUTCOME, Operation, Outcome, label};
use movie_guru_slo::promql::duration;
use movie_guru_slo::{MatchOp, Matcher, Measure, Selector, Side};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::evidence::{Metrics, Missing};

/// An SLI of the workshop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sli {
    /// Main pages delivered, of all asked for.
    MainPageLoads,
    /// Main pages in time, of all asked for.
    MainPageIsFast,
    /// Chats answered, of all.
    ChatAnswers,
    /// Answers that people go on with, of all whose end is known.
    ChatEngages,
    /// Chats in time, of all.
    ChatIsFast,
}

/// What was counted of an SLI.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) good: f64,
    pub(super) total: f64,
}

impl Counted {
    pub(super) fn share(self) -> Option<f64> {
        (self.total > 0.0).then(|| self.good / self.total)
    }
}

impl Sli {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::MainPageLoads, "main-page-loads", "the main page loads"),
        (Self::MainPageIsFast, "main-page-is-fast", "the main page is fast"),
        (Self::ChatAnswers, "chat-answers", "chat answers"),
        (Self::ChatEngages, "chat-engages", "chat engages"),
        (Self::ChatIsFast, "chat-is-fast", "chat is fast"),
    ];

    /// The SLI of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(sli, ..)| sli)
    }

    /// Its name in files.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(sli, ..)| *sli == self).map_or("", |(_, name, _)| name)
    }

    /// What people call it.
    pub(super) fn title(self) -> &'static str {
        Self::ALL.into_iter().find(|(sli, ..)| *sli == self).map_or("", |(.., title)| title)
    }

    /// The bound of "fast" where nobody says another, in milliseconds.
    pub(super) fn usual_bound(self) -> Option<f64> {
        match self {
            Self::MainPageIsFast => Some(1000.0),
            Self::ChatIsFast => Some(5000.0),
            Self::MainPageLoads | Self::ChatAnswers | Self::ChatEngages => None,
        }
    }

    fn operation(self) -> Operation {
        match self {
            Self::MainPageLoads | Self::MainPageIsFast => Operation::Startup,
            Self::ChatAnswers | Self::ChatEngages | Self::ChatIsFast => Operation::Chat,
        }
    }

    /// What it counts; the bound is that of a bucket, for an SLI of time.
    pub(super) fn measure(self, bound: Option<f64>) -> Measure {
        let all_of = |metric: String| Selector { metric, matchers: Vec::new() };
        let metrics = self.operation().metrics();
        if let Some(usual) = self.usual_bound() {
            let histogram = all_of(metrics.latency.exposed());
            return Measure::Threshold { histogram, side: Side::AtMost, bound: bound.unwrap_or(usual) };
        }
        if self == Self::ChatEngages {
            let outcomes = format!("{}|{}", Outcome::Engaged.name(), Outcome::Acknowledged.name());
            let engaged = Matcher { label: label::exposed(label::OUTCOME), op: MatchOp::Matches, value: outcomes };
            let total = all_of(CHAT_OUTCOME.exposed());
            return Measure::Good { good: Selector { matchers: vec![engaged], ..total.clone() }, total };
        }
        let success = metrics.success.unwrap_or(metrics.attempts);
        Measure::Good { good: all_of(success.exposed()), total: all_of(metrics.attempts.exposed()) }
    }
}

/// What a measure counted over the `range` that ends at a moment.
pub(super) async fn measured(
    metrics: &dyn Metrics,
    measure: &Measure,
    range: Duration,
    at: Timestamp,
) -> Result<Counted, Missing> {
    counted(metrics, (measure.good(range), measure.total(range)), at).await
}

/// What the queries of good and of all requests answer at a moment.
pub(super) async fn counted(
    metrics: &dyn Metrics,
    (good, total): (String, String),
    at: Timestamp,
) -> Result<Counted, Missing> {
    let one = async |query: String| -> Result<f64, Missing> {
        let samples = metrics.query(&query, Some(at)).await?;
        Ok(samples.first().map(|sample| sample.value).filter(|value| value.is_finite()).unwrap_or_default())
    };
    let (good, total) = tokio::try_join!(one(good), one(total))?;
    Ok(Counted { good, total })
}

/// The range as a person reads it.
pub(super) fn range_in_words(range: Duration) -> String {
    duration(range)
}

/// A scenario, as far as it says how often things go well.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Scenario {
    #[serde(default)]
    behaviour: BTreeMap<String, Shape>,
    mixes: Option<Mixes>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Shape {
    success: Option<f64>,
    latency_ms: Option<Latency>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Latency {
    min: f64,
    max: f64,
}

#[derive(Clone, Debug, Deserialize)]
struct Mixes {
    outcome: BTreeMap<String, f64>,
}

#[derive(RustEmbed)]
#[folder = "../../scenarios"]
struct Scenarios;

/// The text of a scenario that travels in the binary.
pub(crate) fn scenario_file(name: &str) -> Option<String> {
    Scenarios::get(&format!("{name}.yaml")).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

impl Scenario {
    pub(super) fn named(name: &str) -> Option<Self> {
        serde_saphyr::from_str(&scenario_file(name)?).ok()
    }

    /// The share of good events that it makes of an SLI, in the long run. The drawn time is uniform between its ends.
    pub(super) fn share(&self, sli: Sli, bound: Option<f64>) -> f64 {
        let shape = self.behaviour.get(sli.operation().name());
        match (sli, bound.or(sli.usual_bound())) {
            (Sli::ChatEngages, _) => self.mixes.as_ref().map_or(1.0, |mixes| {
                let of = |outcome: Outcome| mixes.outcome.get(outcome.name()).copied().unwrap_or_default();
                of(Outcome::Engaged) + of(Outcome::Acknowledged)
            }),
            (_, Some(bound)) => shape.and_then(|shape| shape.latency_ms).map_or(1.0, |Latency { min, max }| {
                if max > min {
                    ((bound - min) / (max - min)).clamp(0.0, 1.0)
                } else {
                    f64::from(u8::from(max <= bound))
                }
            }),
            (_, None) => shape.and_then(|shape| shape.success).unwrap_or(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_make_of_the_slis_what_the_contract_says() {
        // The last paragraph of the contract's chapter on SLOs.
        let expected = [
            ("challenge-1", [0.75, 0.46, 0.65, 0.56]),
            ("challenge-6", [0.95, 1.0, 0.85, 1.0]),
            ("challenge-7", [0.95, 1.0, 0.5, 0.14]),
            ("healthy", [1.0, 1.0, 1.0, 1.0]),
        ];
        for (name, shares) in expected {
            let scenario = Scenario::named(name).unwrap();
            let slis = [Sli::MainPageLoads, Sli::MainPageIsFast, Sli::ChatEngages, Sli::ChatIsFast];
            for (sli, expected) in slis.into_iter().zip(shares) {
                let share = scenario.share(sli, None);
                assert!((share - expected).abs() < 0.006, "{name}: {sli:?} is {share}, not {expected}");
            }
        }
        assert!(Scenario::named("challenge-99").is_none());
    }
}
