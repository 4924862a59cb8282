//! What is counted is the truth, whatever targets do: tests on the embedded store, and on stories that nobody wrote.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{Count, Measure, Period, Selector, TimeScale, Window};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use promql::{Answer, QueryError, Range};
use proptest::collection::vec;
use proptest::prelude::*;
use series::{Labels, Series};
use tsdb::{Store, StoreConfig};

use super::ledger::{Counted, Ledger};
use crate::source::{EmbeddedSource, Metadata, MetricsSource, SourceMetadata};

const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);
const SCRAPE_MS: i64 = 5_000;

/// How a scrape went.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scrape {
    /// The target answered.
    Succeeds,
    /// It did not, which is stored.
    Fails,
    /// Nobody scraped: the lab was away.
    Missing,
}

/// What came to a process until a scrape: bad requests, good ones, and whether it was started anew before.
#[derive(Clone, Copy, Debug)]
struct Step {
    bad: u32,
    good: u32,
    anew: bool,
    scrape: Scrape,
}

/// A target: whether its counters are there before their first request, and its steps.
#[derive(Clone, Debug)]
struct Target {
    lazy: bool,
    steps: Vec<Step>,
}

fn target() -> impl Strategy<Value = Target> {
    let few = || prop_oneof![3 => Just(0), 2 => 0..4u32, 1 => 0..50u32];
    let scrape = prop_oneof![
        20 => Just(Scrape::Succeeds), 1 => Just(Scrape::Fails), 1 => Just(Scrape::Missing)
    ];
    let step = (few(), few(), prop::bool::weighted(0.1), scrape).prop_map(|(bad, good, anew, scrape)| Step {
        bad,
        good,
        anew,
        scrape,
    });
    (any::<bool>(), vec(step, 150..200)).prop_map(|(lazy, steps)| Target { lazy, steps })
}

/// The samples of a target's counters, bad ones and all, and of its scrapes; and how many requests a scrape could see.
struct Scraped {
    samples: Vec<(Labels, i64, f64)>,
    seen: [u32; 2],
}

fn labels(name: &str, number: usize) -> Labels {
    let labels = [("__name__", name.to_owned()), ("job", "app".to_owned()), ("instance", number.to_string())];
    labels.map(|(name, value)| (name.to_owned(), value)).into()
}

fn tell(target: &Target, number: usize, end: i64) -> Scraped {
    let names = ["bad_total", "all_total"];
    let mut told = Scraped { samples: Vec::new(), seen: [0, 0] };
    // Counters of the process, what the last scrape that succeeded saw of them, and what came since.
    let (mut counters, mut last, mut came, mut known) = ([0; 2], [None::<u32>; 2], [0; 2], false);
    let begun = end - SCRAPE_MS * target.steps.len() as i64 - 700 * number as i64;
    for (step, at) in target.steps.iter().zip((begun..).step_by(SCRAPE_MS as usize)) {
        let new = [step.bad, step.bad + step.good];
        let is_shown = |value: u32| !target.lazy || value > 0;
        // A process that began anew, and whose counter is no lower than before, is one that nobody can see.
        let visible = |index: usize| !is_shown(new[index]) || last[index].is_none_or(|last| new[index] < last);
        if step.anew && step.scrape == Scrape::Succeeds && (0..2).all(visible) {
            (counters, came) = ([0; 2], [0; 2]);
        }
        for index in 0..2 {
            counters[index] += new[index];
            came[index] += new[index];
        }
        let up = |value| (labels("up", number), at, value);
        match step.scrape {
            Scrape::Missing => continue,
            Scrape::Fails => {
                told.samples.extend(names.map(|name| (labels(name, number), at, STALE)));
                told.samples.push(up(0.0));
                continue;
            }
            Scrape::Succeeds => told.samples.push(up(1.0)),
        }
        for index in 0..2 {
            let shown = is_shown(counters[index]);
            let value = if shown { f64::from(counters[index]) } else { STALE };
            told.samples.push((labels(names[index], number), at, value));
            // What came before the first scrape came at some time in the past.
            told.seen[index] += if known { came[index] } else { 0 };
            last[index] = shown.then_some(counters[index]);
        }
        (came, known) = ([0; 2], true);
    }
    told
}

fn source(samples: impl IntoIterator<Item = (Labels, i64, f64)>) -> (tempfile::TempDir, EmbeddedSource) {
    let folder = tempfile::tempdir().unwrap();
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    let store = Store::open(&StoreConfig::new(folder.path().join("store")), telemetry.meter()).unwrap();
    store.append(samples).unwrap();
    (folder, EmbeddedSource::new(Arc::new(store), Arc::new(SourceMetadata::default())))
}

fn ledger(since: Option<Timestamp>) -> Ledger {
    let measure = Measure::Bad { bad: "bad_total".parse().unwrap(), total: "all_total".parse().unwrap() };
    Ledger::new(Counted { measure, window: Window::Rolling("1h".parse().unwrap()), since }, TimeScale::REAL)
}

fn ms(moment: i64) -> Timestamp {
    Timestamp::from_millisecond(moment).unwrap()
}

/// What a ledger counts in all, looked at at each of these moments.
fn counts(source: &dyn MetricsSource, mut ledger: Ledger, from: i64, looks: &[i64]) -> Vec<(Count, Vec<Count>)> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let look = |now: &i64| {
        let history = runtime.block_on(ledger.history(source, ms(from), ms(*now))).unwrap();
        let joined = (from..now + 60_000).step_by(60_000);
        let joined = joined.map(|start| history.count(Period { start: ms(start), end: ms(start + 60_000) }));
        (history.count(Period { start: ms(from), end: ms(*now) }), joined.collect())
    };
    looks.iter().map(look).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Restarts, births, failed scrapes, an absent lab, replicas: each request that a scrape could see is counted once,
    /// whenever somebody looked before, and over windows that join.
    #[test]
    fn every_request_is_counted_once(targets in vec(target(), 1..4), looks in vec(0..1_000_000i64, 0..6)) {
        let end = Timestamp::now().as_millisecond();
        let told: Vec<_> = targets.iter().zip(0..).map(|(target, number)| tell(target, number, end)).collect();
        let seen = |index: usize| f64::from(told.iter().map(|told| told.seen[index]).sum::<u32>());
        let wanted = Count { good: seen(1) - seen(0), total: seen(1) };
        let (_folder, source) = source(told.iter().flat_map(|told| told.samples.clone()));
        let from = end - 1_200_000;
        let mut looks: Vec<_> = looks.into_iter().map(|look| from + look).collect();
        looks.sort();
        looks.push(end);
        for looks in [&looks[..], &[end]] {
            let counted = counts(&source, ledger(None), from, looks);
            for pair in counted.windows(2) {
                prop_assert!(pair[0].0.total <= pair[1].0.total, "what is counted stays counted: {:?}", counted);
            }
            let (last, joined) = counted.last().unwrap();
            prop_assert_eq!(*last, wanted);
            prop_assert_eq!(joined.iter().fold(Count::default(), |sum, count| sum + *count), wanted);
        }
    }
}

/// Scrapes of one target every five seconds that end at a moment: nothing where its counter is not there yet.
fn scraped(name: &str, end: i64, values: &[Option<f64>]) -> Vec<(Labels, i64, f64)> {
    let begun = end - SCRAPE_MS * (values.len() as i64 - 1);
    let moments = (begun..).step_by(SCRAPE_MS as usize);
    let one = |(value, at): (&Option<f64>, i64)| value.map(|value| (labels(name, 0), at, value));
    values.iter().zip(moments).filter_map(one).collect()
}

#[test]
fn a_counter_that_is_born_with_its_first_event_counts_it_where_its_target_was_there_before() {
    let end = Timestamp::now().as_millisecond();
    let born = [None, None, Some(1.0), Some(1.0), Some(3.0)];
    let total = |up: &[Option<f64>]| {
        let samples = [scraped("all_total", end, &born), scraped("bad_total", end, &born), scraped("up", end, up)];
        let (_folder, source) = source(samples.concat());
        counts(&source, ledger(None), end - 60_000, &[end])[0].0.total
    };
    assert_eq!(total(&[Some(1.0); 5]), 3.0, "the target was scraped without it");
    assert_eq!(
        total(&[None, None, Some(1.0), Some(1.0), Some(1.0)]),
        2.0,
        "its first scrape has it: who knows since when"
    );
    assert_eq!(total(&[Some(0.0), Some(0.0), Some(1.0), Some(1.0), Some(1.0)]), 2.0, "no scrape before succeeded");
    assert_eq!(total(&[]), 2.0, "nobody knows of scrapes");
}

#[test]
fn samples_with_times_of_their_own_are_no_births() {
    let end = Timestamp::now().as_millisecond();
    // A target that is scraped every five seconds, and renews its figures every twenty, each with its time.
    let own: Vec<_> =
        (0..20).map(|n| (labels("all_total", 0), end - 400_000 + n * 20_000 + 1234, 1000.0 + n as f64)).collect();
    let (_folder, source) = source([own, scraped("up", end, &[Some(1.0); 80])].concat());
    assert_eq!(counts(&source, ledger(None), end - 500_000, &[end])[0].0.total, 19.0);
}

#[test]
fn an_slo_counts_nothing_that_may_have_begun_before_it_was_made() {
    let end = Timestamp::now().as_millisecond();
    // A request with each scrape, two minutes long; the SLO is made a minute before the end.
    let values: Vec<_> = (0..25).map(|n| Some(f64::from(n))).collect();
    let samples =
        [scraped("all_total", end, &values), scraped("bad_total", end, &values), scraped("up", end, &[Some(1.0); 25])];
    let (_folder, source) = source(samples.concat());
    let total = |since| counts(&source, ledger(since), end - 115_000, &[end])[0].0.total;
    assert_eq!(total(None), 23.0);
    // Half a minute for those in flight; and the first scrape after that has what was not scraped yet.
    assert_eq!(total(Some(ms(end - 60_000))), 6.0);
    assert_eq!(total(Some(ms(end - 61_000))), 6.0);
    assert_eq!(total(Some(ms(end - 59_000))), 5.0);
}

/// A source that hands out so much time at once, and remembers how much was asked for.
struct Watched {
    source: EmbeddedSource,
    most: SignedDuration,
    asked: Mutex<Vec<SignedDuration>>,
}

#[async_trait]
impl MetricsSource for Watched {
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        self.source.query(query, at).await
    }

    async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError> {
        self.source.query_range(query, range).await
    }

    async fn samples(&self, selector: &Selector, period: Period) -> Result<Vec<Series>, QueryError> {
        let length = period.end.duration_since(period.start);
        self.asked.lock().unwrap().push(length);
        match length > self.most {
            true => Err(QueryError::Execution("too many samples".to_owned())),
            false => self.source.samples(selector, period).await,
        }
    }

    async fn series(&self, selectors: &[String], period: Period) -> Result<Vec<Labels>, QueryError> {
        self.source.series(selectors, period).await
    }

    async fn label_names(&self, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        self.source.label_names(selectors, period).await
    }

    async fn label_values(&self, label: &str, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        self.source.label_values(label, selectors, period).await
    }

    async fn metadata(&self) -> Result<BTreeMap<String, Metadata>, QueryError> {
        self.source.metadata().await
    }
}

#[test]
fn what_is_old_is_read_once_and_in_as_small_parts_as_a_source_hands_out() {
    let end = Timestamp::now().as_millisecond();
    // Twelve hours, with a request each minute.
    let minutes = 12 * 60;
    let all = (0..minutes).map(|n| (labels("all_total", 0), end - (minutes - 1 - n) * 60_000, n as f64));
    let (_folder, source) = source(all);
    let watched = Watched { source, most: SignedDuration::from_hours(3), asked: Mutex::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut ledger = ledger(None);
    let from = end - 11 * 3_600_000;
    let mut total = |now: i64| {
        let history = runtime.block_on(ledger.history(&watched, ms(from), ms(now))).unwrap();
        history.count(Period { start: ms(from), end: ms(now) }).total
    };
    assert_eq!(total(end - 60_000), 659.0);
    let first = std::mem::take(&mut *watched.asked.lock().unwrap());
    assert!(first.iter().filter(|asked| **asked > watched.most).count() <= 2, "it learns what is too much: {first:?}");
    assert_eq!(total(end), 660.0);
    let second = watched.asked.lock().unwrap();
    assert!(second.iter().all(|asked| *asked <= SignedDuration::from_mins(10)), "{second:?}");
}
