//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use movie_guru_loadtest::Through;
use movie_guru_monitor::alerts::SecretUrl;
use url::Url;

use crate::public_url::PublicUrl;

/// Movie Guru Lab: an app that misbehaves on cue, people-like load, and numbers one can trust.
#[derive(Debug, Parser)]
#[command(
    name = "lab",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  lab                                  start everything; the same as `lab up`
  lab up --scenario healthy --users 0  the app as it is, without load
  lab phase set challenge-7            change how the app behaves, while it runs
  lab slo validate my-slos.yaml        whether SLOs are sound, and what to mend where they are not
  lab grade                            whether the lab's SLOs and alerts are any good
  lab probe --once                     walk through the app as a user, and say how it went
  lab status                           what is up, and how the last minute went
  lab challenge start 1                set the stage of a challenge, and begin its clock
  lab check                            whether what you did for it holds

Exit codes: 0 it is done, or holds; 1 it is not, or does not; 2 used wrongly; 3 no lab answers."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) up: Box<UpArguments>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the app and the load in one process, until Ctrl-C
    Up(Box<UpArguments>),
    /// See or change how the app behaves
    Phase(PhaseArguments),
    /// The simulated people: start, stop, how many
    Load(Box<LoadArguments>),
    /// What is up; request rates, success and latency of the last minute
    Status(StatusArguments),
    /// Walk through the app as a user, again and again, and measure it
    Probe(ProbeArguments),
    /// Synthetic checks of your own: list, try, write one
    Synthetic(SyntheticArguments),
    /// Check SLOs, write them for Prometheus or Cloud Monitoring, or hand them to the running lab
    Slo(SloArguments),
    /// Whether SLOs and alerts are any good: played on incidents whose truth is known
    Grade(Box<GradeArguments>),
    /// The challenges: list, start, look at, write your own
    Challenge(ChallengeArguments),
    /// Whether what you did for a challenge holds: what was seen of each criterion, and the next step
    Check(CheckArguments),
    /// What you write down for the challenges
    Workbook(WorkbookArguments),
    /// Copy people, preferences and history from a data folder to PostgreSQL
    Copy(CopyArguments),
    /// Whether this machine can run the lab, or (--cloud) a Google Cloud project the workshop
    Doctor(DoctorArguments),
    /// Put the lab back to its first minute: forgets people, messages, metrics, SLOs, alerts and what was checked
    Reset(ResetArguments),
}

/// The folder, the same for every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Folder {
    /// Where the lab keeps its data
    #[arg(long, env = "LAB_DATA_DIR", value_name = "DIR", default_value = "lab-data")]
    pub(crate) data_dir: PathBuf,
}

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

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab challenge list
  lab challenge start 1
  lab challenge start 6 --bring        late? with what challenges 1 to 5 have left behind
  lab challenge check 6                the same as `lab check 6`
  lab challenge new 09-my-challenge --challenges my-challenges
  lab challenge validate --challenges my-challenges")]
pub(crate) struct ChallengeArguments {
    #[command(subcommand)]
    pub(crate) command: ChallengeCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChallengeCommand {
    /// The challenges, and how far the team is with each
    List(WorkshopTarget),
    /// Set the stage of a challenge (scenario, people), and begin its clock
    Start {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// Bring what it builds on: the model answers of the challenges before, where nothing stands yet
        #[arg(long)]
        bring: bool,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Which challenge is on, how long still, and what holds of it
    Status(WorkshopTarget),
    /// Look at what was done for a challenge
    Check {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Begin a challenge anew: its clock is gone and what held counts no more; what was written stays
    Reset {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Give a challenge more minutes (for coaches)
    Extend {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// How many
        #[arg(long, value_name = "MINUTES", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=240))]
        minutes: u32,
        /// The token that the lab was started with
        #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
        admin_token: Option<String>,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// A further hint for a criterion
    Hint {
        /// The challenge's number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// The criterion's name, as `lab check` shows it
        criterion: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Write a new challenge to begin with
    New {
        /// Its folder's name: a number and words, as 09-my-challenge
        name: String,
        /// The folder that challenges are in
        #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR", default_value = "challenges")]
        challenges: PathBuf,
    },
    /// Whether challenges are sound: every mistake, with file and line
    Validate {
        /// The folder that challenges are in; the lab's own where none is named
        #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR")]
        challenges: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab check            the challenge that was started last
  lab check 4
  lab check all        what holds now, of all of them
  lab check 4 --json
  lab check 4 --prometheus http://localhost:9091    by the figures of a Prometheus
  lab check 7 --project my-project --namespace movie-guru-red    by what stands in Cloud Monitoring

Exit codes: 0 all that a machine can check holds; 1 it does not, or not yet; 2 used wrongly; 3 no lab answers.")]
pub(crate) struct CheckArguments {
    /// The challenge's number, its folder's name, or `all`; the one that was started last where none is named
    #[arg(value_name = "N|all")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) target: WorkshopTarget,
    #[command(flatten)]
    pub(crate) elsewhere: Box<Elsewhere>,
}

/// Where a check looks, if not at the lab's own monitor. Nothing of it is kept in the team's record.
#[derive(Args, Debug)]
#[command(next_help_heading = "Look elsewhere")]
pub(crate) struct Elsewhere {
    /// Ask this server, which speaks Prometheus' HTTP API, for figures, and its rules for SLOs and alerts, where it has any
    #[arg(long, value_name = "URL", conflicts_with = "project")]
    pub(crate) prometheus: Option<Url>,
    /// The bearer token that the server asks for
    #[arg(long, env = "LAB_PROMETHEUS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) prometheus_token: Option<String>,
    /// Ask Google Cloud for figures, SLOs and alerts of this project
    #[arg(long, value_name = "PROJECT")]
    pub(crate) project: Option<String>,
    /// The cluster of the team, where others of the project have clusters of their own
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) cluster: Option<String>,
    /// The namespace of the team, where others have namespaces of their own
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) namespace: Option<String>,
    /// What opens the project; that of `gcloud auth print-access-token` where it is left out
    #[arg(long, env = "GOOGLE_OAUTH_ACCESS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) access_token: Option<String>,
    #[command(flatten)]
    pub(crate) google: GoogleApi,
}

/// For tests: where Google's APIs are, all of them below one address.
#[derive(Args, Clone, Debug)]
pub(crate) struct GoogleApi {
    /// For tests of the lab itself: asked in place of every address of googleapis.com, token included
    #[arg(long = "google-api", env = "LAB_GOOGLE_API", value_name = "URL", hide = true)]
    pub(crate) url: Option<Url>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab workbook init                    make its pages, to fill in an editor; the guide shows the same
  lab workbook export                  all of it as one Markdown page
  lab workbook export --output wall.md")]
pub(crate) struct WorkbookArguments {
    #[command(subcommand)]
    pub(crate) command: WorkbookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkbookCommand {
    /// Make the pages that are not there yet, and say where they are
    Init(WorkshopTarget),
    /// All of it as one Markdown page
    Export {
        /// The file; standard output where none is named
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        target: WorkshopTarget,
    },
}

/// Whose workshop is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct WorkshopTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
    /// All there is to know, as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

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

#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The figures as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab probe --once
  lab probe --web-url http://guru.example --every 30 --listen 0.0.0.0:8088")]
pub(crate) struct ProbeArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
    /// Seconds from one walk to the next
    #[arg(long, env = "LAB_PROBE_EVERY", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) every: u64,
    /// Where its metrics are
    #[arg(long, env = "LAB_PROBE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8088")]
    pub(crate) listen: SocketAddr,
    /// Walk once; the exit code says whether it went well
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab synthetic new my-check           write lab-data/checks/my-check.yaml, to begin with
  lab synthetic validate               whether all files are sound: every mistake, with its line
  lab synthetic run my-check           once, now: each step with its time, and what failed
  lab synthetic list

`lab up` runs every file of that folder on its own schedule, and looks at it again when it changes (docs/synthetic.md).")]
pub(crate) struct SyntheticArguments {
    #[command(subcommand)]
    pub(crate) command: SyntheticCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SyntheticCommand {
    /// The checks there are, how often each runs, and which do not run
    #[command(after_help = "Examples:
  lab synthetic list")]
    List(Folder),
    /// Run one now, once; the exit code says whether it went well
    #[command(after_help = "Examples:
  lab synthetic run my-check
  lab synthetic run my-check --web-url http://guru.example

Exit codes: 0 every step went as expected; 1 one did not, or the file is not sound; 2 used wrongly.")]
    Run {
        /// Its file's name, without .yaml
        name: String,
        #[command(flatten)]
        target: SyntheticTarget,
    },
    /// Write a check to begin with
    #[command(after_help = "Examples:
  lab synthetic new my-check")]
    New {
        /// Its file's name, without .yaml: letters, digits and -
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Whether checks are sound: every mistake, with file, line and what would be right
    #[command(after_help = "Examples:
  lab synthetic validate               all of the data folder
  lab synthetic validate my-check.yaml my-checks/")]
    Validate {
        /// Files, or folders of them; those of the data folder where none is named
        #[arg(value_name = "FILES")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        folder: Folder,
    },
}

/// Which app is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct SyntheticTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab copy --from sqlite://lab-data --to postgres://guru@localhost:5432/guru
  PGPASSWORD=… lab copy --from sqlite://lab-data/movie-guru.db --to postgres://guru@db.example/guru --ca ca.pem

Where it is interrupted, the same command goes on. People log in again afterwards: sessions are not copied.")]
pub(crate) struct CopyArguments {
    /// The SQLite database of a lab that is not running: its data folder, or the file in it
    #[arg(long, value_name = "sqlite://PATH")]
    pub(crate) from: String,
    /// The PostgreSQL database, empty; the password may stay in PGPASSWORD or PGPASSFILE
    #[arg(long, env = "DATABASE_URL", value_name = "postgres://USER@HOST:PORT/NAME", hide_env_values = true)]
    pub(crate) to: String,
    /// The certificate (PEM) of the CA that the PostgreSQL server must prove its name with
    #[arg(long, env = "DATABASE_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab doctor                                 this machine: ports, disk, clock, folder
  lab doctor --cloud                         Google Cloud: account, project, APIs, permissions
  lab doctor --cloud --project my-project

Exit codes: 0 all is well; 1 something is to be mended: each line that begins with !! says how.")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// Look at Google Cloud in place of this machine
    #[arg(long)]
    pub(crate) cloud: bool,
    /// The project; gcloud's own where it is left out
    #[arg(long, value_name = "PROJECT", requires = "cloud")]
    pub(crate) project: Option<String>,
    #[command(flatten)]
    pub(crate) google: GoogleApi,
}

#[derive(Args, Debug)]
pub(crate) struct ResetArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab slo validate                                   the workshop's own SLOs
  lab slo validate my-slos.yaml slos/alerts.yaml     a file, and one with the alerts that it names
  lab slo render --to prometheus slos > rules.yaml   all files of a folder
  lab slo render --to gcp --project my-project my-slos.yaml
  lab slo apply my-slo.yaml my-alert.yaml                into the running lab
  lab slo list                                       how they stand")]
pub(crate) struct SloArguments {
    #[command(subcommand)]
    pub(crate) command: SloCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SloCommand {
    /// Whether SLOs are sound: every mistake, with file, line and what would be right
    Validate(SloFiles),
    /// Write SLOs as Prometheus rules, Cloud Monitoring JSON, or OpenSLO
    Render(RenderArguments),
    /// Create or change SLOs and alerts in the running lab: all that the files hold, or nothing
    #[command(after_help = "Examples:
  lab slo apply my-slo.yaml
  lab slo apply my-slo.yaml my-alert.yaml                an SLO, and the alert that it names
  lab slo apply my-slos/                                all files of a folder
  lab slo apply - < my-slo.json")]
    Apply {
        /// OpenSLO files (YAML or JSON), folders of them, or - for standard input
        #[arg(value_name = "FILES", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        target: MonitorTarget,
    },
    /// The SLOs of the running lab and how they stand, the least budget first
    #[command(after_help = "Examples:
  lab slo list
  lab slo list --json")]
    List {
        /// All there is to know, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: MonitorTarget,
    },
    /// Delete an SLO of the running lab
    #[command(after_help = "Examples:
  lab slo delete chat-is-fast
  lab slo delete --alert burns-fast-10x                 an alert policy, from all SLOs that name it")]
    Delete {
        /// Its name
        name: String,
        /// The name is that of an alert policy
        #[arg(long)]
        alert: bool,
        #[command(flatten)]
        target: MonitorTarget,
    },
}

/// Which monitor is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct MonitorTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The monitor, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_MONITOR_URL", value_name = "URL")]
    pub(crate) monitor_url: Option<url::Url>,
    /// The token that the lab was started with
    #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) admin_token: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab grade                                          the SLOs and alerts of the running lab
  lab grade my-slos.yaml my-alerts.yaml              files of OpenSLO, or of Prometheus' rules
  lab slo render --to prometheus my-slos/ | lab grade -
  lab grade rules.yaml --timeline slow-leak --timeline short-spikes
  lab grade --since 4h                               also on what the lab recorded in the last four hours
  lab grade --output html --out grade.html           as a page: each alert on each timeline, drawn
  lab grade --prometheus http://localhost:9091       the rules of a Prometheus
  lab grade --project my-project                     SLOs and alerts of Cloud Monitoring

Exit codes: 0 it is graded, whatever the grade; 1 there was nothing that could be; 2 used wrongly; 3 no lab answers.
What the words and figures mean is in docs/grader.md.")]
pub(crate) struct GradeArguments {
    /// OpenSLO files (YAML or JSON), rule files of Prometheus, folders of them, or - for standard input; what stands in the
    /// running lab where none is named
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) on: GradedOn,
    /// The target of alerts for which nothing says one, in percent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) target: Option<String>,
    /// A table, with a verdict in words; JSON; or a page in one file
    #[arg(long, value_enum, value_name = "FORM", default_value = "table")]
    pub(crate) output: GradeForm,
    /// Write it to this file in place of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The monitor, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_MONITOR_URL", value_name = "URL")]
    pub(crate) monitor_url: Option<url::Url>,
    #[command(flatten)]
    pub(crate) elsewhere: Elsewhere,
}

/// What happens to the app while alerts are played.
#[derive(Args, Debug)]
pub(crate) struct GradedOn {
    /// A folder of timelines of your own, in place of the lab's
    #[arg(long, env = "LAB_TIMELINES", value_name = "DIR")]
    pub(crate) timelines: Option<PathBuf>,
    /// Only this timeline; again for another one
    #[arg(long = "timeline", value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Also what the lab's monitor has recorded so long, as 4h
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
}

/// How a grade is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GradeForm {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For a browser: one file that asks nothing of anybody
    Html,
}

/// Which SLOs are meant.
#[derive(Args, Debug)]
pub(crate) struct SloFiles {
    /// OpenSLO files (YAML or JSON), folders of them, or - for standard input; the workshop's own where none is named
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// Take metrics that the lab does not measure itself: those of a target of --scrape-config, or of another Prometheus
    #[arg(long)]
    pub(crate) any_metric: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab slo render --to prometheus > rules.yaml
  lab slo render --to prometheus --time-scale 24 my-slos.yaml
  lab slo render --to gcp --project my-project my-slos.yaml > slos.json
  lab slo render --to openslo my-slos.json")]
pub(crate) struct RenderArguments {
    /// For whom
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) to: SloForm,
    /// The Google Cloud project, for gcp
    #[arg(long, env = "LAB_GCP_PROJECT", value_name = "PROJECT")]
    pub(crate) project: Option<String>,
    /// How many times faster than the clock windows go by, for prometheus: with 24 a day lasts an hour
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) time_scale: f64,
    #[command(flatten)]
    pub(crate) files: SloFiles,
}

/// Who will read the SLOs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SloForm {
    /// Recording and alerting rules, for rule_files
    Prometheus,
    /// Cloud Monitoring: services, SLOs and alert policies as its API takes them
    Gcp,
    /// OpenSLO v1 again, one document an object
    Openslo,
}
