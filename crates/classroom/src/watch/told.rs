//! What happens in the labs of a class, told to a webhook: one address for all teams, also of labs that reach nobody themselves.

use std::sync::Arc;

use movie_guru_workshop::Event;
use movie_guru_workshop::record::Webhook;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::class::Watch;
use super::watched::Seen;

/// Tells what happens from now on, until it is stopped. What a lab's record held before is not told again.
pub fn tell(watch: &Watch, webhook: &Webhook, stop: &CancellationToken) {
    for lab in watch.labs() {
        let Some(seen) = watch.seen(lab.team()) else { continue };
        let telling = tell_of(seen, webhook.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(telling));
    }
}

async fn tell_of(mut seen: watch::Receiver<Option<Arc<Seen>>>, webhook: Webhook) {
    let mut known: Option<Vec<Event>> = None;
    loop {
        let now = seen.borrow_and_update().clone();
        if let Some(now) = now {
            for event in known.as_deref().map_or(&[][..], |known| fresh(known, &now.record)) {
                webhook.tell(event);
            }
            known = Some(now.record.clone());
        }
        if seen.changed().await.is_err() {
            return;
        }
    }
}

/// What of a record is not known yet. One that was begun anew is new from its beginning.
fn fresh<'a>(known: &[Event], now: &'a [Event]) -> &'a [Event] {
    now.strip_prefix(known).unwrap_or(now)
}
