//! Sees what figures there are, for as long as the console is up.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::app::App;

/// As often as figures are asked for.
const EVERY: Duration = Duration::from_secs(10);

/// Keeps what is seen, for as long as the console is up.
pub(super) async fn keep(app: Arc<App>) {
    let mut class = app.watch.class();
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        // A class in which nothing changes has figures all the same.
        tokio::select! {
            _ = ticks.tick() => {}
            changed = class.changed() => if changed.is_err() { return },
        }
        let seen = Arc::clone(&class.borrow_and_update());
        app.past.lock().unwrap_or_else(PoisonError::into_inner).see(&seen, Timestamp::now());
    }
}
