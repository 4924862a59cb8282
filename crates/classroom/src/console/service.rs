//! The console as a service: [`Console::build`] binds its port, [`Console::run`] serves until told to stop.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use movie_guru_service::{Gate, Limits, ListenError, Names, bind, in_words, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::app::{App, Link};
use super::keep::keep;
use super::routes::routes;
use crate::watch::Watch;

/// What the console needs to know.
#[derive(Clone, Default)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: Option<SocketAddr>,
    /// What opens it, as a bearer token or as the password that a browser asks for; needed beyond the loopback.
    pub token: Option<String>,
    /// Names under which it may be called besides the loopback's.
    pub hosts: Vec<String>,
    /// Ways to the parts of each team's lab.
    pub links: HashMap<String, Vec<Link>>,
}

/// The console cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The port is taken, or not ours to take.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Everybody could steer the class.
    #[error(
        "beyond this machine the console needs a token, or everybody in the room could steer the labs: choose one with \
         --console-token or COACH_CONSOLE_TOKEN (the browser asks for it as a password; any name goes with it), or leave \
         --listen {0} out"
    )]
    NeedsToken(SocketAddr),
}

/// A console that is bound to its port.
pub struct Console {
    listener: TcpListener,
    address: SocketAddr,
    names: Names,
    app: Arc<App>,
}

impl Console {
    /// Binds the port.
    ///
    /// # Errors
    /// Where it is not to be had, or needs a token and has none.
    pub async fn build(config: Config, watch: Arc<Watch>) -> Result<Self, ConsoleError> {
        let listen = config.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let token = config.token.filter(|token| !token.is_empty());
        if !listen.ip().is_loopback() && token.is_none() {
            return Err(ConsoleError::NeedsToken(listen));
        }
        let (listener, address) = bind(listen, "--listen").await?;
        let app = Arc::new(App::new(watch, token.into(), config.links));
        Ok(Self { listener, address, names: Names::of(address, &config.hosts), app })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` is cancelled.
    ///
    /// # Errors
    /// Where it cannot go on serving.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let limits = Limits::default();
        let gate = Gate { names: self.names, body: limits.body, refuse: in_words };
        let router = gate.around(routes(&self.app)).with_state(Arc::clone(&self.app));
        tokio::spawn(self.app.stop.clone().run_until_cancelled_owned(keep(Arc::clone(&self.app))));
        let stop = self.app.stop.clone();
        let close = shutdown.child_token();
        tokio::spawn(async move {
            shutdown.cancelled().await;
            // Pages listen for as long as they are open.
            stop.cancel();
        });
        serve(self.listener, router, limits, close).await
    }
}
