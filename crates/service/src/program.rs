//! `main()` of a program that runs services: what it sets up before them, and ends after them.

use std::net::SocketAddr;

use movie_guru_telemetry::logging::{self, Logging};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, TelemetryError};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::files::raise_open_files;
use crate::stop;

/// Chooses who does TLS in this process: more than one library could.
pub fn choose_tls() {
    // Refused only where a provider is there already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// What there is once in a process, whatever it runs: logs and traces, TLS, and as many open files as it may have.
#[derive(Debug)]
pub struct Program {
    otlp: Otlp,
    logging: Logging,
}

impl Program {
    /// Sets the process up; must run inside a Tokio runtime. `filter` is which log lines there are where `RUST_LOG` does
    /// not say.
    ///
    /// # Errors
    /// Where the environment's wishes for logs and traces cannot be followed.
    pub fn start(name: &'static str, filter: &str) -> Result<Self, TelemetryError> {
        choose_tls();
        let otlp = Otlp::from_environment();
        let logging = logging::init(name, &otlp, filter)?;
        raise_open_files();
        Ok(Self { otlp, logging })
    }

    /// The metrics of one service in it.
    ///
    /// # Errors
    /// Where the environment's wishes for metrics cannot be followed.
    pub fn telemetry(&self, service: &'static str) -> Result<Telemetry, TelemetryError> {
        Telemetry::new(service, &self.otlp)
    }

    /// Sends what is left of metrics and traces, and stops both: side by side, for up to five seconds.
    ///
    /// # Errors
    /// Where one of them broke.
    pub async fn end(self, metrics: impl IntoIterator<Item = Telemetry>) -> Result<(), JoinError> {
        let mut ending = JoinSet::new();
        ending.spawn_blocking(move || self.logging.shutdown());
        for telemetry in metrics {
            ending.spawn_blocking(move || telemetry.shutdown());
        }
        while let Some(ended) = ending.join_next().await {
            ended?;
        }
        Ok(())
    }
}

/// Runs a program that is one service: builds it, says where it listens, and serves until Ctrl-C or SIGTERM. `build` makes
/// the service: where it listens, and what serves until the token is cancelled.
///
/// # Errors
/// Where it cannot start, or cannot go on.
pub async fn main<R, F, E>(
    name: &'static str,
    build: impl AsyncFnOnce(&Telemetry) -> Result<(SocketAddr, R), E>,
) -> Result<(), E>
where
    R: FnOnce(CancellationToken) -> F,
    F: Future<Output = std::io::Result<()>>,
    E: From<TelemetryError> + From<std::io::Error> + From<JoinError>,
{
    let program = Program::start(name, "info")?;
    let telemetry = program.telemetry(name)?;
    let (address, serve) = build(&telemetry).await?;
    // Before it says that it is there: who reads that may end it at once.
    let stopped = stop::listen()?;
    tracing::info!(%address, "listening");
    let served = serve(stopped).await;
    program.end([telemetry]).await?;
    Ok(served?)
}
