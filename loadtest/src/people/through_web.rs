//! People who go through the web edge, as the app's page does: they drop the share of their calls that the scenario wants
//! (`web.drop`), and report what they lived through to `/rum`. So what users feel is there under load as well.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use movie_guru_contract::{CallResult, browser_operations, status};
use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use reqwest::Client;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::plan::journey::Request;
use crate::plan::settings::RunSettings;
use crate::plan::through::Through;

/// How often they ask how to behave, and report.
const EVERY: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);
/// What the web app takes in one report.
const MOST_REPORTED: usize = 400;
/// While the web app is away no more than this is kept for it.
const MOST_KEPT: usize = 20_000;
/// Draws of their own, so that people do the same with and without a web app in between.
const STREAM: u64 = u64::MAX;

/// What the people of a run share of the web app's page.
pub(crate) struct WebPage {
    /// Without a slash at the end.
    host: String,
    seen: Mutex<Seen>,
}

struct Seen {
    drop: f64,
    chance: ChaCha12Rng,
    calls: Vec<ReportedCall>,
}

/// As `/rum` takes it.
#[derive(Debug, PartialEq, Serialize)]
struct ReportedCall {
    operation: &'static str,
    result: &'static str,
    ms: f64,
}

/// What of `GET /behaviour` matters here.
#[derive(Deserialize)]
struct Behaviour {
    drop: f64,
}

impl WebPage {
    /// The page of a run through the web; none for one that goes straight to the backend.
    pub(crate) fn of(settings: &RunSettings, seed: u64) -> Option<Self> {
        let mut chance = ChaCha12Rng::seed_from_u64(seed);
        // Pods that are given one seed do not drop the same calls.
        chance.set_stream(STREAM - settings.share.pod() as u64);
        let host = settings.host.as_str().trim_end_matches('/').to_owned();
        let seen = Mutex::new(Seen { drop: 0.0, chance, calls: Vec::new() });
        (settings.through == Through::Web).then_some(Self { host, seen })
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this call never leaves the page.
    pub(crate) fn drops(&self, request: Request) -> bool {
        let mut seen = self.seen();
        let drop = seen.drop;
        is_reported(request) && drop > 0.0 && seen.chance.random::<f64>() < drop
    }

    /// Remembers how a call went until the next report.
    pub(crate) fn lived(&self, request: Request, latency: Duration, result: CallResult, status: Option<u16>) {
        if !is_reported(request) || status.is_some_and(|status| status::NOT_REPORTED.contains(&status)) {
            return;
        }
        let mut seen = self.seen();
        if seen.calls.len() < MOST_KEPT {
            let ms = latency.as_secs_f64() * 1000.0;
            seen.calls.push(ReportedCall { operation: request.name(), result: result.name(), ms });
        }
    }

    /// Keeps asking how to behave, and reporting, until `end`; then reports what is left.
    pub(crate) async fn keep_up(&self, end: CancellationToken) {
        // Without a client there is no page to behave like.
        let Ok(client) = Client::builder().no_proxy().timeout(PATIENCE).build() else { return };
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tokio::select! {
                () = end.cancelled() => break,
                _ = tick.tick() => {}
            }
            self.ask(&client).await;
            self.report(&client).await;
        }
        self.report(&client).await;
    }

    async fn ask(&self, client: &Client) {
        let answer = client.get(format!("{}/behaviour", self.host)).send().await;
        // Without an answer they go on as before.
        let Ok(answer) = answer else { return };
        if let Ok(behaviour) = answer.json::<Behaviour>().await {
            self.seen().drop = behaviour.drop;
        }
    }

    async fn report(&self, client: &Client) {
        let calls = std::mem::take(&mut self.seen().calls);
        for batch in calls.chunks(MOST_REPORTED) {
            let body = serde_json::json!({ "calls": batch });
            // As a beacon: nobody waits for what becomes of it.
            if let Err(error) = client.post(format!("{}/rum", self.host)).json(&body).send().await {
                tracing::debug!(%error, "a report was lost");
            }
        }
    }
}

/// A page reports the calls that the contract names.
fn is_reported(request: Request) -> bool {
    browser_operations().any(|known| known == request.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(drop: f64) -> WebPage {
        let settings =
            RunSettings { through: Through::Web, ..RunSettings::new("http://127.0.0.1:8080".parse().unwrap()) };
        let page = WebPage::of(&settings, 7).unwrap();
        page.seen().drop = drop;
        page
    }

    #[test]
    fn the_wanted_share_is_dropped() {
        let dropped = |share| {
            let page = page(share);
            (0..4000).filter(|_| page.drops(Request::Chat)).count()
        };
        assert_eq!((dropped(0.0), dropped(1.0)), (0, 4000));
        assert!((1800..2200).contains(&dropped(0.5)), "{}", dropped(0.5));
    }

    #[test]
    fn what_a_page_would_not_report_is_not_reported() {
        let page = page(0.0);
        page.lived(Request::Chat, Duration::from_millis(12), CallResult::Success, Some(200));
        page.lived(Request::Chat, Duration::from_millis(1), CallResult::Error, Some(401));
        page.lived(Request::Login, Duration::ZERO, CallResult::Error, None);
        let calls = std::mem::take(&mut page.seen().calls);
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0], ReportedCall { operation: "chat", result: "success", ms: 12.0 });
        assert_eq!(calls[1].result, "error");
    }

    #[test]
    fn straight_to_the_backend_there_is_no_page() {
        assert!(WebPage::of(&RunSettings::new("http://127.0.0.1:8081".parse().unwrap()), 7).is_none());
    }
}
