//! Single calls in no order, in the proportions of `journeys.yaml`, as load generators without journeys make them. It
//! is also what the open model sends: each arrival is one of these calls.

use std::sync::atomic::{AtomicU64, Ordering};

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha12Rng;
use serde_json::json;

use crate::people::answer::{self, Profile};
use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Request;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    let (calls, is_logged_in) = (visit.calls(), visit.is_logged_in());
    let request = calls.next(is_logged_in, visit.chance());
    make(visit, request).await
}

/// The calls of one run's swarm. What a swarm sends is the business of all of it: one person's calls are too few for
/// proportions.
pub(crate) struct Calls {
    weights: Vec<(Request, u32)>,
    /// Logins that were needed before anybody drew one.
    logins_ahead: AtomicU64,
}

impl Calls {
    /// With these weights, of which one is above 0.
    pub(crate) fn new(weights: Vec<(Request, u32)>) -> Self {
        Self { weights, logins_ahead: AtomicU64::new(0) }
    }

    /// The next call by its weight. Who has no session logs in first, and that login stands for one that somebody draws
    /// later. So where login and logout weigh the same, only the logins that people begin with come on top.
    fn next(&self, is_logged_in: bool, chance: &mut ChaCha12Rng) -> Request {
        if !is_logged_in {
            self.logins_ahead.fetch_add(1, Ordering::Relaxed);
            return Request::Login;
        }
        loop {
            let drawn =
                self.weights.choose_weighted(chance, |(_, weight)| *weight).map_or(Request::Chat, |(call, _)| *call);
            if drawn != Request::Login || !self.is_made_already() {
                return drawn;
            }
        }
    }

    fn is_made_already(&self) -> bool {
        let less = |ahead: u64| ahead.checked_sub(1);
        self.logins_ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

async fn make(visit: &mut Visit<'_>, request: Request) -> Result<(), Miss> {
    match request {
        Request::Login => visit.send_login().await,
        Request::Logout => {
            visit.send(request, None, &answer::logged_out).await?;
            visit.forget_session();
            Ok(())
        }
        Request::Startup => visit.send(request, None, &answer::main_page).await,
        Request::History => visit.send(request, None, &answer::history).await,
        Request::DeleteHistory => visit.send(request, None, &answer::empty).await,
        Request::Chat => {
            let script = visit.script();
            let message = script.opening(visit.chance());
            visit.send(request, Some(&json!({ "content": message })), &answer::chat).await.map(drop)
        }
        Request::ReadPreferences => visit.send(request, None, &answer::profile).await.map(drop),
        Request::WritePreferences => {
            let script = visit.script();
            let mut profile = Profile::default();
            profile.likes.genres = script.some_genres(visit.chance());
            visit.send(request, Some(&json!({ "content": profile })), &answer::updated).await
        }
        Request::Other(_) => visit.send(request, None, &answer::json).await,
        // No file can name them here: see `JourneysFile::parse`.
        Request::Page | Request::Asset => Ok(()),
    }
    .inspect_err(|miss| {
        if *miss == Miss::SessionGone {
            // The next call is a login; this one is not made again, a swarm has no memory.
            visit.forget_session();
        }
    })
}
