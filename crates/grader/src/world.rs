//! What monitoring has of a timeline: series, scrape by scrape.

mod chance;
mod exposed;
mod latency;
mod line;
mod requests;
mod services;
mod truth;
mod weather;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_contract::Operation;
use promql::{QueryError, Queryable, Selected};
use series::duration::milliseconds;
use series::{METRIC_NAME, Matcher, Points, is_there};

use self::exposed::Exposed;
use self::line::{Line, Scrapes, Values};
use self::requests::Requests;
use self::services::Play;
use self::weather::Weather;
use crate::subject::{Feature, Subject};
use crate::timeline::Timeline;
use crate::truth::Truth;

/// A Monday, and the first of a month: 2026-06-01, midnight.
const START: Timestamp = Timestamp::constant(1_780_272_000, 0);

/// What monitoring has of a timeline, for one subject.
#[derive(Debug)]
pub struct World {
    /// The moment of the first scrape, on the world's clock.
    pub start: Timestamp,
    /// From one scrape to the next, on that clock; alerts are evaluated as often. In whole milliseconds.
    pub every: Duration,
    /// How many scrapes there are; the last is at `start + every * (scrapes - 1)`.
    pub scrapes: usize,
    /// How many times as fast as the calendar the clock goes by: the subject's pace.
    pub pace: f64,
    /// What really happened to the subject's users.
    pub truth: Truth,
    when: Scrapes,
    lines: Vec<Line>,
}

impl World {
    /// The world of a timeline as the subject's monitoring sees it, with the series of these metrics only: names as
    /// queries write them, `_bucket` and all; of a histogram's own name it has all three. What the app does not expose is not
    /// there. The same timeline and subject are always the same world, whatever else is asked for.
    pub fn of(timeline: &Timeline, subject: &Subject, metrics: &BTreeSet<String>) -> Self {
        let pace = if subject.pace.is_finite() && subject.pace > 0.0 { subject.pace } else { 1.0 };
        let every_ms = (timeline.every.as_secs_f64() * 1000.0 / pace).round().max(1.0);
        let every = Duration::from_millis(every_ms as u64);
        let scrapes = timeline.scrapes();
        let moment = |scrape: usize| START.as_millisecond() + milliseconds(every) * scrape as i64;
        let mut restarts: Vec<_> =
            timeline.restarts.iter().map(|restart| first_after(*restart, timeline.every)).collect();
        restarts.dedup();
        let when = Scrapes { moments: (0..scrapes).map(moment).collect(), restarts };
        let play = Play { timeline, weather: Weather::new(timeline, subject.target.budget()) };
        let mut exposed = Exposed::new(metrics, when);
        let mut users = None;
        for operation in Operation::ALL {
            let is_subject = subject.concern.operation == operation;
            if !is_subject && !services::needs(&exposed, operation) {
                continue;
            }
            let requests = Requests::of(timeline, &play.weather, operation);
            services::backend(&mut exposed, &play, operation, &requests);
            let is_fast = is_subject && matches!(subject.concern.feature, Feature::Fast(_));
            let is_browser = operation.call().browser;
            let lived = (is_fast || (is_browser && services::wants_lived(&exposed)))
                .then(|| services::lived(&play, operation, &requests));
            if is_browser {
                services::outside(&mut exposed, operation, &requests, lived.as_ref());
            }
            let is_judged = is_subject && subject.concern.feature == Feature::Pleases;
            let quality = (operation == Operation::Chat && (is_judged || services::wants_quality(&exposed)))
                .then(|| services::chat_quality(&mut exposed, &play, &requests));
            if is_subject {
                users = Some(truth::counts(subject.concern.feature, &requests, lived.as_ref(), quality));
            }
        }
        services::still(&mut exposed, &play);
        services::probe(&mut exposed, &play);
        let (when, lines) = exposed.done();
        let truth = Truth {
            users: truth::history(&when.moments, &users.unwrap_or_default()),
            troubles: truth::troubles(timeline, subject.concern, START, every),
        };
        Self { start: START, every, scrapes, pace, truth, when, lines }
    }

    /// The names of all metrics that a world can have.
    pub fn known_metrics() -> BTreeSet<String> {
        let own = services::metrics().into_iter().flat_map(|metric| metric.series());
        own.chain([services::UP.to_owned()]).collect()
    }

    /// A world that was recorded: series of a lab, and what is known to have happened.
    pub fn recorded(series: Vec<series::Series>, every: Duration, pace: f64, truth: Truth) -> Self {
        let every = Duration::from_millis((every.as_millis() as u64).max(1));
        let line = |series: series::Series| {
            let mut points = Points::default();
            series.samples.iter().for_each(|sample| points.insert(sample.at.as_millisecond(), sample.value));
            Line { labels: Arc::new(series.labels), values: Values::Own(points) }
        };
        let mut lines: Vec<_> = series.into_iter().map(line).collect();
        lines.sort_by(|one, other| one.labels.cmp(&other.labels));
        let ends = |line: &Line| match &line.values {
            Values::Own(points) => points.at.first().copied().zip(points.at.last().copied()),
            Values::Each(_) | Values::Within(..) => None,
        };
        let first = lines.iter().filter_map(ends).map(|(first, _)| first).min();
        let last = lines.iter().filter_map(ends).map(|(_, last)| last).max();
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let start = Timestamp::from_millisecond(first).unwrap_or_default();
        let between = (last - first) / milliseconds(every);
        let scrapes = if lines.is_empty() { 0 } else { usize::try_from(between).unwrap_or_default() + 1 };
        Self { start, every, scrapes, pace, truth, when: Scrapes::default(), lines }
    }

    /// The moment of a scrape, which may be after the last.
    pub fn moment(&self, scrape: usize) -> Timestamp {
        let after = milliseconds(self.every).saturating_mul(i64::try_from(scrape).unwrap_or(i64::MAX));
        self.start.checked_add(SignedDuration::from_millis(after)).unwrap_or(Timestamp::MAX)
    }

    /// As OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics`. Marks of staleness are left out: a text has
    /// no room for them.
    pub fn open_metrics(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let own = line.labels.iter().filter(|(name, _)| *name != METRIC_NAME);
            let labels: Vec<_> = own.map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
            let name = line.labels.get(METRIC_NAME).map_or("", String::as_str);
            let series = format!("{name}{{{}}}", labels.join(","));
            let points = line.values.points(&self.when, i64::MIN, i64::MAX);
            for (at, value) in points.at.iter().zip(&points.values).filter(|(_, value)| is_there(**value)) {
                let value = series::number::plain(*value);
                // Writing to a text cannot fail.
                let _ = writeln!(text, "{series} {value} {}.{:03}", at.div_euclid(1000), at.rem_euclid(1000));
            }
        }
        text + "# EOF\n"
    }
}

/// The first scrape at or after a time since the beginning.
fn first_after(time: Duration, every: Duration) -> usize {
    usize::try_from(time.as_nanos().div_ceil(every.as_nanos().max(1))).unwrap_or(usize::MAX)
}

/// A label's value as it stands in quotes.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

impl Queryable for World {
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
        let is_meant = |line: &&Line| {
            let value = |name: &str| line.labels.get(name).map_or("", String::as_str);
            matchers.iter().all(|matcher| matcher.is_match(value(&matcher.name)))
        };
        let found: Vec<_> = self.lines.iter().filter(is_meant).collect();
        let read = move |line: &Line| Ok((Arc::clone(&line.labels), line.values.points(&self.when, from, to)));
        Box::new(found.into_iter().map(read))
    }
}
