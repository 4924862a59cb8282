//! SLIs as queries: each answers with a share that agrees with the reference.

use std::sync::LazyLock;
use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use movie_guru_slo::readable::percent;
use regex::Regex;
use serde::Deserialize;

use super::counts::{Sli, measured, range_in_words};
use super::finding::{Finding, Verdict};
use super::scene::Scene;
use super::words::{events_were_counted, plural};
use crate::evidence::{Metrics, Missing, Sample};
use crate::workbook::Row;

/// A percentage point: so much a query may differ from the reference. Both are asked at one moment.
const WITHIN: f64 = 0.01;
/// A share of fewer requests says little.
const LEAST: f64 = 20.0;
const RANGE: Duration = Duration::from_secs(300);

/// Each SLI is a query that returns a share on live data, and agrees with the reference.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatiosCheck {
    /// The list, with the columns [`RatiosCheck::COLUMNS`].
    pub field: String,
    /// The fewest that must agree.
    pub at_least: usize,
    /// What is looked at; both where it is left out.
    pub only: Option<Part>,
}

/// A part of what is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Whether it answers with a single number between 0 and 1.
    Share,
    /// Whether it agrees with the reference.
    Agreement,
}

impl RatiosCheck {
    pub(super) const COLUMNS: [&'static str; 2] = ["sli", "query"];

    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let answer = scene.answer(&self.field);
        let rows = answer.rows();
        let (metrics, now) = (scene.metrics(), scene.now());
        let findings = join_all(rows.iter().map(|row| self.look_at(row, metrics, now))).await;
        // What is wrong is told before what is missing.
        for verdict in [Verdict::DoesNotHold, Verdict::NotYet] {
            if let Some(finding) = findings.iter().find(|finding| finding.verdict == verdict) {
                return finding.clone();
            }
        }
        let observed: Vec<_> = findings.iter().map(|finding| finding.observed.as_str()).collect();
        if rows.len() < self.at_least {
            let there = plural(rows.len(), "SLI");
            return Finding::fails(
                format!("{there} as a query; {} are the fewest. {}", self.at_least, observed.join(" "))
                    .trim_end()
                    .to_owned(),
                "Take an SLO of challenge 3. Which counter has what went well, and which has all of it?",
            );
        }
        Finding::holds(observed.join(" "))
    }

    async fn look_at(&self, row: &Row, metrics: &dyn Metrics, now: Timestamp) -> Finding {
        let cell = |column: &str| row.get(column).map_or("", |text| text.trim());
        let query = cell("query");
        let Some(sli) = Sli::named(cell("sli")) else {
            return Finding::fails(
                format!("The query `{}` does not say what it measures.", short(query)),
                "Choose its SLI.",
            );
        };
        let title = sli.title();
        if query.is_empty() {
            return Finding::fails(format!("“{title}” has no query yet."), "Try one in Explore, and put it here.");
        }
        let samples = match metrics.query(query, Some(now)).await {
            Ok(samples) => samples,
            Err(missing) => return of_missing(title, missing),
        };
        let share = match share(&samples) {
            Ok(share) => share,
            Err(Trouble { observed, next }) => return Finding::fails(format!("“{title}” {observed}"), next),
        };
        if self.only == Some(Part::Share) && (0.0..=1.0).contains(&share) {
            return Finding::holds(format!("“{title}” answers {}.", percent(share)));
        }
        let (range, bound) = (range_of(query).unwrap_or(RANGE), bound_of(query));
        let reference = match measured(metrics, &sli.measure(bound), range, now).await {
            Ok(reference) => reference,
            Err(missing) => return missing.into(),
        };
        let Some(expected) = reference.share().filter(|_| reference.total >= LEAST) else {
            return Finding::not_yet(
                format!(
                    "{} for “{title}” in {}; that is too little.",
                    events_were_counted(reference.total),
                    range_in_words(range)
                ),
                "See that people are at work, and look again in five minutes.",
            );
        };
        judge(title, sli, share, expected)
    }
}

/// What a share says beside what it should be.
fn judge(title: &str, sli: Sli, share: f64, expected: f64) -> Finding {
    let observed = format!("“{title}” answers {}; the reference has {}.", number(share), percent(expected));
    let swapped = share > 0.0 && (1.0 / share - expected).abs() <= WITHIN && (share - expected).abs() > WITHIN;
    if (share - expected).abs() <= WITHIN {
        Finding::holds(format!("“{title}” answers {}, as the reference does.", percent(share)))
    } else if swapped {
        Finding::fails(observed, "Good and all are swapped: what went well stands above the line.")
    } else if (1.0 - share - expected).abs() <= WITHIN {
        Finding::fails(observed, "It is the share of what went wrong. Count what went well.")
    } else if !(0.0..=1.0).contains(&share) {
        let next = if sli.usual_bound().is_some() {
            "That is no share: a mean or a percentile is a time. Count those that were fast enough, of all."
        } else {
            "That is no share: put what went well above the line, and all that was tried below it."
        };
        Finding::fails(observed, next)
    } else {
        let next = match sli {
            Sli::ChatEngages => {
                "Count outcomes: those that people go on with, of all outcomes. Which labels are there?"
            }
            _ => {
                "Compare both with the dashboard: is above and below the line the same window, each with sum(...) around it?"
            }
        };
        Finding::fails(observed, next)
    }
}

struct Trouble {
    observed: String,
    next: String,
}

/// The single number of an answer.
fn share(samples: &[Sample]) -> Result<f64, Trouble> {
    let trouble = |observed: String, next: &str| Err(Trouble { observed, next: next.to_owned() });
    match samples {
        [] => trouble(
            "answers nothing: no series matches it.".to_owned(),
            "Take it apart in Explore: which of its names or labels does no series have?",
        ),
        [one] if one.value.is_nan() => trouble(
            "answers NaN: below the line stands 0.".to_owned(),
            "See that what is below the line counts something, and that people are at work.",
        ),
        [one] => Ok(one.value),
        many => trouble(
            format!("answers with {} numbers, as {} and {}.", many.len(), many[0].labels, many[1].labels),
            "One number is wanted: sum(...) each side first, then divide.",
        ),
    }
}

fn of_missing(title: &str, missing: Missing) -> Finding {
    match missing {
        Missing::Refused { detail, .. } => Finding::fails(
            format!("“{title}” cannot be read as a query: {detail}"),
            "Try it in Explore, which shows where it goes wrong.",
        ),
        Missing::TooSlow { seconds, .. } => Finding::not_yet(
            format!("“{title}” took longer than {seconds} s."),
            "Ask for a shorter window, or for fewer series.",
        ),
        other => other.into(),
    }
}

/// What a query answers as somebody types it.
pub async fn preview(metrics: &dyn Metrics, query: &str) -> Finding {
    if query.trim().is_empty() {
        return Finding::not_yet("Nothing is asked yet.", "Type a query.");
    }
    match metrics.query(query.trim(), None).await {
        Ok(samples) => match share(&samples) {
            Ok(share) if (0.0..=1.0).contains(&share) => Finding::holds(format!("Now: {}", percent(share))),
            Ok(share) => Finding::fails(format!("Now: {}", number(share)), "A share is between 0 and 1."),
            Err(Trouble { observed, next }) => Finding::fails(format!("It {observed}"), next),
        },
        Err(Missing::Refused { detail, .. }) => {
            Finding::fails(format!("It cannot be read: {detail}"), "Mend it, and it is asked again.")
        }
        Err(missing) => missing.into(),
    }
}

fn number(value: f64) -> String {
    if (0.0..=1.0).contains(&value) { percent(value) } else { format!("{value:.3}") }
}

fn short(query: &str) -> String {
    if query.chars().count() > 60 {
        format!("{}…", query.chars().take(60).collect::<String>())
    } else {
        query.to_owned()
    }
}

/// The first window of a query, `[5m]`.
fn range_of(query: &str) -> Option<Duration> {
    static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\s*(\d+)(ms|s|m|h|d|w)\s*[\]:]").ok());
    let found = RANGE.as_ref()?.captures(query)?;
    let number: u64 = found.get(1)?.as_str().parse().ok()?;
    let unit = match found.get(2)?.as_str() {
        "ms" => return Some(Duration::from_millis(number)),
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => 604_800,
    };
    Some(Duration::from_secs(number.checked_mul(unit)?))
}

/// The bound of the bucket that a query asks for, in milliseconds.
fn bound_of(query: &str) -> Option<f64> {
    static BOUND: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"\ble\s*=~?\s*["'](\d+(?:\.\d+)?)"#).ok());
    BOUND.as_ref()?.captures(query)?.get(1)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_and_bound_are_those_of_the_query() {
        let query = r#"sum(rate(x_bucket{le=~"1000(\\.0)?"}[10m])) / sum(rate(x_count[10m]))"#;
        assert_eq!((range_of(query), bound_of(query)), (Some(Duration::from_secs(600)), Some(1000.0)));
        assert_eq!((range_of("a / b"), bound_of("a{le='5'} / b")), (None, Some(5.0)));
    }

    #[test]
    fn what_a_share_lacks_is_said() {
        let of = |share| judge("x", Sli::MainPageLoads, share, 0.75);
        assert_eq!(of(0.755).verdict, Verdict::Holds);
        for (share, next) in [(1.3333, "swapped"), (0.25, "went wrong"), (4600.0, "no share"), (0.9, "dashboard")] {
            let finding = of(share);
            assert_eq!(finding.verdict, Verdict::DoesNotHold);
            assert!(finding.next.as_deref().unwrap_or_default().contains(next), "{share}: {finding:?}");
        }
        assert!(judge("x", Sli::ChatIsFast, 4600.0, 0.5).next.unwrap_or_default().contains("mean"));
    }
}
