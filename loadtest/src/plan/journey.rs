//! The journeys by name, and the requests that they send; `people::journeys` walks them.

use std::fmt;
use std::str::FromStr;

use movie_guru_telemetry::contract::Operation;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

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
    /// `GET /` of the web edge
    Page,
    /// What the page loads: scripts, styles, pictures
    Asset,
}

/// Not the name of a journey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no journey `{0}`; there are {all}", all = Journey::ALL.map(Journey::name).join(", "))]
pub struct UnknownJourney(pub(crate) String);

/// Not the name of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no request `{0}`; there are {all}", all = Request::ALL.map(Request::name).join(", "))]
pub struct UnknownRequest(String);

impl Journey {
    /// All journeys.
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
    pub const fn requests(self) -> &'static [Request] {
        match self {
            Self::MainPage => &[Request::Login, Request::Startup, Request::History],
            Self::Recommendations => &[Request::Login, Request::Chat],
            Self::Preferences => &[Request::Login, Request::ReadPreferences, Request::WritePreferences],
            Self::Swarm => &[
                Request::Login,
                Request::Startup,
                Request::History,
                Request::Chat,
                Request::ReadPreferences,
                Request::WritePreferences,
                Request::Logout,
                Request::DeleteHistory,
            ],
            Self::Browse => &[Request::Page, Request::Asset, Request::Login, Request::Startup, Request::Chat],
        }
    }
}

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
        let known = Self::ALL.into_iter().find(|request| request.name() == name.trim());
        known.ok_or_else(|| UnknownRequest(name.trim().to_owned()))
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
    pub const ALL: [Self; 10] = [
        Self::Login,
        Self::Startup,
        Self::History,
        Self::Chat,
        Self::ReadPreferences,
        Self::WritePreferences,
        Self::Logout,
        Self::DeleteHistory,
        Self::Page,
        Self::Asset,
    ];

    /// The value of the label `request`: the backend's name of the operation, where it measures one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => Operation::Login.name(),
            Self::Startup => Operation::Startup.name(),
            Self::History => "history",
            Self::Chat => Operation::Chat.name(),
            Self::ReadPreferences => Operation::PrefGet.name(),
            Self::WritePreferences => Operation::PrefUpdate.name(),
            Self::Logout => Operation::Logout.name(),
            Self::DeleteHistory => "history-delete",
            Self::Page => "page",
            Self::Asset => "asset",
        }
    }

    pub(crate) const fn method(self) -> Method {
        match self {
            Self::Login | Self::Chat | Self::WritePreferences | Self::Logout => Method::POST,
            Self::Startup | Self::History | Self::ReadPreferences | Self::Page | Self::Asset => Method::GET,
            Self::DeleteHistory => Method::DELETE,
        }
    }

    /// What its span is called: its method, and where it is.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Login => "POST /login",
            Self::Startup => "GET /startup",
            Self::History => "GET /history",
            Self::Chat => "POST /chat",
            Self::ReadPreferences => "GET /preferences",
            Self::WritePreferences => "POST /preferences",
            Self::Logout => "POST /logout",
            Self::DeleteHistory => "DELETE /history",
            Self::Page => "GET /",
            Self::Asset => "GET asset",
        }
    }

    /// Where it is below the API; of an asset the page says where it is.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Login => "/login",
            Self::Startup => "/startup",
            Self::History | Self::DeleteHistory => "/history",
            Self::Chat => "/chat",
            Self::ReadPreferences | Self::WritePreferences => "/preferences",
            Self::Logout => "/logout",
            Self::Page | Self::Asset => "/",
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
