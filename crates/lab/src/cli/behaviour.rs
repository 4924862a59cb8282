//! What the app does, and how many come: `lab phase`, `lab load`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::Folder;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab phase list
  lab phase show
  lab phase set healthy
  lab phase set --file my-phase.yaml

A file of your own, of which only the title must be there:
  title: Search is slow and one login in ten fails
  behaviour:                      # login, startup, chat, prefGet, prefUpdate, search, history, logout
    search: {latency_ms: {min: 800, max: 3000}}
    login: {success: 0.9, failure: {status: 503, detail: No more connections}}
  faults:                         # `lab phase faults` lists them
    - {name: web.drop, share: 0.1}
The whole form is in docs/scenarios.md. The 24 fields of a phase are taken, too.")]
pub(crate) struct PhaseArguments {
    #[command(subcommand)]
    pub(crate) command: PhaseCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PhaseCommand {
    /// The scenarios there are
    List,
    /// The faults that a scenario can have
    Faults,
    /// What is on just now
    Show(Target),
    /// Change what is on
    Set {
        /// A scenario's name
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        name: Option<String>,
        /// A scenario (see `lab phase --help`), or the 24 fields of a phase, as YAML or JSON
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Say that it is on and since when, and nothing of what it does
        #[arg(long, short)]
        quiet: bool,
        #[command(flatten)]
        target: Target,
        /// The token that the lab was started with
        #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
        admin_token: Option<String>,
    },
}

/// Which lab is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct Target {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The backend, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_BACKEND_URL", value_name = "URL")]
    pub(crate) backend_url: Option<url::Url>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab load set --users 20
  lab load stop
  lab load start --users 5 --spawn-rate 1 --run-time 7h
  lab load start --rate 50/s --users 100")]
pub(crate) struct LoadArguments {
    #[command(subcommand)]
    pub(crate) command: LoadCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LoadCommand {
    /// Start a run; what is left out is as it was last
    Start {
        #[command(flatten)]
        change: LoadChange,
        #[command(flatten)]
        target: LoadTarget,
    },
    /// Stop the run: requests in flight may end, for up to five seconds
    Stop(LoadTarget),
    /// Change the run that is on (users, spawn rate, run time), or what the next one is
    Set {
        #[command(flatten)]
        change: LoadChange,
        #[command(flatten)]
        target: LoadTarget,
    },
    /// How many people there are, and what the run was asked to do
    Status(LoadTarget),
}

/// Which load generator is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct LoadTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The load generator, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_LOAD_URL", value_name = "URL")]
    pub(crate) load_url: Option<url::Url>,
    /// The load generator's password, where it has one
    #[arg(long, env = "LOADTEST_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
}

/// What a run is asked to do; the load generator checks it.
#[derive(Args, Clone, Debug, serde::Serialize)]
pub(crate) struct LoadChange {
    /// How many people
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<String>,
    /// How many of them come per second
    #[arg(long, value_name = "PER_SECOND")]
    #[serde(skip_serializing_if = "Option::is_none")]
    spawn_rate: Option<String>,
    /// When it ends by itself, like 7h; an empty one: it goes on until it is stopped
    #[arg(long, value_name = "TIME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    run_time: Option<String>,
    /// Where the load goes; an empty one: where the lab's own app is
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// Whether --host is the web app, as browsers go, or the backend
    #[arg(long, value_name = "web|backend")]
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<String>,
    /// What people do: people, swarm, browse, or journeys with weights
    #[arg(long, value_name = "NAMES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    journeys: Option<String>,
    /// The pause before each further request: 1s-2s, or log-normal:2s,6s
    #[arg(long, value_name = "TIME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    think_time: Option<String>,
    /// How many people when, like sine:5,50,8h; an empty one: they stay
    #[arg(long, value_name = "SHAPE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
    /// Ends the run early once one holds, like 'errors>20%' or 'p99.9>10s; rate<1/s'; an empty one: never
    #[arg(long, value_name = "CONDITIONS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_if: Option<String>,
    /// Further percentiles in the figures, like p99.9,p99.99; an empty one: none
    #[arg(long, value_name = "NAMES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    percentiles: Option<String>,
    /// So many requests each second, like 50/s; an empty one: as people come
    #[arg(long, value_name = "RATE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<String>,
}
