//! Series that end: the same staleness markers in both, written to Prometheus over its remote-write protocol
//! (<https://prometheus.io/docs/concepts/remote_write_spec/>), the only way in for a marker that keeps its bits.

use jiff::Timestamp;
use movie_guru_monitor::source::PrometheusSource;
use url::Url;

use super::compare::{instant, range};
use super::must_agree;
use crate::programs::Prometheus;
use crate::samples::{self, Line, labels};

const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A field of protobuf that has a length.
fn field(number: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(number << 3 | 2);
    varint(content.len() as u64, out);
    out.extend_from_slice(content);
}

fn write_request(lines: &[Line]) -> Vec<u8> {
    let mut request = Vec::new();
    for (labels, samples) in lines {
        let mut series = Vec::new();
        for (name, value) in labels {
            let mut label = Vec::new();
            field(1, name.as_bytes(), &mut label);
            field(2, value.as_bytes(), &mut label);
            field(1, &label, &mut series);
        }
        for (at, value) in samples {
            let mut sample = vec![1 << 3 | 1];
            sample.extend_from_slice(&value.to_le_bytes());
            sample.push(2 << 3);
            varint(at.cast_unsigned(), &mut sample);
            field(2, &sample, &mut series);
        }
        field(1, &series, &mut request);
    }
    request
}

/// Snappy's block format, all of it literal.
fn snappy(content: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    varint(content.len() as u64, &mut block);
    for chunk in content.chunks(60_000) {
        block.push(61 << 2);
        block.extend_from_slice(&((chunk.len() - 1) as u16).to_le_bytes());
        block.extend_from_slice(chunk);
    }
    block
}

async fn write(prometheus: &Url, lines: &[Line]) {
    let request = reqwest::Client::new()
        .post(prometheus.join("api/v1/write").unwrap())
        .header("Content-Type", "application/x-protobuf")
        .header("Content-Encoding", "snappy")
        .body(snappy(&write_request(lines)));
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{} {}", response.status(), response.text().await.unwrap());
}

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
    let Some(prometheus) = Prometheus::start(folder.path(), &["--web.enable-remote-write-receiver"]).await else {
        return;
    };
    let start = (Timestamp::now().as_millisecond() / 60_000 - 30) * 60_000;
    let lines = ending(start);
    write(&prometheus.url, &lines).await;
    let ours = samples::source(folder.path(), &lines);
    let theirs = PrometheusSource::new(&prometheus.url, None).unwrap();
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
