//! Goose's own dashboard in an engine: where it listens, and the commands that it takes. Its port is on the loopback
//! and asks for a token that only this process knows; people meet it behind `front`.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use goose::GooseAttack;
use goose::prelude::{GooseDefault, GooseDefaultType, GooseError};
use rand::distr::{Alphanumeric, SampleString};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// An engine's dashboard is there in a few milliseconds.
const OPENS: Duration = Duration::from_secs(5);
/// The engine's main loop looks for commands twice a second.
const PATIENCE: Duration = Duration::from_secs(20);

/// Goose did not do as it was told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// The field at fault, by Goose's name of it.
    pub field: Option<String>,
    /// Why: Goose's own words, or ours where it does not answer.
    pub message: String,
}

impl From<reqwest::Error> for Refused {
    fn from(error: reqwest::Error) -> Self {
        Self { field: None, message: format!("the load engine does not answer: {}", error.without_url()) }
    }
}

#[derive(Clone)]
pub(crate) struct Dashboard {
    address: SocketAddr,
    token: String,
    http: Client,
}

impl Dashboard {
    /// For an engine that is still to be built.
    pub(crate) fn new(http: Client) -> std::io::Result<Self> {
        // Goose binds it a moment later; should somebody else be faster, the engine ends with that error.
        let address = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?.local_addr()?;
        Ok(Self { address, token: Alphanumeric.sample_string(&mut rand::rng(), 48), http })
    }

    /// The client that all of them share: each request is a connection of its own, for engines come and go.
    pub(crate) fn client() -> reqwest::Result<Client> {
        Client::builder().no_proxy().pool_max_idle_per_host(0).connect_timeout(Duration::from_secs(2)).build()
    }

    /// The flags with which Goose opens it.
    pub(crate) fn flags(&self) -> [String; 5] {
        [
            "--no-autostart".into(),
            "--dashboard".into(),
            "--dashboard-control".into(),
            "--dashboard-port".into(),
            self.address.port().to_string(),
        ]
    }

    /// Where it listens; no two of a machine have the same.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The token, by a way that no list of processes shows.
    pub(crate) fn protect(&self, attack: GooseAttack) -> Result<GooseAttack, GooseError> {
        let attack = *attack.set_default(GooseDefault::DashboardAuthToken, self.token.as_str())?;
        Ok(*attack.set_default(GooseDefault::DashboardHost, "127.0.0.1")?)
    }

    /// A request to it, with the token.
    pub(crate) fn request(&self, method: Method, path_and_query: &str) -> RequestBuilder {
        self.http.request(method, format!("http://{}{path_and_query}", self.address)).bearer_auth(&self.token)
    }

    /// Waits until it is open, for a while: false where it is not.
    pub(crate) async fn opened(&self) -> bool {
        let open = async {
            while self.request(Method::GET, "/api/v1/health").send().await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(OPENS, open).await.is_ok()
    }

    /// Gives a command; the answer is Goose's, with the state that it led to.
    pub(crate) async fn command(&self, name: &str, body: &Value) -> Result<Value, Refused> {
        let request = self.request(Method::POST, &format!("/api/v1/control/{name}"));
        let answer: Value = request.json(body).timeout(PATIENCE).send().await?.json().await?;
        if answer["ok"] == true {
            return Ok(answer);
        }
        let text = |key: &str| answer[key].as_str().map(str::to_owned);
        let message = text("message").unwrap_or_else(|| "the load engine refused".to_owned());
        Err(Refused { field: text("field"), message })
    }

    /// Changes how many people there are.
    pub(crate) async fn set_users(&self, users: usize) -> Result<(), Refused> {
        self.command("users", &json!({ "users": users })).await.map(drop)
    }
}
