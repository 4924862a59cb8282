//! The series of the checks there are. They are observed rather than counted up, so that those of a check that is gone end
//! with its file.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use movie_guru_contract::{CallResult, SYNTHETIC_DURATION, SYNTHETIC_RUNS, label};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

/// What is known of one check.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    /// By [`CallResult`].
    runs: [u64; 2],
    /// None before the first run.
    last: Option<Duration>,
}

type All = Arc<Mutex<BTreeMap<String, Figures>>>;

/// The figures of every check, by its name.
#[derive(Clone, Debug)]
pub(crate) struct Meters(All);

impl Meters {
    pub(crate) fn new(meter: &Meter) -> Self {
        let all = All::default();
        let seen = all.clone();
        // What the callbacks hold lives as long as the meter; the handles are not needed for it.
        meter
            .u64_observable_counter(SYNTHETIC_RUNS.instrument)
            .with_unit(SYNTHETIC_RUNS.unit.code())
            .with_description(SYNTHETIC_RUNS.help)
            .with_callback(move |observer| {
                for (check, figures) in lock(&seen).iter() {
                    for result in CallResult::ALL {
                        let labels = [of(check), KeyValue::new(label::RESULT, result.name())];
                        observer.observe(figures.runs[result as usize], &labels);
                    }
                }
            })
            .build();
        let seen = all.clone();
        meter
            .f64_observable_gauge(SYNTHETIC_DURATION.instrument)
            .with_unit(SYNTHETIC_DURATION.unit.code())
            .with_description(SYNTHETIC_DURATION.help)
            .with_callback(move |observer| {
                for (check, figures) in lock(&seen).iter() {
                    if let Some(last) = figures.last {
                        observer.observe(last.as_secs_f64(), &[of(check)]);
                    }
                }
            })
            .build();
        Self(all)
    }

    /// Its series begin, at 0; those of one that is there already go on.
    pub(super) fn begin(&self, check: &str) {
        lock(&self.0).entry(check.to_owned()).or_default();
    }

    pub(super) fn end(&self, check: &str) {
        lock(&self.0).remove(check);
    }

    /// A run has ended. One of a check that has gone meanwhile counts nowhere.
    pub(super) fn record(&self, check: &str, result: CallResult, took: Duration) {
        if let Some(figures) = lock(&self.0).get_mut(check) {
            figures.runs[result as usize] += 1;
            figures.last = Some(took);
        }
    }
}

fn of(check: &str) -> KeyValue {
    KeyValue::new(label::CHECK, check.to_owned())
}

fn lock(all: &All) -> std::sync::MutexGuard<'_, BTreeMap<String, Figures>> {
    // Nothing is left half done under it.
    all.lock().unwrap_or_else(PoisonError::into_inner)
}
