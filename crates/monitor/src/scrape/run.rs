//! The loop that asks each target, and what is stored of its answer.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::Client;
use series::{Labels, STALE};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tsdb::{Store, StoreError, Stored};

use super::fetch::{client, fetch};
use super::parse::{Exposed, Exposition};
use super::target::{Last, Target, Targets};
use crate::source::SourceMetadata;

/// A target's own timestamp may be so much ahead of the clock.
const AHEAD_MS: i64 = 10 * 60 * 1000;
/// It may be so much older than the newest sample of all: half of the two hours that Prometheus has in memory.
const BEHIND_MS: i64 = 60 * 60 * 1000;

/// Scrapes every target at its interval until told to stop.
pub(crate) async fn scrape_all(
    targets: Arc<Targets>,
    store: Arc<Store>,
    metadata: Arc<SourceMetadata>,
    stop: CancellationToken,
) {
    let client = match client() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "nothing is scraped: no HTTP client can be made");
            return;
        }
    };
    let mut loops = JoinSet::new();
    for target in targets.iter() {
        let scraper = Scraper {
            target: Arc::clone(target),
            store: Arc::clone(&store),
            metadata: Arc::clone(&metadata),
            client: client.clone(),
            seen: HashSet::new(),
            was_down: false,
        };
        loops.spawn(scraper.run(stop.clone()));
    }
    while loops.join_next().await.is_some() {}
}

struct Scraper {
    target: Arc<Target>,
    store: Arc<Store>,
    metadata: Arc<SourceMetadata>,
    client: Client,
    /// The series of the last scrape: those that are missing in the next have ended.
    seen: HashSet<Labels>,
    was_down: bool,
}

impl Scraper {
    async fn run(mut self, stop: CancellationToken) {
        let mut tick = tokio::time::interval(self.target.job.interval);
        // A machine that slept does not catch up on scrapes.
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                _ = tick.tick() => {}
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.scrape() => {}
            }
        }
    }

    async fn scrape(&mut self) {
        let (at, started) = (Timestamp::now(), Instant::now());
        let answer = fetch(&self.client, &self.target).await;
        let took = started.elapsed();
        let (exposition, error) = match answer {
            Ok(exposition) => (exposition, None),
            Err(error) => (Exposition::default(), Some(error)),
        };
        self.say(error.as_deref());
        let count = exposition.samples.len();
        let mut exposed = self.labelled(exposition.samples, at.as_millisecond());
        let out_of_bounds = self.leave_out(&mut exposed, at.as_millisecond());
        if error.is_none() {
            self.target.describes(&exposition.metadata);
        }
        self.metadata.update(exposition.metadata);
        let samples = self.with_markers(exposed, at.as_millisecond(), took, error.is_none(), count);
        let store = Arc::clone(&self.store);
        let stored = tokio::task::spawn_blocking(move || store.append(samples)).await;
        let warning = match stored {
            Ok(outcome) => warning(outcome, out_of_bounds),
            Err(broken) => Some(broken.to_string()),
        };
        self.target.scraped(Last { at, took, samples: count, error, warning });
    }

    /// A change of how the target is, once, for the log.
    fn say(&mut self, error: Option<&str>) {
        let target = self.target.url.as_str();
        match error {
            Some(error) if !self.was_down => tracing::warn!(target, error, "a target of the monitor is down"),
            None if self.was_down => tracing::info!(target, "a target of the monitor is up again"),
            _ => {}
        }
        self.was_down = error.is_some();
    }

    /// Samples under the target's labels, each with its moment. Where a target names one of these labels itself, its own
    /// becomes `exported_…`, unless it is to be believed.
    fn labelled(&self, samples: Vec<Exposed>, at: i64) -> Vec<(Labels, i64, f64, bool)> {
        let labelled = |sample: Exposed| {
            let mut labels = sample.labels;
            for (name, value) in &self.target.labels {
                if self.target.job.honor_labels && labels.contains_key(name) {
                    continue;
                }
                if let Some(own) = labels.get(name).filter(|own| !own.is_empty()).cloned() {
                    let mut exported = format!("exported_{name}");
                    while labels.contains_key(&exported) || self.target.labels.contains_key(&exported) {
                        exported = format!("exported_{exported}");
                    }
                    labels.insert(exported, own);
                }
                labels.insert(name.clone(), value.clone());
            }
            // Empty it was there all the same: with `honor_labels` the target's own is taken away by it.
            labels.retain(|_, value| !value.is_empty());
            let own_moment = sample.at_ms.filter(|_| self.target.job.honor_timestamps);
            (labels, own_moment.unwrap_or(at), sample.value, own_moment.is_some())
        };
        samples.into_iter().map(labelled).collect()
    }

    /// Leaves out samples whose own moments are too far from now, as Prometheus does; how many these are is returned.
    fn leave_out(&self, samples: &mut Vec<(Labels, i64, f64, bool)>, at: i64) -> usize {
        let before = samples.len();
        // In an empty store the first sample says where time begins.
        let newest = self.store.newest().or(samples.first().map(|sample| sample.1)).unwrap_or(at);
        let near = newest.saturating_sub(BEHIND_MS)..=at.saturating_add(AHEAD_MS);
        samples.retain(|(_, at, _, own_moment)| !own_moment || near.contains(at));
        before - samples.len()
    }

    /// What is stored of a scrape: the samples, a marker for each series that has ended, and how the scrape went. A sample
    /// with a timestamp of its own needs no marker: it says by itself how old it is.
    fn with_markers(
        &mut self,
        samples: Vec<(Labels, i64, f64, bool)>,
        at: i64,
        took: Duration,
        up: bool,
        count: usize,
    ) -> Vec<(Labels, i64, f64)> {
        let now_seen: HashSet<_> =
            samples.iter().filter(|(_, _, _, own_moment)| !own_moment).map(|(labels, ..)| labels.clone()).collect();
        let ended: Vec<_> = self.seen.difference(&now_seen).cloned().collect();
        self.seen = now_seen;
        let mut all: Vec<_> = samples.into_iter().map(|(labels, at, value, _)| (labels, at, value)).collect();
        all.extend(ended.into_iter().map(|labels| (labels, at, STALE)));
        for (name, value) in [
            ("up", f64::from(u8::from(up))),
            ("scrape_duration_seconds", took.as_secs_f64()),
            ("scrape_samples_scraped", count as f64),
        ] {
            let mut labels = self.target.labels.clone();
            labels.insert("__name__".to_owned(), name.to_owned());
            all.push((labels, at, value));
        }
        all
    }
}

/// What the targets page says of samples that were answered but not stored.
fn warning(outcome: Result<Stored, StoreError>, out_of_bounds: usize) -> Option<String> {
    match outcome {
        Err(error) => Some(error.to_string()),
        Ok(Stored { too_many_series, .. }) if too_many_series > 0 => {
            Some(format!("{too_many_series} samples were left out: their series would be too many for the store"))
        }
        Ok(Stored { not_newer, .. }) if not_newer > 0 => Some(format!(
            "{not_newer} samples were left out: they are not newer than what is stored; a series twice, or a clock that went back"
        )),
        Ok(_) if out_of_bounds > 0 => Some(format!(
            "{out_of_bounds} samples were left out: by their own timestamps they are more than an hour older than the newest sample, or more than ten minutes ahead"
        )),
        Ok(_) => None,
    }
}
