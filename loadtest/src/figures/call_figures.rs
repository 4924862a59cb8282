//! What is told of many calls, and of many rounds: counts, rates, and a few times of each distribution.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::figures::failure_kind::FailureKind;
use crate::plan::percentile::Percentile;

/// How calls of one sort went. Times are those to the end of the answer's body, counted from when the request should
/// have started: in the open model that is its place in the schedule, elsewhere when it was sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallFigures {
    /// How many were sent and ended.
    pub count: u64,
    /// How many of those failed.
    pub failures: u64,
    /// The failures by kind; every kind is named.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub failures_by_kind: BTreeMap<FailureKind, u64>,
    /// Per second over the last ten seconds; over the whole run once it has ended.
    pub rate: f64,
    /// Per second over the whole run.
    pub mean_rate: f64,
    /// Failures per second, over the same time as `rate`.
    #[serde(default)]
    pub failure_rate: f64,
    /// The mean, exactly.
    pub mean_ms: f64,
    /// The shortest, exactly; 0 where none ended.
    pub min_ms: f64,
    /// The longest, exactly; 0 where none ended.
    pub max_ms: f64,
    /// Half were at most this long; quantiles are exact to three significant digits.
    pub p50_ms: f64,
    /// 90 of 100 were at most this long.
    pub p90_ms: f64,
    /// 95 of 100 were at most this long.
    pub p95_ms: f64,
    /// 99 of 100 were at most this long.
    pub p99_ms: f64,
    /// Further percentiles that were asked for, by their names, like `p99.9`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    #[schema(value_type = BTreeMap<String, f64>)]
    pub percentiles_ms: BTreeMap<Percentile, f64>,
    /// The mean size of the answers that came whole; none where none did.
    pub mean_body_bytes: Option<f64>,
    /// In the open model: the times counted from when the request was really sent. Where these are short and the others
    /// long, requests stood in line, and people would have waited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service: Option<ServiceTimes>,
    /// In the open model: how late requests were sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub late: Option<ServiceTimes>,
}

impl CallFigures {
    /// The time of a percentile, one of the usual or one that was asked for; none where it was not kept.
    pub fn percentile(&self, percentile: Percentile) -> Option<f64> {
        match percentile.share() {
            0.50 => Some(self.p50_ms),
            0.90 => Some(self.p90_ms),
            0.95 => Some(self.p95_ms),
            0.99 => Some(self.p99_ms),
            _ => self.percentiles_ms.get(&percentile).copied(),
        }
    }
}

/// A few figures of a distribution of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceTimes {
    /// The mean, exactly.
    pub mean_ms: f64,
    /// Half were at most this long.
    pub p50_ms: f64,
    /// 95 of 100 were at most this long.
    pub p95_ms: f64,
    /// 99 of 100 were at most this long.
    pub p99_ms: f64,
    /// The longest, exactly.
    pub max_ms: f64,
}

/// How rounds of a journey went: from its first request to its last answer, with the pauses between.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoundFigures {
    /// How many were walked to their end or to a failed step.
    pub count: u64,
    /// How many ended at a failed step.
    pub failures: u64,
    /// The mean length, exactly.
    pub mean_ms: f64,
    /// Half were at most this long.
    pub p50_ms: f64,
    /// 95 of 100 were at most this long.
    pub p95_ms: f64,
    /// The longest, exactly.
    pub max_ms: f64,
}
