//! Queries over the store against Debian's Prometheus: the same samples, the same queries, the same answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

mod compare;
mod differences;
mod literals;
mod regexes;
mod stale;
mod wild;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_prometheus::samples::{self, Line};
use movie_guru_test_prometheus::{Source, queries};
use movie_guru_test_support::{Server, backfill};
use tsdb::{Store, StoreConfig};

use compare::{Disagreement, instant, range};

/// Where a generator begins: always the same, or wherever `ORACLE_SEED` says, to look for more.
fn seed(usual: u64) -> u64 {
    std::env::var("ORACLE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(usual)
}

/// Both, over the same samples; none where Prometheus is absent.
async fn both(folder: &Path, lines: &[Line]) -> Option<(Source, Source, Server)> {
    if !backfill(folder, &samples::open_metrics(lines)) {
        return None;
    }
    let prometheus = Server::prometheus(folder, &[]).await?;
    Some((ours(folder, lines), Source::Prometheus(prometheus.url.clone()), prometheus))
}

/// A store of these samples in `folder/store`.
fn ours(folder: &Path, lines: &[Line]) -> Source {
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    let store = Store::open(&StoreConfig::new(folder.join("store")), telemetry.meter()).unwrap();
    for (labels, samples) in lines {
        let outcome = store.append(samples.iter().map(|(at, value)| (labels.clone(), *at, *value))).unwrap();
        assert_eq!(outcome.stored, samples.len());
    }
    Source::Ours(Arc::new(store.snapshot()))
}

/// Asks both for each query, at some moments and over some ranges; what they do not agree on.
async fn disagreements(ours: &Source, theirs: &Source, queries: &[String], start: i64) -> Vec<Disagreement> {
    let at = |ms: i64| Timestamp::from_millisecond(start + ms).unwrap();
    let mut found = Vec::new();
    for query in queries {
        for moment in [at(0), at(20 * 60_000), at(33 * 60_000 + 1_234), at(samples::LENGTH_MS + 60_000)] {
            found.extend(instant(ours, theirs, query, moment).await);
        }
        for (from, to, step) in [(at(5 * 60_000), at(45 * 60_000), 60_000), (at(-30_000), at(8 * 60_000), 7_001)] {
            found.extend(range(ours, theirs, query, from, to, step).await);
        }
    }
    found
}

fn must_agree(found: &[Disagreement], asked: usize) {
    let shown: Vec<_> = found.iter().take(25).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{} disagreements in {asked} queries:\n{}", found.len(), shown.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_the_workshop_has_prometheus_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &samples::of_contract(start, 1)).await else { return };
    let queries = queries::of_workshop();
    assert!(queries.len() > 150, "{}", queries.len());
    let found = disagreements(&ours, &theirs, &queries, start).await;
    must_agree(&found, queries.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn generated_queries_have_prometheus_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &samples::odd_ones(start, 2)).await else { return };
    let queries = queries::generated(3);
    assert!(queries.len() >= 200, "{}", queries.len());
    let found = disagreements(&ours, &theirs, &queries, start).await;
    must_agree(&found, queries.len());
}
