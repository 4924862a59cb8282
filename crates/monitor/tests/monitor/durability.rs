//! What a monitor survives: the end of its process, a full disk, and the largest queries. What its store survives by itself is
//! tested there.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use movie_guru_contract::MONITOR_SAMPLES;
use movie_guru_monitor::source::{EmbeddedSource, MetricsSource, SourceMetadata};
use movie_guru_test_support::skipped;
use promql::{Answer, Limits, QueryError, Range};
use tsdb::StoreConfig;

use crate::samples::{labels, open};

/// The monitor as a process of its own.
struct Alone {
    process: Child,
    url: url::Url,
}

impl Alone {
    fn start(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = said.find_map(|line| line.ok().filter(|line| line.starts_with("http://"))).unwrap();
        // What it says later must have somewhere to go.
        std::thread::spawn(move || said.for_each(drop));
        Self { process, url: line.parse().unwrap() }
    }

    async fn value(&self, query: &str) -> Option<f64> {
        let mut url = self.url.join("api/v1/query").unwrap();
        url.query_pairs_mut().append_pair("query", query);
        let answer: serde_json::Value = reqwest::get(url).await.ok()?.json().await.ok()?;
        answer["data"]["result"][0]["value"][1].as_str()?.parse().ok()
    }

    async fn until(&self, query: &str, wanted: impl Fn(f64) -> bool) -> f64 {
        let begun = Instant::now();
        loop {
            if let Some(value) = self.value(query).await.filter(|value| wanted(*value)) {
                return value;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{query}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Command {
    let tests = std::env::current_exe().unwrap();
    Command::new(tests.parent().unwrap().parent().unwrap().join("examples/monitor"))
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_costs_no_more_than_the_scrape_that_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    for round in 0..3 {
        let monitor = Alone::start(program().arg(&store).env("MONITOR_EVERY_MS", "100"));
        let more = f64::from(round * 10 + 10);
        let seen = monitor.until("sum(count_over_time(up[1h]))", |count| count >= more).await;
        let newest = monitor.value("max(timestamp(up))").await.unwrap();
        drop(monitor);
        let again = Alone::start(program().arg(&store).env("MONITOR_EVERY_MS", "3600000"));
        let kept = again.until("sum(count_over_time(up[1h]))", |_| true).await;
        assert!(kept >= seen, "{kept} of {seen} samples are left");
        assert!(again.value("max(timestamp(last_over_time(up[1h])))").await.unwrap() >= newest);
        drop(again);
    }
}

/// A disk of 4 MB, most of it taken by something else until `folder/freed` is there. Only Linux lets anybody make one.
fn on_a_small_disk(folder: &Path) -> Command {
    let script =
        "mkdir -p disk && mount -t tmpfs -o size=4m none disk && head -c 3500000 /dev/zero > disk/ballast || exit 77
        (while [ ! -e freed ]; do sleep 0.1; done; rm disk/ballast) >/dev/null &
        exec \"$0\" disk/store";
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script]).arg(program().get_program()).current_dir(folder);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_costs_samples_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let try_it = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output();
    if !try_it.is_ok_and(|output| output.status.success()) {
        skipped("unshare is not there, or not allowed to make a small disk");
        return;
    }
    let monitor = Alone::start(on_a_small_disk(folder.path()).env("MONITOR_EVERY_MS", "20"));
    let metrics = monitor.url.join("metrics").unwrap();
    let failed = async || {
        let text = reqwest::get(metrics.clone()).await.unwrap().text().await.unwrap();
        let series = MONITOR_SAMPLES.exposed() + "{result=\"failed\"}";
        let line = text.lines().find(|line| line.starts_with(&series)).unwrap().to_owned();
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let begun = Instant::now();
    while failed().await == 0.0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "the disk does not get full");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(monitor.value("count(up offset 1s) or vector(0)").await.is_some(), "it still answers");
    let before = monitor.value("max_over_time(timestamp(up)[1h:1s])").await.unwrap_or_default();
    std::fs::write(folder.path().join("freed"), "").unwrap();
    monitor.until("timestamp(up)", |newest| newest > before + 5.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_query_ends_as_prometheus_error() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&StoreConfig::new(folder.path().join("store"))));
    let now = Timestamp::now().as_millisecond();
    for series in 0..20 {
        let labels = labels("many", &[("index", &series.to_string())]);
        store.append((0..5_000).map(|index| (labels.clone(), now - 25_000_000 + index * 5_000, index as f64))).unwrap();
    }
    let with = |limits| EmbeddedSource::with_limits(Arc::clone(&store), Arc::new(SourceMetadata::default()), limits);
    let at = Timestamp::from_millisecond(now).unwrap();
    let few = with(Limits { samples: 20_000, ..Limits::default() });
    let everything = "{__name__=~\".+\"}[15d]";
    for query in
        [everything, "sum(rate(many[15d]))", "sum_over_time(vector(1)[15d:1ms])", "topk(3, many[15d:1s] offset 1s)"]
    {
        match few.query(query, at).await {
            Err(QueryError::Execution(text)) => {
                assert_eq!(text, "query processing would load too many samples into memory in query execution")
            }
            Err(QueryError::BadData(_)) if query.starts_with("topk") => {}
            other => panic!("{query}: {other:?}"),
        }
    }
    let all =
        Range { start: Timestamp::from_millisecond(now - 25_000_000).unwrap(), end: at, step: Duration::from_secs(5) };
    assert!(matches!(few.query_range("many", all).await, Err(QueryError::Execution(_))));
    let Ok(Answer::Vector(values)) = few.query("sum(many offset 1m)", at).await else { panic!("a small query") };
    assert_eq!(values[0].1.value, 20.0 * 4_988.0);

    let hurried = with(Limits { time: Duration::ZERO, ..Limits::default() });
    let error = hurried.query("many", at).await.unwrap_err();
    assert_eq!(error, QueryError::Timeout("query timed out in expression evaluation".to_owned()));

    // A query that nobody waits for any more stops by itself.
    let patient = with(Limits { samples: usize::MAX, ..Limits::default() });
    let endless = "sum_over_time((sum_over_time(many[12h]))[1d:1s])";
    assert!(tokio::time::timeout(Duration::from_millis(200), patient.query(endless, at)).await.is_err());
    // Were they still evaluated, they would take every place there is.
    for _ in 0..8 {
        assert!(tokio::time::timeout(Duration::from_millis(200), patient.query(endless, at)).await.is_err());
    }
    assert!(tokio::time::timeout(Duration::from_secs(60), patient.query("1", at)).await.unwrap().is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_and_enormous_queries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&StoreConfig::new(folder.path().join("store"))));
    let source = EmbeddedSource::new(store, Arc::new(SourceMetadata::default()));
    let long = |part: &str, times: usize| part.repeat(times);
    let deep = [
        long("(", 100_000),
        long("-", 60_000) + "1",
        format!("1{}", long("+1", 30_000)),
        long("sum(", 15_000),
        format!("{}1{}", long("(", 900), long(")", 900)),
    ];
    let odd = [
        "",
        " ",
        "{}",
        "((",
        "rate(up)",
        "up{job=\"",
        "sum by (",
        "\u{0}",
        "💥",
        "up[5m",
        "up offset",
        "1 +",
        "\"",
        "up @ nothing",
        "up[99999999999y]",
    ];
    let now = Timestamp::now();
    for query in deep.iter().map(String::as_str).chain(odd) {
        match source.query(query, now).await {
            Ok(_) => assert!(query.starts_with("((((") && query.len() == 1801, "{query} is answered"),
            Err(error) => {
                assert!(matches!(error, QueryError::BadData(_)), "{}: {error:?}", &query[..query.len().min(40)])
            }
        }
    }
    for moment in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        for query in ["up", "rate(up[100y])", "sum_over_time(up[1m:1s] offset 100y)", "up offset -100y", "up @ 1e12"] {
            assert!(source.query(query, moment).await.is_ok(), "{query} at {moment}");
        }
    }
}
