//! Alerts on series that are written by hand.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Alert, Bin, Count, Indicator, Measure, Metadata, Period, Slo, Target, TimeScale, Window};
use promql::{QueryError, Queryable, Selected};
use proptest::prelude::*;
use series::{Labels, Matcher, Points, STALE};

use super::counts::Counts;
use super::played::Played;
use super::scene::Scene;
use super::scrapes::Scrapes;
use crate::subject::Recording;

const EVERY_MS: i64 = 30_000;

/// Series in memory.
struct Samples(Vec<(Arc<Labels>, Points)>);

impl Samples {
    /// Series by selector, with a value at each scrape, or none.
    fn new(series: &[(&str, Vec<Option<f64>>)]) -> Self {
        let mut all: Vec<_> = series.iter().map(|(selector, values)| (labels(selector), points(values))).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        Self(all)
    }
}

fn labels(selector: &str) -> Arc<Labels> {
    let selector: movie_guru_slo::Selector = selector.parse().unwrap();
    let mut labels: Labels = selector.matchers.into_iter().map(|matcher| (matcher.label, matcher.value)).collect();
    labels.insert("__name__".to_owned(), selector.metric);
    Arc::new(labels)
}

fn points(values: &[Option<f64>]) -> Points {
    let mut points = Points::default();
    for (scrape, value) in values.iter().enumerate() {
        if let Some(value) = value {
            points.push(scrape as i64 * EVERY_MS, *value);
        }
    }
    points
}

impl Queryable for Samples {
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
        let value = |labels: &'a Labels, name: &str| labels.get(name).map_or("", String::as_str);
        let is_meant =
            |labels: &'a Labels| matchers.iter().all(|matcher| matcher.is_match(value(labels, &matcher.name)));
        let found: Vec<_> = self.0.iter().filter(|(labels, _)| is_meant(labels)).collect();
        Box::new(found.into_iter().map(move |(labels, points)| Ok((Arc::clone(labels), points.between(from, to)))))
    }
}

fn scrapes(count: usize) -> Scrapes {
    Scrapes { start: 0, every: EVERY_MS, count }
}

/// Periods as the scrapes at which they begin and end.
fn told(periods: &[Period]) -> Vec<(i64, i64)> {
    periods.iter().map(|period| (scrape(period.start), scrape(period.end))).collect()
}

fn scrape(moment: Timestamp) -> i64 {
    moment.as_millisecond() / EVERY_MS
}

fn steps(count: u64) -> Duration {
    Duration::from_secs(30) * u32::try_from(count).unwrap()
}

fn recording(record: &str, query: &str, labels: &[(&str, &str)]) -> Recording {
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Recording { record: record.to_owned(), query: query.to_owned(), labels }
}

fn gauge(values: &str) -> Vec<Option<f64>> {
    values.chars().map(|value| value.to_digit(10).map(f64::from)).collect()
}

#[test]
fn each_set_of_labels_is_an_alert_of_its_own() {
    // A gap of a scrape is bridged by the lookback; a value of 0 is not above 0.
    let samples =
        Samples::new(&[("load{of=\"a\"}", gauge("01.1100000000")), ("load{of=\"b\"}", gauge("0000111110000"))]);
    let scene = Scene::new(&samples, scrapes(13));
    let play = |after, keep| scene.query("load > 0", steps(after), steps(keep)).unwrap();
    let Played { pending, firing } = play(0, 0);
    assert_eq!((told(&pending), told(&firing)), (vec![], vec![(1, 9)]));
    let Played { pending, firing } = play(4, 0);
    assert_eq!((told(&pending), told(&firing)), (vec![(1, 8)], vec![(8, 9)]), "the second took over, and began anew");
    let Played { firing, .. } = play(3, 2);
    assert_eq!(told(&firing), [(4, 11)], "kept for two, and one that is kept is one with the other that fires");
    let Played { firing, .. } = scene.query("load > 0 and on () vector(1) > 2", steps(0), steps(0)).unwrap();
    assert_eq!(firing, []);
}

#[test]
fn one_that_fires_at_the_end_ends_there() {
    let samples = Samples::new(&[("load", gauge("00011"))]);
    let scene = Scene::new(&samples, scrapes(5));
    assert_eq!(told(&scene.query("load > 0", steps(0), steps(0)).unwrap().firing), [(3, 4)]);
    assert_eq!(told(&scene.query("load > 0", steps(1), steps(0)).unwrap().firing), [(4, 4)]);
    assert_eq!(told(&scene.query("load > 0", steps(1), steps(0)).unwrap().pending), [(3, 4)]);
}

#[test]
fn a_recording_is_stale_where_it_has_no_value() {
    let samples = Samples::new(&[("load", gauge("0110001100"))]);
    let mut scene = Scene::new(&samples, scrapes(10));
    // The later one is read by the one before it.
    let recordings =
        [recording("twice", "2 * high", &[("of", "x"), ("gone", "")]), recording("high", "load > 0", &[("gone", "y")])];
    let query = "twice{of=\"x\",gone=\"\"} == 2";
    assert_eq!(scene.record([query], &recordings), []);
    assert_eq!(told(&scene.query(query, steps(0), steps(0)).unwrap().firing), [(1, 3), (6, 8)]);
    assert_eq!(told(&scene.query("load and on () high", steps(0), steps(0)).unwrap().firing), [(1, 3), (6, 8)]);
    let counted = scene.query("count_over_time(high[1m]) > 2", steps(0), steps(0)).unwrap();
    assert_eq!(counted, Played::default(), "markers are no samples, and two scrapes of a minute have a value");
}

#[test]
fn what_cannot_be_recorded_is_said() {
    let samples = Samples::new(&[("load{of=\"a\"}", gauge("11")), ("load{of=\"b\"}", gauge("11"))]);
    let mut scene = Scene::new(&samples, scrapes(2));
    let recordings = [
        recording("broken", "sum(load", &[]),
        recording("same", "load", &[("of", "all")]),
        recording("first", "load{of=\"a\"}", &[("of", "")]),
        recording("first", "load{of=\"b\"} + 1", &[("of", "")]),
    ];
    let failed = scene.record(["broken or same or first"], &recordings);
    let failed: Vec<_> = failed.iter().map(|(name, error)| format!("{name}: {error}")).collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(
        failed[0].starts_with("broken: parse error") && failed[1].contains("after applying rule labels"),
        "{failed:?}"
    );
    assert_eq!(told(&scene.query("first == 1", steps(0), steps(0)).unwrap().firing), [(0, 1)], "the first one's stand");
    assert_eq!(scene.query("broken or same", steps(0), steps(0)).unwrap(), Played::default());
}

#[test]
fn a_query_that_is_too_large_is_refused_in_a_line() {
    let samples = Samples::new(&[("load", vec![Some(1.0); 2_880])]);
    let scene = Scene::new(&samples, scrapes(2_880));
    let QueryError::Execution(why) = scene.query("max_over_time(load[3d:10ms]) > 0", steps(0), steps(0)).unwrap_err()
    else {
        panic!("it is evaluated")
    };
    assert!(why.contains("too many samples") && !why.contains('\n'), "{why}");
    let deep = format!("load{}", " + 0 * load".repeat(500));
    assert_eq!(scene.query(&deep, steps(0), steps(0)).unwrap().firing.len(), 1);
}

#[test]
fn the_end_of_a_rules_query_is_now() {
    let samples = Samples::new(&[("load", gauge("0000099999"))]);
    let scene = Scene::new(&samples, scrapes(10));
    assert_eq!(told(&scene.query("load @ end() > 5", steps(0), steps(0)).unwrap().firing), [(5, 9)]);
}

fn slo(target: f64) -> Slo {
    let measure = Measure::Bad { bad: "bad_total".parse().unwrap(), total: "all_total".parse().unwrap() };
    Slo {
        metadata: Metadata::default(),
        description: None,
        service: String::new(),
        indicator: Indicator { metadata: Metadata::default(), description: None, measure },
        window: Window::Rolling("30d".parse().unwrap()),
        target: Target::new(target).unwrap(),
        objective: None,
        alerts: Vec::new(),
    }
}

fn alert(factor: f64, long: &str, short: Option<&str>, after: &str, keep: &str) -> Alert {
    Alert {
        policy: Metadata::default(),
        policy_description: None,
        condition: Metadata::default(),
        description: None,
        severity: "page".to_owned(),
        factor,
        long: long.parse().unwrap(),
        short: short.map(|short| short.parse().unwrap()),
        after: after.parse().unwrap(),
        keep: keep.parse().unwrap(),
        min_requests: Some(1),
        when_resolved: false,
        targets: Vec::new(),
    }
}

/// A counter from what comes at each scrape.
fn counter(comes: &[u8]) -> Vec<Option<f64>> {
    let total = |sum: &mut f64, more: &u8| {
        *sum += f64::from(*more);
        Some(Some(*sum))
    };
    comes.iter().scan(0.0, total).collect()
}

#[test]
fn counters_begin_anew_and_are_born() {
    let total = |series: &[(&str, Vec<Option<f64>>)]| {
        let count = series[0].1.len();
        let counts = Counts::of(&Samples::new(series), scrapes(count), &slo(0.9).indicator.measure).unwrap();
        (0..count).map(|scrape| counts.last(scrape, Duration::from_secs(30))).collect::<Vec<_>>()
    };
    let all = vec![Some(5.0), Some(8.0), Some(2.0), Some(STALE), Some(4.0)];
    let bad = vec![None, Some(2.0), Some(0.0), Some(STALE), Some(1.0)];
    let counted = total(&[("all_total{job=\"x\"}", all.clone()), ("bad_total{job=\"x\"}", bad)]);
    let of = |good, total| Count { good, total };
    assert_eq!(counted, [of(0.0, 0.0), of(1.0, 3.0), of(2.0, 2.0), of(0.0, 0.0), of(1.0, 2.0)]);
    let counted = total(&[("all_total{job=\"x\"}", all), ("all_total{job=\"y\"}", vec![None, None, Some(100.0)])]);
    assert_eq!(counted[2], of(2.0, 2.0), "nobody knows since when a new target counts");
}

proptest! {
    #[test]
    fn a_burn_rate_fires_as_history_says(
        comes in prop::collection::vec((0..4u8, 0..12u8), 20..120),
        factor in 0.5..9.0f64,
        (long, short) in (1..40u32, prop::option::of(1..10u32)),
        (after, keep) in (0..4u32, 0..4u32),
        pace in prop_oneof![Just(1.0), Just(24.0)],
    ) {
        let comes: Vec<_> = comes.into_iter().map(|(bad, all)| (bad.min(all), all)).collect();
        let (bad, all): (Vec<_>, Vec<_>) = comes.into_iter().unzip();
        let samples = Samples::new(&[("bad_total", counter(&bad)), ("all_total", counter(&all))]);
        let (slo, scrapes) = (slo(0.9), scrapes(bad.len()));
        let minutes = |minutes: u32| format!("{}m", minutes * if pace == 1.0 { 1 } else { 12 });
        let alert =
            alert(factor, &minutes(long), short.map(minutes).as_deref(), &minutes(after), &minutes(keep));
        let scale = super::scene::scale(pace, Duration::from_secs(30), Timestamp::UNIX_EPOCH);
        prop_assert_eq!(scale == TimeScale::REAL, pace == 1.0);
        let bin = |scrape: usize| {
            let of = |comes: &[u8]| if scrape == 0 { 0.0 } else { f64::from(comes[scrape]) };
            Bin { end: scrapes.moment(scrape), count: Count { good: of(&all) - of(&bad), total: of(&all) } }
        };
        let history = movie_guru_slo::History::new((0..bad.len()).map(bin).collect());
        let moments = (0..bad.len()).map(|scrape| scrapes.moment(scrape));
        let scene = Scene::new(&samples, scrapes);
        let played = scene.burn_rate(&slo, &alert, &scale).unwrap();
        prop_assert_eq!(played.firing, history.fired(&slo, &alert, &scale, moments));
        let counts = scene.counts(&slo.indicator.measure).unwrap().history();
        let whole = Period { start: Timestamp::MIN, end: Timestamp::MAX };
        prop_assert_eq!(counts.count(whole), history.count(whole));
    }
}
