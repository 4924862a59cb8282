//! `lab up`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use movie_guru_loadtest::Through;
use movie_guru_monitor::alerts::SecretUrl;
use url::Url;

use super::shared::Folder;
use crate::public_url::PublicUrl;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab up
  lab up --scenario challenge-7 --users 20
  lab up --public-url https://labs.example/team-7      behind a proxy (docs/deploy.md)
  lab up --web 127.0.0.1:0 --backend 127.0.0.1:0 --load 127.0.0.1:0 --monitor 127.0.0.1:0 --ready-file /tmp/lab.json")]
pub(crate) struct UpArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// How the app behaves at first; `healthy` for the app as it is (`lab phase list` names all)
    #[arg(long, env = "LAB_SCENARIO", value_name = "NAME", default_value = "challenge-1")]
    pub(crate) scenario: String,
    /// How many simulated people use the app; 0 for none
    #[arg(long, env = "LAB_USERS", value_name = "N", default_value_t = 5)]
    pub(crate) users: usize,
    /// Where the app is; port 0 picks a free one
    #[arg(long, env = "LAB_WEB", value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) web: SocketAddr,
    /// Where the backend listens
    #[arg(long, env = "LAB_BACKEND", value_name = "HOST:PORT", default_value = "127.0.0.1:8081")]
    pub(crate) backend: SocketAddr,
    /// Where the load generator listens
    #[arg(long, env = "LAB_LOAD", value_name = "HOST:PORT", default_value = "127.0.0.1:8089")]
    pub(crate) load: SocketAddr,
    /// Where the monitor is: dashboards, SLOs, alerts, Prometheus' API
    #[arg(long, env = "LAB_MONITOR", value_name = "HOST:PORT", default_value = "127.0.0.1:9090")]
    pub(crate) monitor: SocketAddr,
    /// Names under which the four may be called, besides localhost, where they listen on the loopback
    #[arg(long = "host", env = "LAB_HOSTS", value_name = "NAMES", value_delimiter = ',')]
    pub(crate) hosts: Vec<String>,
    /// A proxy publishes the lab at this address: the app at URL/app, the load generator at URL/load, the monitor at
    /// URL/monitor; it may pass these paths on or take them away
    #[arg(long, env = "LAB_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<PublicUrl>,
    /// A proxy stands in front, and what its X-Forwarded-For, -Proto and -Prefix say is true
    #[arg(long, env = "LAB_BEHIND_PROXY")]
    pub(crate) behind_proxy: bool,
    /// Whether simulated people go through the web app, as browsers do, or straight to the backend
    #[arg(long, env = "LAB_THROUGH", value_name = "web|backend", default_value = "web")]
    pub(crate) through: Through,
    /// No walk of the lab's own probe every ten seconds; checks of your own (`lab synthetic`) go on
    #[arg(long, env = "LAB_NO_PROBE")]
    pub(crate) no_probe: bool,
    /// Repeats the draws of phases and people of an earlier run with the same seed
    #[arg(long, env = "LAB_SEED", value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) monitoring: MonitorArguments,
    #[command(flatten)]
    pub(crate) workshop: WorkshopArguments,
    /// Whoever changes the phase, SLOs or alerts must send this as a bearer token
    #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) admin_token: Option<String>,
    /// Open the app in the browser once it is ready
    #[arg(long)]
    pub(crate) open: bool,
    /// Write the addresses as JSON to this file once everything is ready
    #[arg(long, env = "LAB_READY_FILE", value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
}

/// What the monitor is told.
#[derive(Args, Debug)]
#[command(next_help_heading = "Monitoring")]
pub(crate) struct MonitorArguments {
    /// How many times faster than real time SLO and alert windows go by: with 24 a day lasts an hour; 1 is real time
    #[arg(long, env = "LAB_TIME_SCALE", value_name = "FACTOR", default_value_t = 24.0)]
    pub(crate) time_scale: f64,
    /// Ask this server, which speaks Prometheus' HTTP API, instead of the embedded store; it must scrape the lab itself
    #[arg(long, env = "LAB_METRICS_SOURCE", value_name = "URL", conflicts_with = "scrape_config")]
    pub(crate) metrics_source: Option<Url>,
    /// The bearer token that the server asks for
    #[arg(long, env = "LAB_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true, requires = "metrics_source")]
    pub(crate) metrics_token: Option<String>,
    /// What to scrape besides the lab: `scrape_configs` with static targets, in Prometheus' form
    #[arg(long, env = "LAB_SCRAPE_CONFIG", value_name = "FILE")]
    pub(crate) scrape_config: Option<PathBuf>,
    /// An Alertmanager that is told of alerts
    #[arg(long, env = "LAB_ALERTMANAGER", value_name = "URL", hide_env_values = true)]
    pub(crate) alertmanager: Option<SecretUrl>,
    /// An incoming webhook of Slack, or anything that takes its format, that is told of alerts
    #[arg(long, env = "LAB_SLACK_WEBHOOK", value_name = "URL", hide_env_values = true)]
    pub(crate) slack_webhook: Option<SecretUrl>,
}

/// Who works here, at which challenges, and who hears of it.
#[derive(Args, Debug)]
#[command(next_help_heading = "Workshop")]
pub(crate) struct WorkshopArguments {
    /// The team's name, in its record and on its workbook
    #[arg(long, env = "LAB_TEAM", value_name = "NAME", default_value = "Popcorn")]
    pub(crate) team: String,
    /// Challenges of your own instead of the lab's: a folder `NN-name` for each (docs/challenges/README.md)
    #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR")]
    pub(crate) challenges: Option<PathBuf>,
    /// An address that is told of each event of the team's record, as JSON
    #[arg(long, env = "LAB_EVENTS_WEBHOOK", value_name = "URL", hide_env_values = true)]
    pub(crate) events_webhook: Option<SecretUrl>,
}
