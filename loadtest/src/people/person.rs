//! A simulated person: a name, a browser with its cookie jar, a mind of their own, and the pauses that
//! people make.

use std::sync::Arc;
use std::time::Instant;

use goose::prelude::GooseUser;
use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

use crate::people::answer::{self, Answer};
use crate::people::browser::{Address, Browser};
use crate::people::call::{self, Ask, Miss};
use crate::people::crowd::Crowd;
use crate::people::script::Script;
use crate::people::swarm_calls::SwarmCalls;
use crate::plan::journey::{Journey, Request};

/// What stays with a person from round to round.
struct Person {
    name: String,
    chance: ChaCha12Rng,
    browser: Browser,
    logged_in: bool,
    /// Tries once again where an answer takes too long; the others leave.
    tries_again: bool,
    _present: Presence,
}

/// Where a person is between two rounds.
struct Seat(Option<Person>);

impl Clone for Seat {
    /// Goose asks for it. There is nobody twice.
    fn clone(&self) -> Self {
        Self(None)
    }
}

/// Counted as long as anything of the person is left in the engine.
struct Presence(Arc<Crowd>);

impl Presence {
    fn begin(crowd: &Arc<Crowd>) -> Self {
        crowd.meters.users(crowd.record.arrived());
        Self(Arc::clone(crowd))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.meters.users(self.0.record.left());
    }
}

impl Person {
    /// The person of this number; with the same seed, the same person.
    fn new(crowd: &Arc<Crowd>, number: usize) -> Self {
        let mut chance = ChaCha12Rng::seed_from_u64(crowd.seed);
        chance.set_stream(number as u64);
        Self {
            name: crowd.share.name(crowd.script.name(crowd.seed, number)),
            tries_again: !chance.random_bool(crowd.patience.leaves),
            chance,
            browser: Browser::new(crowd.tls.clone()),
            logged_in: false,
            _present: Presence::begin(crowd),
        }
    }
}

/// A person on their way through one round of a journey.
pub(crate) struct Visit<'a> {
    crowd: &'a Crowd,
    user: &'a mut GooseUser,
    journey: Journey,
    person: Person,
    /// When the next request should have been sent, where there is a schedule.
    pub(crate) due: Option<Instant>,
}

impl<'a> Visit<'a> {
    /// Begins a round; who is new arrives, with a browser of their own.
    pub(crate) fn begin(crowd: &'a Arc<Crowd>, user: &'a mut GooseUser, journey: Journey) -> Self {
        let known = user.get_session_data_mut::<Seat>().and_then(|seat| seat.0.take());
        let person = known.unwrap_or_else(|| {
            user.set_session_data(Seat(None));
            Person::new(crowd, crowd.number_of(user))
        });
        Self { crowd, user, journey, person, due: None }
    }

    /// The round is over, well or not: the person remembers it.
    pub(crate) fn end(self) {
        if let Some(seat) = self.user.get_session_data_mut::<Seat>() {
            seat.0 = Some(self.person);
        }
    }

    pub(crate) fn chance(&mut self) -> &mut ChaCha12Rng {
        &mut self.person.chance
    }

    pub(crate) fn script(&self) -> Arc<Script> {
        Arc::clone(&self.crowd.script)
    }

    /// The calls of the swarm that the person is one of.
    pub(crate) fn calls(&self) -> Arc<SwarmCalls> {
        Arc::clone(&self.crowd.swarm_calls)
    }

    /// Where the app's page is.
    pub(crate) fn page(&self) -> Address {
        self.crowd.addresses.of_request(self.journey, Request::Page).clone()
    }

    /// Makes a pause before the next request.
    pub(crate) async fn think(&mut self) -> Result<(), Miss> {
        let pause = self.crowd.think_time.draw(&mut self.person.chance);
        if pause.is_zero() {
            // Tokio's shortest sleep is a millisecond.
            return if self.crowd.stop.is_cancelled() { Err(Miss::Stopped) } else { Ok(()) };
        }
        tokio::select! {
            () = self.crowd.stop.cancelled() => Err(Miss::Stopped),
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

    /// As if the person had never been there.
    pub(crate) fn forget_cookies(&mut self) {
        self.person.browser.forget_cookies();
        self.forget_session();
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
        let address = self.crowd.addresses.of_request(self.journey, request);
        let ask = Ask { journey: self.journey, request, address, body, due: self.due.take() };
        call::send(self.crowd, self.user, &self.person.browser, ask, check).await
    }

    /// Gets something of the web app's own: its page, or what that names.
    pub(crate) async fn get<T>(
        &mut self,
        request: Request,
        address: &Address,
        check: impl Fn(&Answer) -> Result<T, String>,
    ) -> Result<T, Miss> {
        let (journey, due) = (self.journey, self.due.take());
        let ask = Ask { journey, request, address, body: None, due };
        call::send(self.crowd, self.user, &self.person.browser, ask, &check).await
    }
}
