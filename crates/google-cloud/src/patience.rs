//! How long an answer is waited for, and how often and when a request is sent again.

use std::time::Duration;

use rand::RngExt as _;

/// The longest wait that Google may ask for (`Retry-After`); beyond it the coach is told instead.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// How often a request is sent in all, where Google says that it may be sent again.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles with each.
    pub first: Duration,
    /// The longest wait of ours.
    pub longest: Duration,
}

impl Default for Patience {
    /// Seven attempts within about a minute: quotas of Cloud Monitoring are per minute.
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(20),
            attempts: 7,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// How long to wait after so many attempts, the first being 1; none where it was the last one. Half of the wait is chance,
    /// so that twenty teams that were refused together do not come back together.
    pub(crate) fn wait(&self, attempt: u32, asked_for: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts || asked_for.is_some_and(|wait| wait > LONGEST_WAIT) {
            return None;
        }
        let doubled = self.first.saturating_mul(1 << (attempt - 1).min(16)).min(self.longest);
        let own = doubled.mul_f64(rand::rng().random_range(0.5..=1.0));
        Some(asked_for.map_or(own, |wait| wait + own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        answer: Duration::from_secs(1),
        attempts: 4,
        first: Duration::from_millis(100),
        longest: Duration::from_millis(300),
    };

    #[test]
    fn waits_double_up_to_the_longest_and_end() {
        for (attempt, at_most) in [(1, 100), (2, 200), (3, 300)] {
            let wait = PATIENCE.wait(attempt, None).unwrap().as_millis();
            assert!((at_most / 2..=at_most).contains(&wait), "{attempt}: {wait}");
        }
        assert_eq!(PATIENCE.wait(4, None), None);
    }

    #[test]
    fn what_google_asks_for_is_waited_for_within_reason() {
        assert!(PATIENCE.wait(1, Some(Duration::from_secs(2))).unwrap() > Duration::from_secs(2));
        assert_eq!(PATIENCE.wait(1, Some(Duration::from_secs(3600))), None);
    }
}
