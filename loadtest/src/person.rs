//! A simulated person: a name, a browser with its cookie jar, a mind of their own, and the pauses that
//! people make.

use std::sync::Arc;
use std::time::Instant;

use goose::prelude::{GooseUser, TransactionError};
use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use serde_json::{Value, json};
use url::Url;

use crate::answer::{self, Answer};
use crate::call::{self, Ask, Miss};
use crate::engine::Stage;
use crate::journey::{Journey, Request};
use crate::script::Script;

/// What stays with a person from round to round.
#[derive(Clone)]
pub(crate) struct Person {
    name: String,
    chance: ChaCha12Rng,
    logged_in: bool,
    /// Tries once again where an answer takes too long; the others leave.
    tries_again: bool,
    swarm: Swarm,
    _present: Arc<Presence>,
}

/// What somebody of a swarm has still to do.
#[derive(Clone, Copy, Default)]
pub(crate) struct Swarm {
    /// Logins that were needed before one was drawn.
    pub(crate) logins_ahead: u32,
}

/// Counted as long as anything of the person is left in the engine.
struct Presence(Arc<Stage>);

impl Presence {
    fn begin(stage: &Arc<Stage>) -> Self {
        stage.meters.users(stage.record.arrived());
        Self(Arc::clone(stage))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.meters.users(self.0.record.left());
    }
}

impl Person {
    /// The person of this number; with the same seed, the same person.
    fn new(stage: &Arc<Stage>, number: usize) -> Self {
        let mut chance = ChaCha12Rng::seed_from_u64(stage.seed);
        chance.set_stream(number as u64);
        Self {
            name: stage.script.name(stage.seed, number),
            tries_again: !chance.random_bool(stage.patience.leaves),
            chance,
            logged_in: false,
            swarm: Swarm::default(),
            _present: Arc::new(Presence::begin(stage)),
        }
    }
}

/// A person on their way through one round of a journey.
pub(crate) struct Visit<'a> {
    stage: &'a Stage,
    user: &'a mut GooseUser,
    journey: Journey,
    person: Person,
    /// When the next request should have been sent, where there is a schedule.
    due: Option<Instant>,
    pub(crate) swarm: Swarm,
}

impl<'a> Visit<'a> {
    /// Begins a round; who is new arrives, with a browser of their own.
    pub(crate) async fn begin(
        stage: &'a Arc<Stage>,
        user: &'a mut GooseUser,
        journey: Journey,
        due: Option<Instant>,
    ) -> Result<Self, TransactionError> {
        let person = match user.get_session_data::<Person>() {
            Some(known) => known.clone(),
            None => {
                user.set_client_builder(browser(stage)).await?;
                let person = Person::new(stage, user.weighted_users_index);
                user.set_session_data(person.clone());
                person
            }
        };
        let swarm = person.swarm;
        Ok(Self { stage, user, journey, person, due, swarm })
    }

    /// The round is over, well or not: the person remembers it.
    pub(crate) fn end(mut self) {
        self.person.swarm = self.swarm;
        self.user.set_session_data(self.person);
    }

    pub(crate) fn chance(&mut self) -> &mut ChaCha12Rng {
        &mut self.person.chance
    }

    pub(crate) fn script(&self) -> Arc<Script> {
        Arc::clone(&self.stage.script)
    }

    /// The single calls of a swarm with their weights.
    pub(crate) fn calls(&self) -> Arc<[(Request, u32)]> {
        Arc::clone(&self.stage.calls)
    }

    /// Where the app's page is.
    pub(crate) fn page(&self) -> Url {
        self.stage.page.clone()
    }

    /// Makes a pause before the next request.
    pub(crate) async fn think(&mut self) -> Result<(), Miss> {
        let pause = self.stage.think_time.draw(&mut self.person.chance);
        tokio::select! {
            () = self.stage.stop.cancelled() => Err(Miss::Stopped),
            () = tokio::time::sleep(pause) => Ok(()),
        }
    }

    pub(crate) fn is_logged_in(&self) -> bool {
        self.person.logged_in
    }

    /// The next round begins with a login.
    pub(crate) fn forget_session(&mut self) {
        self.person.logged_in = false;
    }

    /// Logs in, and thinks.
    pub(crate) async fn log_in(&mut self) -> Result<(), Miss> {
        self.send_login().await?;
        self.think().await
    }

    /// Logs in unless a login lasts.
    pub(crate) async fn be_logged_in(&mut self) -> Result<(), Miss> {
        if self.person.logged_in { Ok(()) } else { self.log_in().await }
    }

    /// Sends a request and reads what the answer says. Where the session is gone the person logs in again and repeats
    /// the request once; where no answer comes, the more patient ones try once again.
    pub(crate) async fn ask<T>(
        &mut self,
        request: Request,
        body: Option<Value>,
        check: impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        match self.send(request, body.as_ref(), &check).await {
            Err(Miss::SessionGone) => {
                self.send_login().await?;
                self.send(request, body.as_ref(), &check).await
            }
            Err(Miss::TimedOut) if self.person.tries_again => self.send(request, body.as_ref(), &check).await,
            other => other,
        }
    }

    pub(crate) async fn send_login(&mut self) -> Result<(), Miss> {
        self.forget_session();
        let body = json!({ "user": self.person.name });
        self.send(Request::Login, Some(&body), &answer::logged_in).await?;
        self.person.logged_in = true;
        Ok(())
    }

    /// Sends a request once.
    pub(crate) async fn send<T>(
        &mut self,
        request: Request,
        body: Option<&Value>,
        check: &impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        let api = match request {
            Request::Page => "",
            _ if self.stage.web.is_some() => "/api",
            _ => self.journey.api(),
        };
        let url = format!("{}{api}{}", self.stage.host, request.path());
        let ask = Ask { journey: self.journey, request, url: &url, body, due: self.due.take() };
        call::send(self.stage, self.user, ask, check).await
    }

    /// Fetches something that the page names.
    pub(crate) async fn fetch<T>(
        &mut self,
        url: &Url,
        check: impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        let (journey, due) = (self.journey, self.due.take());
        let ask = Ask { journey, request: Request::Asset, url: url.as_str(), body: None, due };
        call::send(self.stage, self.user, ask, &check).await
    }
}

/// A client with a cookie jar that goes nowhere but where it is sent: Goose's own would take the load through a proxy
/// that the environment names, and follow a redirect to another host.
fn browser(stage: &Stage) -> ClientBuilder {
    let name = concat!("movie-guru-loadtest/", env!("CARGO_PKG_VERSION"));
    let client = Client::builder().user_agent(name).cookie_store(true).no_proxy().redirect(Policy::none());
    // Certificates are read once a run, not once a person.
    match &stage.tls {
        Some(tls) => client.tls_backend_preconfigured(tls.clone()),
        None => client,
    }
}
