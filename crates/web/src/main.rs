//! `movie-guru-web`: the web app alone. On a laptop `lab up` starts it together with everything else.

mod team;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use movie_guru_pages::Base;
use movie_guru_telemetry::propagation::TraceParent;
use movie_guru_web::guide::LabAddresses;
use movie_guru_web::service::{BuildError, Config, Web};
use url::Url;

use team::TeamArguments;

/// Movie Guru in the browser: the app, the edge in front of the backend, the challenge guide.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:\n  movie-guru-web\n  movie-guru-web --listen 0.0.0.0:8080 --backend http://backend:8081 --behind-proxy\n  movie-guru-web --team owls --metrics-source http://prometheus:9090 --load-api http://load:8089"
)]
struct Arguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, env = "MOVIE_GURU_WEB_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The backend, over plain HTTP.
    #[arg(long, env = "LAB_BACKEND_URL", value_name = "URL", default_value = "http://127.0.0.1:8081")]
    backend: Url,
    /// A load balancer stands in front, and what its X-Forwarded-For, -Proto and -Prefix say is true.
    #[arg(long, env = "MOVIE_GURU_WEB_BEHIND_PROXY")]
    behind_proxy: bool,
    /// A proxy publishes the app below this path, like /team-7/app; it may pass the path on or take it away.
    #[arg(long, env = "MOVIE_GURU_WEB_BASE_PATH", value_name = "PATH", default_value = "/", hide_default_value = true)]
    base_path: Base,
    /// Names under which it may be called, besides localhost, while it listens on the loopback.
    #[arg(long = "host", env = "MOVIE_GURU_WEB_HOSTS", value_name = "NAMES", value_delimiter = ',')]
    hosts: Vec<String>,
    /// What a caller's trace context is: `follow` has the caller decide what is recorded, `link` has not. On the loopback
    /// it is followed unless said otherwise, elsewhere linked.
    #[arg(long, env = "MOVIE_GURU_WEB_TRACE_PARENT", value_name = "follow|link")]
    trace_parent: Option<TraceParent>,
    /// Where attendees reach the load generator, for the guide.
    #[arg(long, env = "LAB_LOAD_URL", value_name = "URL")]
    load: Option<Url>,
    /// Where attendees reach the monitor, for the guide.
    #[arg(long, env = "LAB_MONITOR_URL", value_name = "URL")]
    monitor: Option<Url>,
    /// What opens the guide's pages for coaches, which hold the answers, and the backend; without one they are open to
    /// everybody.
    #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
    #[command(flatten)]
    team: TeamArguments,
    /// Seconds that /readyz says 503 before the port closes at the end.
    #[arg(long, env = "MOVIE_GURU_DRAIN_NOTICE", value_name = "SECONDS", default_value_t = 0)]
    drain_notice: u64,
    /// Seconds that requests in flight may take to end after the port closed.
    #[arg(long, env = "MOVIE_GURU_DRAIN_LIMIT", value_name = "SECONDS", default_value_t = 4)]
    drain_limit: u64,
}

impl Arguments {
    fn config(self) -> anyhow::Result<Config> {
        let room = self.team.room(&self.backend, self.admin_token.as_deref())?;
        let address = |url: Option<Url>| url.map(|url| url.as_str().trim_end_matches('/').to_owned());
        Ok(Config {
            workshop: Some(room),
            listen: self.listen,
            behind_proxy: self.behind_proxy,
            base_path: self.base_path,
            hosts: self.hosts,
            trace_parent: self.trace_parent,
            addresses: LabAddresses {
                load: address(self.load),
                monitor: address(self.monitor),
                ..LabAddresses::default()
            },
            admin: self.admin_token.into(),
            drain_notice: Duration::from_secs(self.drain_notice),
            drain_limit: Duration::from_secs(self.drain_limit),
            ..Config::new(self.backend)
        })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    movie_guru_service::main("movie-guru-web", async |telemetry| {
        let web = Web::build(arguments.config()?, telemetry).await;
        let web = web.map_err(with_next_step).context("the web app cannot start")?;
        Ok((web.address(), |stopped| web.run(stopped)))
    })
    .await
}

/// The flag that helps, where the error cannot know it.
fn with_next_step(error: BuildError) -> anyhow::Error {
    match &error {
        BuildError::Listen(_) => error.into(),
        BuildError::Backend(_) => anyhow::anyhow!("{error}; set it with --backend"),
    }
}
