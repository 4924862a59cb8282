//! A simulated person: a name, a browser with its cookie jar, a mind of their own, and the pauses that
//! people make.

use std::sync::Arc;

use goose::prelude::{GooseUser, TransactionError};
use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::answer::{self, Answer};
use crate::call::{self, Miss};
use crate::engine::Stage;
use crate::journey::{Journey, Request};
use crate::script::Script;

/// What stays with a person from round to round.
#[derive(Clone)]
pub(crate) struct Person {
    name: String,
    chance: ChaCha12Rng,
    logged_in: bool,
}

impl Person {
    /// The person of this number; with the same seed, the same person.
    pub(crate) fn new(stage: &Stage, number: usize) -> Self {
        let mut chance = ChaCha12Rng::seed_from_u64(stage.seed);
        chance.set_stream(number as u64);
        Self { name: stage.script.name(stage.seed, number), chance, logged_in: false }
    }
}

/// A person on their way through one round of a journey.
pub(crate) struct Visit<'a> {
    stage: &'a Stage,
    user: &'a mut GooseUser,
    journey: Journey,
    person: Person,
}

impl<'a> Visit<'a> {
    /// Begins a round; who is new arrives, with a browser of their own.
    pub(crate) async fn begin(
        stage: &'a Stage,
        user: &'a mut GooseUser,
        journey: Journey,
    ) -> Result<Self, TransactionError> {
        let person = match user.get_session_data::<Person>() {
            Some(known) => known.clone(),
            None => {
                user.set_client_builder(browser()).await?;
                stage.arrived();
                let person = Person::new(stage, user.weighted_users_index);
                user.set_session_data(person.clone());
                person
            }
        };
        Ok(Self { stage, user, journey, person })
    }

    /// The round is over, well or not: the person remembers it.
    pub(crate) fn end(self) {
        self.user.set_session_data(self.person);
    }

    pub(crate) fn chance(&mut self) -> &mut ChaCha12Rng {
        &mut self.person.chance
    }

    pub(crate) fn script(&self) -> Arc<Script> {
        Arc::clone(&self.stage.script)
    }

    /// Makes a pause before the next request.
    pub(crate) async fn think(&mut self) -> Result<(), Miss> {
        let range = self.stage.think_time;
        let pause = self.person.chance.random_range(range.min..=range.max);
        tokio::select! {
            () = self.stage.stop.cancelled() => Err(Miss::Stopped),
            () = tokio::time::sleep(pause) => Ok(()),
        }
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
    /// the request once.
    pub(crate) async fn ask<T>(
        &mut self,
        request: Request,
        body: Option<Value>,
        check: impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        match self.send(request, body.as_ref(), &check).await {
            Err(Miss::SessionGone) => {
                self.person.logged_in = false;
                self.send_login().await?;
                self.send(request, body.as_ref(), &check).await
            }
            other => other,
        }
    }

    async fn send_login(&mut self) -> Result<(), Miss> {
        self.person.logged_in = false;
        let body = json!({ "user": self.person.name });
        self.send(Request::Login, Some(&body), &answer::logged_in).await?;
        self.person.logged_in = true;
        Ok(())
    }

    async fn send<T>(
        &mut self,
        request: Request,
        body: Option<&Value>,
        check: &impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        call::send(self.stage, self.user, self.journey, request, body, check).await
    }
}

/// A client with a cookie jar that goes nowhere but where it is sent: Goose's own would take the load through a proxy
/// that the environment names, and follow a redirect to another host.
fn browser() -> ClientBuilder {
    let name = concat!("movie-guru-loadtest/", env!("CARGO_PKG_VERSION"));
    Client::builder().user_agent(name).cookie_store(true).no_proxy().redirect(Policy::none())
}
