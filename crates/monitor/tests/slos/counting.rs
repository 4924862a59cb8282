//! An SLI is a count and not a guess: 31 of 65 pages were fast, and so it stays when nobody loads one any more. On the
//! embedded store, and on a Prometheus that has the same samples.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use ::promql::Answer;
use jiff::{SignedDuration, Timestamp};
use movie_guru_monitor::MetricsSource;
use movie_guru_monitor::source::{EmbeddedSource, PrometheusSource, SourceMetadata};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_support::{Server, backfill};
use series::Labels;
use tempfile::TempDir;
use tsdb::{Store, StoreConfig};

use crate::board::{TestBoard, Wanted};
use crate::counters::{PAGE_LATENCY_BUCKET, PAGE_LATENCY_COUNT};
use crate::write_api::document;

const SCRAPE_S: i64 = 5;
/// When people begin, when they stop, and how long their figures are kept, in seconds.
const BEGINS: i64 = 60;
const STOPS: i64 = 250;
const LASTS: i64 = 1200;
/// At this moment one of two processes begins anew.
const ANEW: i64 = 150;

type Line = (Labels, i64, f64);

fn labels(name: &str, instance: &str, more: &[(&str, &str)]) -> Labels {
    let own = [("__name__", name), ("job", "backend"), ("instance", instance)];
    own.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What two processes showed, of which one writes its bounds as text and one as OpenMetrics. Successes are there from the
/// beginning, errors from the first one on. How many pages were fast, and how many there were.
fn story(begun: Timestamp) -> (Vec<Line>, [u32; 2]) {
    let (mut lines, mut seen, mut pages) = (Vec::new(), [0, 0], 0);
    let mut counters: BTreeMap<(&str, &str), [u32; 2]> = BTreeMap::new();
    for second in (0..LASTS).step_by(SCRAPE_S as usize) {
        let at = begun.as_millisecond() + second * 1000;
        for (instance, le) in [("one:80", "1000"), ("two:80", "1000.0")] {
            if second == ANEW && instance == "one:80" {
                counters.retain(|(of, _), _| *of != instance);
            }
            counters.entry((instance, "success")).or_default();
            if (BEGINS..STOPS).contains(&second) && seen[1] < 65 {
                pages += 1;
                // Every seventh page fails; not quite half of them are fast.
                let counter = counters.entry((instance, if pages % 7 == 0 { "error" } else { "success" })).or_default();
                let fast = u32::from(pages * 31 / 65 > (pages - 1) * 31 / 65);
                (counter[0], counter[1]) = (counter[0] + fast, counter[1] + 1);
                (seen[0], seen[1]) = (seen[0] + fast, seen[1] + 1);
            }
            for ((_, result), [fast, all]) in counters.iter().filter(|((of, _), _)| *of == instance) {
                let result = [("Result", *result)];
                let bucket = labels(&PAGE_LATENCY_BUCKET, instance, &[result[0], ("le", le)]);
                lines.push((bucket, at, f64::from(*fast)));
                lines.push((labels(&PAGE_LATENCY_COUNT, instance, &result), at, f64::from(*all)));
            }
            lines.push((labels("up", instance, &[]), at, 1.0));
        }
    }
    (lines, seen)
}

/// The SLI of the board, minute by minute after people have stopped: as it is evaluated, and as its chart has it.
async fn slis(source: Arc<dyn MetricsSource>, begun: Timestamp) -> Vec<[f64; 2]> {
    let moment = |second: i64| begun.checked_add(SignedDuration::from_secs(second)).unwrap();
    let lab = TestBoard::on_source(TempDir::new().unwrap(), source, Wanted::default(), moment(0)).await;
    let looks_back = "metadata:\n  annotations: {movie-guru-lab/look-back: \"true\"}\n  name: main-page-is-fast";
    let slo = document("achievable.yaml", "main-page-is-fast");
    lab.apply(
        &[slo.replacen("metadata:\n  name: main-page-is-fast", looks_back, 1), crate::board::workshop("alerts.yaml")]
            .join("---\n"),
    )
    .await;
    let mut slis = Vec::new();
    // At moments that are none of a scrape.
    for second in (STOPS + 17..LASTS).step_by(61) {
        lab.evaluate(moment(second)).await;
        let slo = lab.get("/api/slos/main-page-is-fast").await;
        assert!(slo["error"].is_null(), "{slo}");
        let chart = lab.get("/api/slos/main-page-is-fast/chart").await;
        let last = chart["points"].as_array().unwrap().last().unwrap()["sli"].as_f64().unwrap();
        slis.push([slo["status"]["sli"].as_f64().unwrap(), last]);
        assert_eq!(chart["requests"], 65.0, "each once");
    }
    slis
}

fn begun() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second() - 2 * LASTS).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_one_of_sixty_five_stay_thirty_one_of_sixty_five() {
    let (folder, begun) = (TempDir::new().unwrap(), begun());
    let (lines, seen) = story(begun);
    assert_eq!(seen, [31, 65]);
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    let store = Store::open(&StoreConfig::new(folder.path().join("store")), telemetry.meter()).unwrap();
    store.append(lines).unwrap();
    let source = EmbeddedSource::new(Arc::new(store), Arc::new(SourceMetadata::default()));
    let slis = slis(Arc::new(source), begun).await;
    assert!(slis.iter().flatten().all(|sli| *sli == 31.0 / 65.0), "{slis:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_elsewhere_is_counted_alike() {
    let begun = begun();
    let mut text = String::new();
    let (mut lines, _) = story(begun);
    // Series by series, as the format wants it.
    lines.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    for (labels, at, value) in lines {
        let pairs: Vec<_> = labels
            .iter()
            .filter(|(name, _)| *name != "__name__")
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        writeln!(text, "{}{{{}}} {value} {}", labels["__name__"], pairs.join(","), at / 1000).unwrap();
    }
    text.push_str("# EOF\n");
    let folder = tempfile::tempdir().unwrap();
    if !backfill(folder.path(), &text) {
        return;
    }
    let Some(server) = Server::prometheus(folder.path(), &[]).await else { return };
    let source: Arc<dyn MetricsSource> = Arc::new(PrometheusSource::new(&server.url, None).unwrap());
    let slis = slis(Arc::clone(&source), begun).await;
    assert!(slis.iter().flatten().all(|sli| *sli == 31.0 / 65.0), "{slis:?}");

    // What was shown before: guessed at both ends of the window, and without the first errors.
    let query = format!("sum(increase({}[20m]))", *PAGE_LATENCY_COUNT);
    let end = begun.checked_add(SignedDuration::from_secs(LASTS)).unwrap();
    let Answer::Vector(guess) = source.query(&query, end).await.unwrap() else { panic!("a number") };
    assert!((guess[0].1.value - 65.0).abs() > 0.5, "{guess:?}");
}
