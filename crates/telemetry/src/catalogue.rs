//! Every metric of the contract in one list, for what has to know all names: SLOs and dashboards are held against it.

use crate::contract::{
    BUILD_INFO, CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS, CLS_BUCKETS, DB_POOL_CONNECTIONS,
    HTTP_BUCKETS_S, HTTP_SERVER_DURATION, Kind, LATENCY_BUCKETS_MS, LOADTEST_LATENCY, LOADTEST_REQUESTS,
    LOADTEST_USERS, MONITOR_SAMPLES, MONITOR_SERIES, Metric, Operation, PHASE_INFO, PROBE_DURATION, PROBE_RUNS,
    PROBE_SUCCESS, PROCESS_CPU, PROCESS_OPEN_FDS, PROCESS_RESIDENT_MEMORY, PROCESS_START_TIME, WEB_CLS,
    WEB_CSP_REPORTS, WEB_LATENCY, WEB_REQUESTS, WEB_RUM_REFUSED, WEB_VITALS,
};

const BESIDE_OPERATIONS: [Metric; 26] = [
    CHAT_OUTCOME,
    CHAT_SENTIMENT,
    CHAT_SAFETY_ISSUE,
    CLIENT_ERRORS,
    PHASE_INFO,
    BUILD_INFO,
    DB_POOL_CONNECTIONS,
    HTTP_SERVER_DURATION,
    PROCESS_CPU,
    PROCESS_RESIDENT_MEMORY,
    PROCESS_START_TIME,
    PROCESS_OPEN_FDS,
    WEB_REQUESTS,
    WEB_LATENCY,
    WEB_VITALS,
    WEB_CLS,
    WEB_RUM_REFUSED,
    WEB_CSP_REPORTS,
    PROBE_SUCCESS,
    PROBE_DURATION,
    PROBE_RUNS,
    LOADTEST_REQUESTS,
    LOADTEST_LATENCY,
    LOADTEST_USERS,
    MONITOR_SAMPLES,
    MONITOR_SERIES,
];

/// All metrics. Those of operations first, in the order of the contract.
pub fn metrics() -> Vec<Metric> {
    let of_operations = Operation::ALL.into_iter().flat_map(|operation| {
        let metrics = operation.metrics();
        [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name]
    });
    of_operations.flatten().chain(BESIDE_OPERATIONS).collect()
}

/// The upper bounds of a histogram's buckets, in its own unit; none for other metrics.
pub fn buckets(metric: &Metric) -> &'static [f64] {
    match metric.kind {
        Kind::Histogram if metric.instrument == HTTP_SERVER_DURATION.instrument => &HTTP_BUCKETS_S,
        Kind::Histogram if metric.instrument == WEB_CLS.instrument => &CLS_BUCKETS,
        Kind::Histogram => &LATENCY_BUCKETS_MS,
        Kind::Counter | Kind::Gauge => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_of_the_contract_is_listed() {
        let contract = include_str!("contract.rs");
        let constants = contract.matches(": Metric =").count();
        assert_eq!(constants, BESIDE_OPERATIONS.len(), "a metric of contract.rs is missing here");
        let names: std::collections::BTreeSet<_> = metrics().iter().map(Metric::exposed).collect();
        assert_eq!(names.len(), metrics().len(), "a name twice");
    }
}
