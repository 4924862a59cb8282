//! The requests of an SLO over time: what is new is read from evaluation to evaluation, what is old never again. Board,
//! story, what if and alerts all count here, so each request is counted once, and in one way.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{History, Measure, TimeScale, Window};
use promql::QueryError;

use super::sums::Sums;
use crate::source::MetricsSource;

/// A sample may come so late: a scrape takes its time, and to another server the way is longer. One that comes later still
/// is missed, and not what it counts: the next one has that as well.
const LATE: SignedDuration = SignedDuration::from_mins(1);
/// A series' sample before the first request is looked for in so much time.
const BEFORE: SignedDuration = SignedDuration::from_hours(1);
/// So much is read at a time, and less where the source says that it is too much.
const AT_A_TIME: SignedDuration = SignedDuration::from_hours(24);
const LEAST_AT_A_TIME: SignedDuration = SignedDuration::from_mins(1);
/// The backend ends a request after this time, so what began before an SLO was made is over then.
pub(crate) const LONGEST_REQUEST: SignedDuration = SignedDuration::from_secs(30);
/// What nobody asks for is let go of after this time.
const UNUSED: SignedDuration = SignedDuration::from_mins(15);
/// So many are held; what if makes many of them.
const MOST: usize = 100;

/// What is counted, and since when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) measure: Measure,
    pub(super) window: Window,
    pub(super) since: Option<Timestamp>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Ledger {
    of: Counted,
    scale: TimeScale,
    /// Everything after this moment is here.
    from: Timestamp,
    /// How far back anybody wanted to look.
    span: SignedDuration,
    settled: Sums,
}

impl Ledger {
    pub(super) fn new(of: Counted, scale: TimeScale) -> Self {
        Self { of, scale, from: Timestamp::MAX, span: SignedDuration::ZERO, settled: Sums::default() }
    }

    /// All requests from a moment up to now.
    pub(super) async fn history(
        &mut self,
        source: &dyn MetricsSource,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<History, QueryError> {
        let (from, now) = (whole_ms(self.of.since.map_or(from, |since| from.max(since))), whole_ms(now));
        self.span = self.span.max(now.duration_since(from));
        // Somebody looks further back than before, or the clock went back.
        if from < self.from || now < self.settled.until {
            let floor = self.of.since.map_or(Timestamp::MIN, |since| moved(since, LONGEST_REQUEST));
            self.from = from;
            self.settled = Sums::from(moved(from, -BEFORE), whole_ms(floor));
        }
        let counters = self.of.measure.counters();
        let mut at_a_time = AT_A_TIME;
        while now.duration_since(self.settled.until) > LATE * 2 {
            let until = moved(self.settled.until, at_a_time).min(moved(now, -LATE));
            match self.settled.read(source, &counters, until).await {
                Ok(()) => {}
                // So a source answers that was asked for too much.
                Err(QueryError::Execution(_) | QueryError::Timeout(_)) if at_a_time > LEAST_AT_A_TIME => {
                    at_a_time /= 4;
                }
                Err(error) => return Err(error),
            }
            let before = moved(now, -self.span - LATE);
            self.settled.tidy(&self.of.window, &self.scale, before);
            self.from = self.from.max(before);
        }
        let mut newest = self.settled.goes_on();
        newest.read(source, &counters, now).await?;
        let (settled, newest) = (self.settled.bins(counters.part_is_good), newest.bins(counters.part_is_good));
        Ok(History::new(settled.chain(newest).collect()))
    }
}

/// To a whole millisecond: sources know no other moments.
fn whole_ms(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

fn moved(moment: Timestamp, by: SignedDuration) -> Timestamp {
    let beyond = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
    moment.checked_add(by).unwrap_or(beyond)
}

/// The ledgers that are in use.
#[derive(Debug, Default)]
pub(super) struct Ledgers(Mutex<Vec<InUse>>);

#[derive(Debug)]
struct InUse {
    of: Counted,
    last: Timestamp,
    ledger: Arc<tokio::sync::Mutex<Ledger>>,
}

impl Ledgers {
    fn of(&self, counted: Counted, scale: &TimeScale, now: Timestamp) -> Arc<tokio::sync::Mutex<Ledger>> {
        let mut ledgers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ledgers.retain(|used| used.of == counted || now.duration_since(used.last).abs() < UNUSED);
        let place = ledgers.iter().position(|used| used.of == counted);
        let mut used = place.map(|place| ledgers.remove(place)).unwrap_or_else(|| {
            let ledger = Ledger::new(counted.clone(), *scale);
            InUse { of: counted, last: now, ledger: Arc::new(tokio::sync::Mutex::new(ledger)) }
        });
        used.last = now;
        let ledger = Arc::clone(&used.ledger);
        // The one that was used last stands last.
        ledgers.push(used);
        if ledgers.len() > MOST {
            ledgers.remove(0);
        }
        ledger
    }

    /// The requests of what is counted, all from a moment up to now. Those that may have begun before its beginning are not
    /// among them.
    pub(super) async fn history(
        &self,
        of: Counted,
        scale: &TimeScale,
        source: &dyn MetricsSource,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<History, QueryError> {
        let ledger = self.of(of, scale, now);
        ledger.lock().await.history(source, from, now).await
    }
}
