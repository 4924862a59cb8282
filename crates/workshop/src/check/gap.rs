//! An SLO shows what the server does not.

use std::time::Duration;

use movie_guru_contract::{Operation, PROBE_RUNS, SYNTHETIC_RUNS, WEB_LATENCY, WEB_REQUESTS};
use movie_guru_slo::Measure;
use movie_guru_slo::readable::percent;
use serde::Deserialize;

use super::counts::{Counted, counted, measured};
use super::finding::Finding;
use super::scene::Scene;
use super::words::plural;
use crate::evidence::{BoardSlo, Missing};

const RANGE: Duration = Duration::from_secs(300);
/// So much less than the server has an SLI must show: ten percentage points.
const GAP: f64 = 0.1;
const LEAST: f64 = 10.0;

/// An SLO on what browsers or a synthetic check saw exists, and shows less than the server's own figures.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapCheck {}

/// Whether all that an SLO counts is one of these metrics.
fn is_of(slo: &BoardSlo, metrics: &[String]) -> bool {
    let is = |name: &str| metrics.iter().any(|metric| name == metric || name.strip_suffix("_count") == Some(metric));
    match (&slo.counts, &slo.slo.indicator.measure) {
        (Some(share), _) => share.all.selectors().all(|selector| is(&selector.metric)),
        (None, Measure::Good { total, .. } | Measure::Bad { total, .. }) => is(&total.metric),
        (None, Measure::Threshold { histogram, .. }) => is(&histogram.metric),
    }
}

impl GapCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let slos = match scene.slos().await {
            Ok(slos) => slos,
            Err(missing) => return missing.into(),
        };
        let outside = [WEB_REQUESTS, WEB_LATENCY, PROBE_RUNS, SYNTHETIC_RUNS].map(|metric| metric.exposed());
        let outside: Vec<_> = slos.iter().filter(|slo| is_of(slo, &outside)).collect();
        if outside.is_empty() {
            let there = if slos.is_empty() {
                "There is no SLO.".to_owned()
            } else {
                format!("All {} SLOs count at the server.", slos.len())
            };
            return Finding::fails(
                there,
                "Make one on what users' side of the way measures. Which dashboard shows that side?",
            );
        }
        match self.compare(&outside, scene).await {
            Ok(finding) => finding,
            Err(missing) => missing.into(),
        }
    }

    async fn compare(&self, outside: &[&BoardSlo], scene: &Scene<'_>) -> Result<Finding, Missing> {
        let (metrics, now) = (scene.metrics(), scene.now());
        let mut server = Counted { good: 0.0, total: 0.0 };
        for operation in Operation::ALL {
            let of = operation.metrics();
            let Some(success) = of.success else { continue };
            let all = |metric: String| movie_guru_slo::Selector { metric, matchers: Vec::new() };
            let measure = Measure::Good { good: all(success.exposed()), total: all(of.attempts.exposed()) };
            let Counted { good, total } = measured(metrics, &measure, RANGE, now).await?;
            server = Counted { good: server.good + good, total: server.total + total };
        }
        let Some(inside) = server.share() else {
            return Ok(Finding::not_yet(
                "The server counted no request in five minutes.",
                "Use Movie Guru, and look again in a minute.",
            ));
        };
        let mut shown = Vec::new();
        for slo in outside {
            let seen = counted(metrics, slo.counted(RANGE), now).await?;
            let title = slo.slo.metadata.title();
            match seen.share().filter(|_| seen.total >= LEAST) {
                Some(share) if share <= inside - GAP => {
                    return Ok(Finding::holds(format!(
                        "“{title}” shows {}, where the server has {}.",
                        percent(share),
                        percent(inside)
                    )));
                }
                Some(share) => shown.push(format!("“{title}” shows {}", percent(share))),
                None => {
                    let requests = plural(seen.total.max(0.0).floor() as usize, "request");
                    shown.push(format!("“{title}” has counted {requests} in five minutes"));
                }
            }
        }
        let observed = format!(
            "{}; the server has {}. {:.0} percentage points less would be the gap.",
            shown.join("; "),
            percent(inside),
            GAP * 100.0
        );
        Ok(Finding::not_yet(
            observed,
            "See that this challenge was started and that people are at work, and look again in five minutes. In a browser, click as well.",
        ))
    }
}
