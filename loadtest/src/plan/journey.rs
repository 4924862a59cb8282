//! The journeys by name, and the requests that they send; `people::journeys` walks them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use movie_guru_contract::{Call, Operation, Unmeasured};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// What one simulated person does again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Journey {
    /// Reach the main page: log in, load it, see what was said before.
    MainPage,
    /// Get recommendations: a conversation of three to six turns.
    Recommendations,
    /// Update preferences: read, change, write, read back.
    Preferences,
    /// Single calls in the proportions of `journeys.yaml`, in no order.
    Swarm,
    /// Open the app in the browser, through the web edge: the page, what it loads, then a conversation.
    Browse,
}

/// A named request of the journeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Request {
    /// `POST /login`
    Login,
    /// `GET /startup`
    Startup,
    /// `GET /history`
    History,
    /// `POST /chat`
    Chat,
    /// `GET /preferences`
    ReadPreferences,
    /// `POST /preferences`
    WritePreferences,
    /// `POST /logout`
    Logout,
    /// `DELETE /history`
    DeleteHistory,
    /// Another operation of the contract, asked for as it is: of the swarm, where `journeys.yaml` names it.
    Other(Operation),
    /// `GET /` of the web edge
    Page,
    /// What the page loads: scripts, styles, pictures
    Asset,
}

impl ToSchema for Journey {}

impl PartialSchema for Journey {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Self::ALL.map(Self::name))).into()
    }
}

impl ToSchema for Request {}

impl PartialSchema for Request {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Self::names())).into()
    }
}

/// Not the name of a journey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no journey `{0}`; there are {all}", all = Journey::ALL.map(Journey::name).join(", "))]
pub struct UnknownJourney(pub(crate) String);

/// Not the name of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no request `{0}`; there are {all}", all = Request::names().join(", "))]
pub struct UnknownRequest(String);

impl Journey {
    /// Those of people, and the two that only load generators have.
    pub const ALL: [Self; 5] = [Self::MainPage, Self::Recommendations, Self::Preferences, Self::Swarm, Self::Browse];

    /// The three user journeys, in the order in which people are given one.
    pub const OF_PEOPLE: [Self; 3] = [Self::MainPage, Self::Recommendations, Self::Preferences];

    /// The value of the label `journey`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MainPage => "main-page",
            Self::Recommendations => "recommendations",
            Self::Preferences => "preferences",
            Self::Swarm => "swarm",
            Self::Browse => "browse",
        }
    }

    /// The requests that this journey can send.
    pub fn requests(self) -> &'static [Request] {
        match self {
            Self::MainPage => &[Request::Login, Request::Startup, Request::History],
            Self::Recommendations => &[Request::Login, Request::Chat],
            Self::Preferences => &[Request::Login, Request::ReadPreferences, Request::WritePreferences],
            Self::Swarm => &OF_SWARM,
            Self::Browse => &[Request::Page, Request::Asset, Request::Login, Request::Startup, Request::Chat],
        }
    }
}

/// What a swarm sends: what is known here, and the operations that the file which comes with the program names besides.
static OF_SWARM: LazyLock<Vec<Request>> = LazyLock::new(|| {
    #[derive(Default, Deserialize)]
    struct File {
        swarm: BTreeMap<String, u32>,
    }
    let known = [
        Request::Login,
        Request::Startup,
        Request::History,
        Request::Chat,
        Request::ReadPreferences,
        Request::WritePreferences,
        Request::Logout,
        Request::DeleteHistory,
    ];
    // A file that cannot be read is refused where the program asks for it.
    let file: File = serde_saphyr::from_str(include_str!("../../journeys.yaml")).unwrap_or_default();
    let is_known = |name: &str| known.iter().any(|known| known.name() == name);
    let others = Operation::ALL.into_iter().filter(|operation| {
        let name = operation.name();
        file.swarm.contains_key(name) && !is_known(name)
    });
    known.into_iter().chain(others.map(Request::Other)).collect()
});

/// All requests, in the order of the journeys.
static ALL_REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for request in Journey::ALL.into_iter().flat_map(Journey::requests) {
        if !all.contains(request) {
            all.push(*request);
        }
    }
    all
});

impl fmt::Display for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Journey {
    type Err = UnknownJourney;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|journey| journey.name() == name.trim());
        known.ok_or_else(|| UnknownJourney(name.trim().to_owned()))
    }
}

impl From<Journey> for &'static str {
    fn from(journey: Journey) -> Self {
        journey.name()
    }
}

impl TryFrom<String> for Journey {
    type Error = UnknownJourney;

    fn try_from(name: String) -> Result<Self, UnknownJourney> {
        name.parse()
    }
}

impl From<Request> for &'static str {
    fn from(request: Request) -> Self {
        request.name()
    }
}

impl FromStr for Request {
    type Err = UnknownRequest;

    fn from_str(name: &str) -> Result<Self, UnknownRequest> {
        let known = Self::all().iter().find(|request| request.name() == name.trim());
        known.copied().ok_or_else(|| UnknownRequest(name.trim().to_owned()))
    }
}

impl TryFrom<String> for Request {
    type Error = UnknownRequest;

    fn try_from(name: String) -> Result<Self, UnknownRequest> {
        name.parse()
    }
}

impl Request {
    /// All requests, in the order of the journeys.
    pub fn all() -> &'static [Self] {
        &ALL_REQUESTS
    }

    /// The names of all requests.
    pub(crate) fn names() -> Vec<&'static str> {
        Self::all().iter().map(|request| request.name()).collect()
    }

    /// The value of the label `request`: the contract's name of the call, but where two requests are one call.
    pub const fn name(self) -> &'static str {
        match (self, self.call()) {
            (Self::DeleteHistory, _) => "history-delete",
            (Self::Page, _) => "page",
            (_, Some(call)) => call.name,
            (_, None) => "asset",
        }
    }

    /// The call of the contract that it makes; none for what the web edge has itself.
    const fn call(self) -> Option<Call> {
        Some(match self {
            Self::Login => Operation::Login.call(),
            Self::Startup => Operation::Startup.call(),
            Self::History | Self::DeleteHistory => Unmeasured::History.call(),
            Self::Chat => Operation::Chat.call(),
            Self::ReadPreferences => Operation::PrefGet.call(),
            Self::WritePreferences => Operation::PrefUpdate.call(),
            Self::Logout => Operation::Logout.call(),
            Self::Other(operation) => operation.call(),
            Self::Page | Self::Asset => return None,
        })
    }

    pub(crate) fn method(self) -> Method {
        match self {
            Self::Login | Self::Chat | Self::WritePreferences | Self::Logout => Method::POST,
            Self::Startup | Self::History | Self::ReadPreferences | Self::Page | Self::Asset => Method::GET,
            Self::DeleteHistory => Method::DELETE,
            Self::Other(operation) => {
                let first = operation.call().methods.first().and_then(|method| method.parse().ok());
                first.unwrap_or_default()
            }
        }
    }

    /// What its span is called: its method, and where it is.
    pub(crate) fn title(self) -> String {
        let place = if self == Self::Asset { "asset" } else { self.path() };
        format!("{} {place}", self.method())
    }

    /// Where it is below the API; of an asset the page says where it is.
    pub(crate) const fn path(self) -> &'static str {
        match self.call() {
            Some(call) => call.path,
            None => "/",
        }
    }

    /// Whether this is a status of its success.
    pub(crate) fn succeeds_with(self, status: StatusCode) -> bool {
        match self {
            Self::DeleteHistory => status == StatusCode::NO_CONTENT,
            // Who is not known yet is sent to log in.
            Self::Page => matches!(status, StatusCode::OK | StatusCode::SEE_OTHER),
            _ => status == StatusCode::OK,
        }
    }
}

#[cfg(test)]
mod tests {
    use movie_guru_contract::calls;

    use super::*;

    /// No journey asks for them: people of today find films by talking.
    const ASKED_FOR_BY_NOBODY: [Call; 2] = [Operation::Search.call(), Unmeasured::Poster.call()];

    #[test]
    fn requests_are_calls_of_the_contract_and_no_call_that_users_may_make_is_left_out() {
        for request in Request::all() {
            let (method, call) = (request.method(), request.call());
            assert!(call.is_none_or(|call| call.methods.contains(&method.as_str())), "{request:?} is no {method}");
        }
        for call in calls().filter(|call| call.edge) {
            let is_asked_for = Request::all().iter().any(|request| request.call() == Some(call));
            let by_nobody = ASKED_FOR_BY_NOBODY.contains(&call);
            assert_ne!(
                is_asked_for, by_nobody,
                "{}: does a journey ask for it? A line of journeys.yaml does",
                call.name
            );
        }
    }

    #[test]
    fn names_and_places_are_those_that_dashboards_and_traces_know() {
        for (name, title) in [
            ("login", "POST /login"),
            ("startup", "GET /startup"),
            ("history", "GET /history"),
            ("chat", "POST /chat"),
            ("prefGet", "GET /preferences"),
            ("prefUpdate", "POST /preferences"),
            ("logout", "POST /logout"),
            ("history-delete", "DELETE /history"),
            ("page", "GET /"),
            ("asset", "GET asset"),
        ] {
            assert_eq!(name.parse::<Request>().unwrap().title(), title);
        }
    }
}
