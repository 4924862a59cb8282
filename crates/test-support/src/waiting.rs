//! Waiting for a condition, where a sleep would be too short on one machine and too long on another.

use std::time::{Duration, Instant};

/// Far longer than anything takes, also where other tests keep the machine busy; only a hang meets it.
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN: Duration = Duration::from_millis(5);

/// Waits until it holds; panics with `what` after a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(BETWEEN).await;
    }
}

/// The same where there is no runtime; blocks.
pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(BETWEEN);
    }
}
