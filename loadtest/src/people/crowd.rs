//! The people of one run together: what they share, and what all of them are told.

use std::sync::Arc;

use goose::prelude::GooseUser;
use rustls::ClientConfig;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::figures::meters::Meters;
use crate::figures::record::Record;
use crate::people::addresses::Addresses;
use crate::people::script::Script;
use crate::people::swarm_calls::SwarmCalls;
use crate::people::through_web::WebPage;
use crate::plan::arrivals::Arrivals;
use crate::plan::habits::{Patience, ThinkTime};
use crate::plan::journey::Journey;
use crate::plan::share::Share;

/// What the people of one run share.
pub(crate) struct Crowd {
    /// The page that people behave like, where they go through the web app.
    pub(crate) web: Option<Arc<WebPage>>,
    pub(crate) addresses: Addresses,
    pub(crate) tls: ClientConfig,
    /// Handed out in turn.
    pub(crate) journeys: Vec<Journey>,
    pub(crate) think_time: ThinkTime,
    pub(crate) patience: Patience,
    pub(crate) seed: u64,
    pub(crate) share: Share,
    /// The number of the first person.
    pub(crate) first: usize,
    pub(crate) script: Arc<Script>,
    pub(crate) swarm_calls: Arc<SwarmCalls>,
    pub(crate) arrivals: Option<Arrivals>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) record: Arc<Record>,
    /// Cancelled: the engine is ready, and people may begin.
    pub(crate) opened: CancellationToken,
    /// Cancelled: nobody begins another request.
    pub(crate) stop: CancellationToken,
    /// Cancelled: nobody waits for an answer any more.
    pub(crate) cut: CancellationToken,
    /// Cancelled: everybody goes home.
    pub(crate) curtain: CancellationToken,
    /// Rounds that are not over: a run ends when all of them are counted.
    pub(crate) in_flight: TaskTracker,
}

impl Crowd {
    /// The number of the person whom Goose counts so: among all people of the run, those of other shares too.
    pub(crate) fn number_of(&self, user: &GooseUser) -> usize {
        self.first + user.weighted_users_index
    }

    /// What the person of this number does.
    pub(crate) fn journey_of(&self, number: usize) -> Journey {
        if self.arrivals.is_some() {
            return Journey::Swarm;
        }
        // Settings without a journey are refused.
        self.journeys.get(number % self.journeys.len().max(1)).copied().unwrap_or(Journey::MainPage)
    }
}
