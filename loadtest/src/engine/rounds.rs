//! What Goose calls: one round of a journey after the other, for each person, until the curtain falls.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use goose::goose::{TransactionError, TransactionFunction};
use goose::prelude::GooseUser;

use crate::people::call::Miss;
use crate::people::crowd::Crowd;
use crate::people::journeys;
use crate::people::person::Visit;
use crate::plan::journey::Journey;

/// How long somebody waits to be told to go.
const GOES_HOME: Duration = Duration::from_millis(100);
/// After this long somebody whose journey broke is there again.
const COMES_BACK: Duration = Duration::from_secs(1);

/// Goose calls this again and again: one call is one round of the journey and the pause after it. A strict sequence
/// has to be one transaction, for an error ends neither a sequence nor a user of Goose.
pub(crate) fn rounds(crowd: Arc<Crowd>) -> TransactionFunction {
    Arc::new(move |user| {
        let crowd = Arc::clone(&crowd);
        let journey = crowd.journey_of(crowd.number_of(user));
        Box::pin(async move {
            tokio::select! {
                () = crowd.opened.cancelled() => {}
                () = crowd.stop.cancelled() => {}
            }
            let outcome = round(&crowd, user, journey).await;
            if crowd.stop.is_cancelled() {
                // This person is done and waits for the curtain.
                crowd.curtain.cancelled().await;
                // Goose calls again until it has told this person to go: without a pause that would be all it does.
                tokio::time::sleep(GOES_HOME).await;
            }
            outcome.map_err(|message| Box::new(TransactionError::Custom(message)))
        })
    })
}

/// The error is one of the round; it is counted where it happened.
async fn round(crowd: &Arc<Crowd>, user: &mut GooseUser, journey: Journey) -> Result<(), String> {
    // Taken before anything looks whether the run is being stopped: whoever stops it waits for all that looked in time, and
    // for what is counted of them.
    let _in_flight = crowd.in_flight.token();
    let mut visit = Visit::begin(crowd, user, journey);
    if let Some(arrivals) = &crowd.arrivals {
        tokio::select! {
            due = arrivals.next() => visit.due = due,
            () = crowd.stop.cancelled() => {
                visit.end();
                return Ok(());
            }
        }
    }
    let began = Instant::now();
    let outcome = match caught(journeys::round(journey, &mut visit)).await {
        Ok(outcome) => outcome,
        Err(message) => {
            crowd.record.round(journey, began.elapsed(), true);
            // Who comes back begins afresh.
            visit.forget_session();
            visit.end();
            broke(crowd, journey, &message).await;
            return Err(message);
        }
    };
    // A failed step is counted where it happens; the round ends and the next one is a new try.
    match outcome {
        Ok(()) => crowd.record.round(journey, began.elapsed(), false),
        Err(Miss::Failed | Miss::SessionGone | Miss::TimedOut) => crowd.record.round(journey, began.elapsed(), true),
        Err(Miss::Stopped) => {}
    }
    if outcome == Err(Miss::TimedOut) {
        // Left; who comes back begins afresh.
        visit.forget_session();
    }
    if crowd.arrivals.is_none() {
        let _ = visit.think().await;
    }
    visit.end();
    match outcome {
        Ok(()) | Err(Miss::Stopped) => Ok(()),
        Err(Miss::Failed) => Err("a round ended at a request that failed".to_owned()),
        Err(Miss::TimedOut) => Err("a round ended at a request without an answer".to_owned()),
        Err(Miss::SessionGone) => Err("a round ended with the session gone".to_owned()),
    }
}

/// A journey broke, which is our own mistake: it is counted, and the person comes back after a pause.
async fn broke(crowd: &Crowd, journey: Journey, message: &str) {
    tracing::error!(%journey, message, "a journey broke");
    crowd.record.broken_journey(journey, message.to_owned());
    tokio::select! {
        () = crowd.stop.cancelled() => {}
        () = tokio::time::sleep(COMES_BACK) => {}
    }
}

/// Goose loses a user that panics, without a word; here it is one more way to fail.
async fn caught<T>(round: impl Future<Output = T>) -> Result<T, String> {
    let outcome = AssertUnwindSafe(round).catch_unwind().await;
    outcome.map_err(|panic| format!("the journey panicked: {}", panic_message(panic)))
}

fn panic_message(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_journey_that_panics_has_failed_with_its_message() {
        assert_eq!(caught(async { 7 }).await, Ok(7));
        let broken = caught(async { panic!("no film {}", 7) }).await;
        assert_eq!(broken, Err::<(), _>("the journey panicked: no film 7".to_owned()));
    }
}
