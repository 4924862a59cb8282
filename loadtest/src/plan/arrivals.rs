//! The open model: requests arrive by the clock, not when an answer is there. People of a closed model slow down with
//! the server and so hide how slow it was from those who would have come meanwhile (coordinated omission); here each
//! arrival has its place in the schedule, and its time counts from there, whenever somebody was free to send it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Longer naps would be felt at the end of a run.
const NAP: Duration = Duration::from_millis(50);

/// The arrivals of one run, evenly spaced.
#[derive(Clone)]
pub(crate) struct Arrivals(Arc<Schedule>);

struct Schedule {
    per_second: f64,
    /// One permit for each arrival that is due and that nobody has taken.
    due: Semaphore,
    taken: AtomicU64,
    began: std::sync::OnceLock<Instant>,
}

impl Arrivals {
    pub(crate) fn new(per_second: f64) -> Self {
        let due = Semaphore::new(0);
        Self(Arc::new(Schedule { per_second, due, taken: AtomicU64::new(0), began: std::sync::OnceLock::new() }))
    }

    /// Lets them come from now until told to stop. On a thread of its own: Tokio's timers know whole milliseconds, and
    /// a request that is late by that much is late because of us.
    pub(crate) fn begin(&self, stop: CancellationToken) -> std::io::Result<()> {
        let schedule = Arc::clone(&self.0);
        thread::Builder::new().name("load-arrivals".to_owned()).spawn(move || {
            let began = *schedule.began.get_or_init(Instant::now);
            let mut released = 0_u64;
            while !stop.is_cancelled() {
                let next = began + schedule.place(released);
                match next.checked_duration_since(Instant::now()) {
                    Some(ahead) => thread::sleep(ahead.min(NAP)),
                    None => {
                        schedule.due.add_permits(1);
                        released += 1;
                    }
                }
            }
        })?;
        Ok(())
    }

    /// Waits for the next arrival that nobody has taken; says when it should have been sent.
    pub(crate) async fn next(&self) -> Option<Instant> {
        let permit = self.0.due.acquire().await.ok()?;
        permit.forget();
        let number = self.0.taken.fetch_add(1, Ordering::Relaxed);
        self.0.began.get().map(|began| *began + self.0.place(number))
    }
}

impl Schedule {
    /// When the arrival of this number is due, from the beginning.
    fn place(&self, number: u64) -> Duration {
        Duration::from_secs_f64(number as f64 / self.per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn arrivals_keep_to_their_schedule_whoever_is_late_to_take_them() {
        let arrivals = Arrivals::new(1000.0);
        let stop = CancellationToken::new();
        let since = Instant::now();
        arrivals.begin(stop.clone()).unwrap();
        let first = arrivals.next().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        // A hundred stand in line; each knows when it should have been sent.
        for number in 1..=200_u32 {
            let due = arrivals.next().await.unwrap();
            assert_eq!((due - first).as_micros(), u128::from(number) * 1000);
            assert!(due <= Instant::now());
        }
        assert!(since.elapsed() >= Duration::from_millis(200));
        stop.cancel();
    }
}
