//! Series that end: the same staleness markers in both. Remote write is the only way into Prometheus for a marker that
//! keeps its bits.

use jiff::Timestamp;
use movie_guru_test_prometheus::samples::{Line, labels};
use movie_guru_test_prometheus::{Source, write};
use movie_guru_test_support::Server;
use series::STALE;

use super::compare::{instant, range};
use super::{must_agree, ours};

/// A series that ends and comes back, one that ends for good, one that is only a marker, and one that merely stops.
fn ending(start: i64) -> Vec<Line> {
    let every = |from: i64, to: i64| (from..to).map(move |index| (start + index * 5_000, (index * index) as f64));
    let marker = |index: i64| (start + index * 5_000, STALE);
    let back = every(0, 30).chain([marker(30)]).chain(every(50, 100)).collect();
    vec![
        (labels("ending", &[("how", "back")]), back),
        (labels("ending", &[("how", "for good")]), every(0, 60).chain([marker(60)]).collect()),
        (labels("ending", &[("how", "only a marker")]), vec![marker(10)]),
        (labels("ending", &[("how", "stops")]), every(0, 20).collect()),
        (labels("staying", &[("how", "back")]), every(0, 100).collect()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_that_ended_is_gone_at_the_same_moment() {
    let folder = tempfile::tempdir().unwrap();
    let Some(prometheus) = Server::prometheus(folder.path(), &["--web.enable-remote-write-receiver"]).await else {
        return;
    };
    let start = (Timestamp::now().as_millisecond() / 60_000 - 30) * 60_000;
    let lines = ending(start);
    write(&prometheus.url, &lines).await;
    let ours = ours(folder.path(), &lines);
    let theirs = Source::Prometheus(prometheus.url.clone());
    let queries = [
        "ending",
        "count(ending)",
        "rate(ending[1m])",
        "count_over_time(ending[2m])",
        "last_over_time(ending[1m])",
        "ending[5m]",
        "ending offset 1m",
        "timestamp(ending)",
        "changes(ending[3m])",
        "absent(ending{how=\"for good\"})",
        "absent_over_time(ending{how=\"stops\"}[1m])",
        "staying / ending",
        "staying unless ending",
        "ending or staying",
        "max_over_time(ending[2m:10s])",
        "sum by (how) (increase(ending[1m])) / on (how) rate(staying[1m])",
    ];
    let mut found = Vec::new();
    let at = |index: i64| Timestamp::from_millisecond(start + index * 1_000).unwrap();
    for query in queries {
        for second in [0, 52, 149, 150, 151, 155, 249, 250, 251, 299, 300, 301, 394, 395, 396, 500, 800] {
            found.extend(instant(&ours, &theirs, query, at(second)).await);
        }
        if !query.ends_with("]") {
            found.extend(range(&ours, &theirs, query, at(-10), at(900), 3_000).await);
        }
    }
    must_agree(&found, queries.len());
}
