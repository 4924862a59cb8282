//! Hours that a lab has recorded: its samples, and what is known to have happened.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_contract::{CHAT_OUTCOME, CallResult, Outcome, PHASE_INFO, WEB_LATENCY, WEB_REQUESTS, label};
use movie_guru_grader::truth::{TrueTrouble, Truth};
use movie_guru_grader::{Concern, Feature, Subject, World};
use movie_guru_slo::promql::duration;
use movie_guru_slo::{Bin, Count, History, Period};
use serde_json::Value;
use series::{METRIC_NAME, Sample, Series};

use super::live::LabMonitor;
use crate::evidence::Missing;

/// So much is asked for at once.
const PART: Duration = Duration::from_secs(3600);
/// From one scrape to the next where nothing says it: the lab's own.
const USUALLY_EVERY: Duration = Duration::from_secs(5);
/// The scenario in which nothing is wrong.
const HEALTHY: &str = "healthy";

/// Hours that a lab has recorded.
#[derive(Clone, Debug)]
pub struct RecordedHours {
    series: Vec<Series>,
    /// From one scrape to the next.
    every: Duration,
    /// How many times as fast as the calendar the lab's windows go by.
    pace: f64,
    start: Timestamp,
}

impl RecordedHours {
    /// The last hours of these metrics, and of what says what happened; none where nothing was recorded.
    ///
    /// # Errors
    /// Where the lab cannot be asked.
    pub async fn of(
        monitor: &LabMonitor,
        since: Duration,
        metrics: &BTreeSet<String>,
        operations: &BTreeSet<&'static str>,
    ) -> Result<Option<Self>, Missing> {
        let now = Timestamp::now();
        let mut selectors: Vec<_> = metrics.iter().filter(|name| is_name(name)).cloned().collect();
        selectors.push(PHASE_INFO.exposed());
        let operation = label::exposed(label::OPERATION);
        for name in operations {
            let of_browsers = WEB_LATENCY.series().into_iter().filter(|name| !name.ends_with("_sum"));
            let of_browsers = of_browsers.chain([WEB_REQUESTS.exposed()]);
            selectors.extend(of_browsers.map(|metric| format!("{metric}{{{operation}=\"{name}\"}}")));
        }
        let mut recorded = BTreeMap::<String, Series>::new();
        let parts = since.as_secs_f64() / PART.as_secs_f64();
        for part in (0..parts.ceil() as u32).rev() {
            let length = (since - PART * part).min(PART);
            let end = now.as_millisecond() as f64 / 1000.0 - (PART * part).as_secs_f64();
            for selector in &selectors {
                let answer = monitor.query(&format!("{selector}[{}]", duration(length)), end).await?;
                for series in answer["data"]["result"].as_array().into_iter().flatten() {
                    add(&mut recorded, series);
                }
            }
        }
        let pace = monitor.pace().await?;
        let series: Vec<_> = recorded.into_values().filter(|series| !series.samples.is_empty()).collect();
        let start = series.iter().filter_map(|series| Some(series.samples.first()?.at)).min();
        Ok(start.map(|start| Self { every: usual_step(&series), series, pace, start }))
    }

    /// What they are called.
    pub fn title(&self) -> String {
        format!("Recorded since {} UTC", self.start.strftime("%F %H:%M"))
    }

    /// The hours as a subject's monitoring has them, with these of its metrics.
    pub fn world(&self, subject: &Subject, metrics: &BTreeSet<String>) -> World {
        let is_wanted = |series: &&Series| name(series).is_some_and(|name| metrics.contains(name));
        let own: Vec<_> = self.series.iter().filter(is_wanted).cloned().collect();
        World::recorded(own, self.every, self.pace, self.truth(subject.concern))
    }

    fn truth(&self, concern: Concern) -> Truth {
        let users = History::new(self.bins(concern));
        let troubles = self.troubles().into_iter().map(|(title, period)| {
            let count = users.count(period);
            TrueTrouble { title, period, is_felt: count.good < count.total }
        });
        let troubles = troubles.collect();
        Truth { users, troubles }
    }

    /// When a scenario was on in which not all is well, in order of time.
    fn troubles(&self) -> Vec<(String, Period)> {
        let mut troubles: Vec<(String, Period)> = Vec::new();
        for series in self.named(&PHASE_INFO.exposed()) {
            let scenario = value(series, label::SCENARIO).filter(|scenario| *scenario != HEALTHY);
            let Some(scenario) = scenario else { continue };
            let mut since = None;
            for sample in &series.samples {
                match (sample.value == 1.0, since) {
                    (true, None) => since = Some(sample.at),
                    (false, Some(start)) => {
                        troubles.push((scenario.to_owned(), Period { start, end: sample.at }));
                        since = None;
                    }
                    _ => {}
                }
            }
            if let (Some(start), Some(last)) = (since, series.samples.last()) {
                troubles.push((scenario.to_owned(), Period { start, end: last.at }));
            }
        }
        troubles.sort_by_key(|(_, period)| period.start);
        troubles
    }

    /// What users lived between a scrape and the next: as browsers saw it, or, where none did, as the app counts it.
    fn bins(&self, concern: Concern) -> Vec<Bin> {
        let Concern { operation, feature } = concern;
        let metrics = operation.metrics();
        let own = |series: &Series| value(series, label::OPERATION) == Some(operation.name());
        let any = |_: &Series| true;
        let is_success = |series: &Series| value(series, label::RESULT) == Some(CallResult::Success.name());
        match feature {
            Feature::Answers => {
                let lived =
                    self.counted(&WEB_REQUESTS.exposed(), |series| own(series).then(|| (is_success(series), true)));
                if !lived.is_empty() {
                    return lived;
                }
                let good = metrics.success.map(|success| success.exposed()).unwrap_or_default();
                let mut counted = self.counted(&good, |_| Some((true, false)));
                counted.extend(self.counted(&metrics.attempts.exposed(), |_| Some((false, true))));
                counted
            }
            Feature::Fast(bound) => {
                let lived = self.within(&WEB_LATENCY.exposed(), bound, own);
                if lived.is_empty() { self.within(&metrics.latency.exposed(), bound, any) } else { lived }
            }
            Feature::Pleases => self.counted(&CHAT_OUTCOME.exposed(), |series| {
                let outcome = value(series, label::OUTCOME);
                let is_good =
                    [Outcome::Engaged, Outcome::Acknowledged].into_iter().any(|good| outcome == Some(good.name()));
                Some((is_good, true))
            }),
        }
    }

    /// Requests of a histogram that took at most so long, and all.
    fn within(&self, histogram: &str, bound: f64, is_own: impl Fn(&Series) -> bool) -> Vec<Bin> {
        let le = |series: &Series| series.labels.get("le").and_then(|le| le.parse::<f64>().ok());
        let buckets = format!("{histogram}_bucket");
        let known = self.named(&buckets).filter_map(le).filter(|le| *le <= bound);
        let nearest = known.fold(f64::NEG_INFINITY, f64::max);
        let mut counted =
            self.counted(&buckets, |series| (is_own(series) && le(series) == Some(nearest)).then_some((true, false)));
        counted.extend(self.counted(&format!("{histogram}_count"), |series| is_own(series).then_some((false, true))));
        counted
    }

    /// What series of a name count, told by whether it is of the good ones, and of all.
    fn counted(&self, name: &str, counts: impl Fn(&Series) -> Option<(bool, bool)>) -> Vec<Bin> {
        let mut bins = BTreeMap::<u128, Count>::new();
        for series in self.named(name) {
            let Some((is_good, is_total)) = counts(series) else { continue };
            // One that begins later began at nothing.
            let is_new = series.samples.first().is_some_and(|first| since(self.start, first.at) > self.every * 3);
            let mut before = is_new.then_some(0.0);
            for sample in &series.samples {
                let rise = before
                    .map_or(0.0, |before| if sample.value < before { sample.value } else { sample.value - before });
                before = Some(sample.value);
                let scrape = since(self.start, sample.at).as_millis().div_ceil(self.every.as_millis().max(1));
                let bin = bins.entry(scrape).or_default();
                bin.good += if is_good { rise } else { 0.0 };
                bin.total += if is_total { rise } else { 0.0 };
            }
        }
        let end = |scrape: u128| {
            let length = self.every * u32::try_from(scrape).unwrap_or(u32::MAX);
            self.start.checked_add(SignedDuration::try_from(length).unwrap_or_default()).unwrap_or(Timestamp::MAX)
        };
        bins.into_iter().map(|(scrape, count)| Bin { end: end(scrape), count }).collect()
    }

    fn named<'s>(&'s self, wanted: &'s str) -> impl Iterator<Item = &'s Series> {
        self.series.iter().filter(move |series| name(series) == Some(wanted))
    }
}

fn name(series: &Series) -> Option<&str> {
    series.labels.get(METRIC_NAME).map(String::as_str)
}

fn value<'s>(series: &'s Series, name: &str) -> Option<&'s str> {
    series.labels.get(&label::exposed(name)).map(String::as_str)
}

fn since(start: Timestamp, moment: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(start)).unwrap_or_default()
}

fn is_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'))
}

/// Adds what was answered of a series to what is known of it already.
fn add(recorded: &mut BTreeMap<String, Series>, answer: &Value) {
    let Some(labels) = answer["metric"].as_object() else { return };
    let known = recorded.entry(answer["metric"].to_string()).or_default();
    known.labels = labels.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    let last = known.samples.last().map(|sample| sample.at);
    let samples = answer["values"].as_array().into_iter().flatten().filter_map(|pair| {
        let at = Timestamp::from_millisecond((pair[0].as_f64()? * 1000.0).round() as i64).ok()?;
        let value = pair[1].as_str()?.parse::<f64>().ok().filter(|value| value.is_finite())?;
        Some(Sample { at, value })
    });
    known.samples.extend(samples.filter(|sample| last.is_none_or(|last| sample.at > last)));
}

/// From one scrape to the next, mostly.
fn usual_step(series: &[Series]) -> Duration {
    let longest = series.iter().max_by_key(|series| series.samples.len());
    let samples = longest.map_or(&[][..], |series| &series.samples);
    let mut steps: Vec<_> =
        samples.iter().zip(samples.iter().skip(1)).map(|(one, next)| since(one.at, next.at)).collect();
    steps.sort();
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(USUALLY_EVERY);
    // Scrapes are off by some milliseconds.
    Duration::from_secs(usual.as_secs_f64().round().max(1.0) as u64)
}
