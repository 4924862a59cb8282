//! An SLO shows what the server does not.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::{Operation, PROBE_RUNS, SYNTHETIC_RUNS, WEB_LATENCY, WEB_REQUESTS};
use movie_guru_slo::Measure;
use movie_guru_slo::readable::percent;
use serde::Deserialize;

use super::counts::{Counted, counted};
use super::finding::Finding;
use super::scene::Scene;
use crate::evidence::{BoardSlo, Missing};

const RANGE: Duration = Duration::from_secs(300);
/// So much less than the server has an SLI must show: ten percentage points.
const GAP: f64 = 0.1;
const LEAST: f64 = 10.0;

/// An SLO on what browsers or a synthetic check saw exists, and shows less than the server's own figures.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapCheck {}

fn measured_by(slo: &BoardSlo) -> String {
    match &slo.slo.indicator.measure {
        Measure::Good { total, .. } | Measure::Bad { total, .. } => total.metric.clone(),
        Measure::Threshold { histogram, .. } => histogram.metric.clone(),
    }
}

impl GapCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let slos = match scene.evidence.board.slos().await {
            Ok(slos) => slos,
            Err(missing) => return missing.into(),
        };
        let outside = [WEB_REQUESTS, WEB_LATENCY, PROBE_RUNS, SYNTHETIC_RUNS].map(|metric| metric.exposed());
        let outside: Vec<_> = slos.iter().filter(|slo| outside.contains(&measured_by(slo))).collect();
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
        let (metrics, now) = (scene.evidence.metrics.as_ref(), Timestamp::now());
        let mut server = Counted { good: 0.0, total: 0.0 };
        for operation in Operation::ALL {
            let of = operation.metrics();
            let Some(success) = of.success else { continue };
            let all = |metric: String| movie_guru_slo::Selector { metric, matchers: Vec::new() };
            let measure = Measure::Good { good: all(success.exposed()), total: all(of.attempts.exposed()) };
            let Counted { good, total } = counted(metrics, &measure, RANGE, now).await?;
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
            let seen = counted(metrics, &slo.slo.indicator.measure, RANGE, now).await?;
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
                None => shown.push(format!("“{title}” has counted {:.0} requests in five minutes", seen.total)),
            }
        }
        let observed = format!("{}; the server has {}.", shown.join("; "), percent(inside));
        Ok(Finding::not_yet(
            observed,
            "Use Movie Guru in a browser for some minutes, with challenge 8 on, and look again.",
        ))
    }
}
