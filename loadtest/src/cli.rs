//! The flags of `loadtest`, each with its environment variable.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use movie_guru_loadtest::service::{Link, Password, ServiceConfig};
use movie_guru_loadtest::{
    DEFAULT_SET, FailIf, JourneysFile, Percentile, RunSettings, Shape, StopIf, ThinkTime, Through,
};
use movie_guru_pages::{Base, Published};
use movie_guru_service::Limits;
use url::Url;

use crate::output::Output;
use crate::pod_args::PodArgs;

const EXAMPLES: &str = "\
Examples:
  loadtest run
      five people on http://127.0.0.1:8081, until Ctrl-C
  loadtest run --users 5 --spawn-rate 1 --run-time 7h --host http://127.0.0.1:8081
      the workshop's own values
  loadtest run --users 3 --spawn-rate 0.05 --run-time 3h
      one more person every 20 seconds
  loadtest run --journeys recommendations --users 20 --seed 7
      only conversations, and the same ones again with the same seed
  loadtest run --journeys main-page=3,preferences --shape sine:5,50,8h --think-time log-normal:2s,6s
      a working day; three of four people keep reaching the main page
  loadtest run --users 100 --pods 3 --pod 0
      the first of three load generators that play one run together; the others are --pod 1 and --pod 2
  loadtest run --rate 50/s --users 100 --run-time 5m --fail-if 'p95(chat)>5s' --fail-if 'errors>1%' --output html=report.html
      50 requests each second however slow the answers (open model); exits with 1 when a condition holds";

/// People-like load on Movie Guru.
#[derive(Debug, Parser)]
#[command(name = "loadtest", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send people through the user journeys until the run time is over or Ctrl-C.
    ///
    /// Shows how it goes, and a summary at the end. Exits with 0, with 1 when no request succeeded or a condition of
    /// --fail-if holds, or else with 4 when --stop-if ended it.
    #[command(after_help = EXAMPLES)]
    Run(RunArgs),
    /// Serve the page only, with these settings in its form: runs are started there, until Ctrl-C.
    Serve(RunArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// How many people
    #[arg(long, env = "LOADTEST_USERS", value_name = "N", default_value_t = 5, value_parser = users, allow_negative_numbers = true)]
    users: usize,
    /// How many of them come per second; fractions are fine
    #[arg(long, env = "LOADTEST_SPAWN_RATE", value_name = "PER_SECOND", default_value_t = 1.0, value_parser = spawn_rate, allow_negative_numbers = true)]
    spawn_rate: f32,
    /// When it ends by itself, counted from its start: 7h, 90s, 1h30m [default: it goes on until Ctrl-C]
    #[arg(long, env = "LOADTEST_RUN_TIME", value_name = "TIME", value_parser = run_time)]
    run_time: Option<Duration>,
    /// Where Movie Guru is
    #[arg(long, env = "LOADTEST_HOST", value_name = "URL", default_value = "http://127.0.0.1:8081", value_parser = host)]
    host: Url,
    /// Whether --host is the backend, or the web app, where people behave as its page does
    #[arg(long, env = "LOADTEST_THROUGH", value_name = "web|backend", default_value = "backend")]
    through: Through,
    /// Where /metrics, /livez and /readyz are; port 0 picks a free one
    #[arg(long, env = "LOADTEST_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8089")]
    pub(crate) listen: SocketAddr,
    /// What people do: a set (people, swarm, browse), or journeys with weights, like main-page=3,recommendations
    #[arg(long, env = "LOADTEST_JOURNEYS", value_name = "NAMES", default_value = DEFAULT_SET)]
    journeys: String,
    /// Sets, weights, think times and patience of your own, in the form of loadtest/journeys.yaml
    #[arg(long, env = "LOADTEST_JOURNEYS_FILE", value_name = "FILE")]
    journeys_file: Option<PathBuf>,
    /// The pause before each further request: 1s-2s, 500ms, or log-normal:2s,6s (median, 95th percentile)
    #[arg(long, env = "LOADTEST_THINK_TIME", value_name = "TIME")]
    think_time: Option<ThinkTime>,
    /// How long people wait for an answer before they leave or try once again
    #[arg(long, env = "LOADTEST_PATIENCE", value_name = "TIME", value_parser = patience)]
    patience: Option<Duration>,
    /// How many people when, in place of --users and --spawn-rate: ramp:50,10m, steps:10,20,40,5m, sine:5,50,8h,
    /// spike:10,100,1m, file:NAME
    #[arg(long, env = "LOADTEST_SHAPE", value_name = "SHAPE", conflicts_with = "rate")]
    shape: Option<Shape>,
    /// Open model: so many single calls begin each second, like 50/s; --users is how many may be under way at once
    #[arg(long, env = "LOADTEST_RATE", value_name = "RATE", value_parser = rate, allow_hyphen_values = true)]
    rate: Option<f64>,
    /// Load goes to this machine and private networks only, and to this host
    #[arg(long = "allow-host", env = "LOADTEST_ALLOW_HOST", value_name = "NAME", value_delimiter = ',')]
    pub(crate) allow_hosts: Vec<String>,
    /// The run has failed when this holds at its end, like 'p95(chat)>5s' or 'errors>1%'; may be given again
    #[arg(long, env = "LOADTEST_FAIL_IF", value_name = "CONDITION", value_delimiter = ';')]
    pub(crate) fail_if: Vec<FailIf>,
    /// The run ends early once this holds, like 'errors>20%' or 'p99.9>10s'; looked at over the run so far
    #[arg(long, env = "LOADTEST_STOP_IF", value_name = "CONDITION", value_delimiter = ';')]
    stop_if: Vec<StopIf>,
    /// Further percentiles in table, JSON, CSV and report: p99.9,p99.99
    #[arg(long, env = "LOADTEST_PERCENTILES", value_name = "NAMES", value_delimiter = ',')]
    percentiles: Vec<Percentile>,
    /// At the end the figures as json, csv or html, to standard output or, like html=report.html, to a file
    #[arg(long, env = "LOADTEST_OUTPUT", value_name = "FORMAT[=FILE]", value_delimiter = ';')]
    pub(crate) output: Vec<Output>,
    /// Where finished runs are kept
    #[arg(long, env = "LOADTEST_DATA_DIR", value_name = "DIR", default_value = "loadtest-data")]
    pub(crate) data_dir: PathBuf,
    /// Asks for this password on the page and its API (any user name); probes and metrics stay open
    #[arg(long, env = "LOADTEST_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Names under which the page may be called, besides localhost, while it listens on the loopback
    #[arg(long = "page-host", env = "LOADTEST_PAGE_HOSTS", value_name = "NAMES", value_delimiter = ',')]
    page_hosts: Vec<String>,
    /// Links above the page, like monitor=http://127.0.0.1:9090/
    #[arg(long = "link", env = "LOADTEST_LINKS", value_name = "NAME=URL", value_delimiter = ',')]
    links: Vec<Link>,
    /// A proxy publishes the page below this path, like /team-7/load; it may pass the path on or take it away
    #[arg(long, env = "LOADTEST_BASE_PATH", value_name = "PATH", default_value = "/", hide_default_value = true)]
    base_path: Base,
    /// A proxy stands in front, and what its X-Forwarded-Prefix says is true
    #[arg(long, env = "LOADTEST_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Makes names, messages and pauses the same again
    #[arg(long, env = "LOADTEST_SEED", value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    pub(crate) pod: PodArgs,
}

impl RunArgs {
    /// What people do: the user's own file, or the one that comes with the program.
    pub(crate) fn journeys_file(&self) -> anyhow::Result<JourneysFile> {
        match &self.journeys_file {
            Some(file) => JourneysFile::read(file).context("--journeys-file"),
            None => Ok(JourneysFile::built_in()?),
        }
    }

    pub(crate) fn service(&self, settings: &RunSettings) -> ServiceConfig {
        ServiceConfig {
            form: settings.clone(),
            links: self.links.clone(),
            password: self.password.as_deref().map(Password::new),
            peers: self.pod.peers.clone(),
            hosts: self.page_hosts.clone(),
            limits: Limits::default(),
            published: Published { base: self.base_path.clone(), behind_proxy: self.behind_proxy },
        }
    }

    /// The whole run, whoever plays it.
    pub(crate) fn settings(&self, file: &JourneysFile) -> anyhow::Result<RunSettings> {
        let journeys = file.journeys(&self.journeys).map_err(|error| anyhow::anyhow!("--journeys: {error}"))?;
        let mut patience = file.patience;
        patience.waits = self.patience.unwrap_or(patience.waits);
        Ok(RunSettings {
            users: self.users,
            spawn_rate: self.spawn_rate,
            run_time: self.run_time,
            through: self.through,
            think_time: self.think_time.unwrap_or(file.think_time),
            patience,
            journeys,
            shape: self.shape.clone(),
            rate: self.rate,
            seed: self.seed,
            stop_if: self.stop_if.clone(),
            // What is judged at the end has to be kept from the start.
            percentiles: self
                .percentiles
                .iter()
                .copied()
                .chain(self.fail_if.iter().filter_map(FailIf::percentile))
                .collect(),
            ..RunSettings::new(self.host.clone())
        })
    }
}

/// A sound setting with one field as it was given: what the field alone makes wrong is said at the field. What is too
/// much for one load generator may be fine for many: `PodArgs::share_of` says so.
fn checked<T>(value: T, set: impl FnOnce(&mut RunSettings, T)) -> Result<(), String> {
    let host = Url::parse("http://127.0.0.1").map_err(|error| error.to_string())?;
    let mut settings = RunSettings::new(host);
    set(&mut settings, value);
    settings.check().map_err(|error| error.to_string())
}

fn users(text: &str) -> Result<usize, String> {
    let users: usize = text.parse().map_err(|_| format!("users must be a whole number from 1, not `{text}`"))?;
    checked(users.min(RunSettings::MOST_USERS), |settings, users| settings.users = users)?;
    Ok(users)
}

fn spawn_rate(text: &str) -> Result<f32, String> {
    let rate: f32 = text.parse().map_err(|_| format!("`{text}` is no number; write it like 1 or 0.05"))?;
    checked(rate.min(RunSettings::MOST_SPAWN_RATE), |settings, rate| settings.spawn_rate = rate)?;
    Ok(rate)
}

fn run_time(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text)
        .map_err(|_| format!("`{text}` is no length of time; write it like 7h, 90s or 1h30m"))?;
    checked(time, |settings, time| settings.run_time = Some(time))?;
    Ok(time)
}

fn patience(text: &str) -> Result<Duration, String> {
    let time =
        humantime::parse_duration(text).map_err(|_| format!("`{text}` is no length of time; write it like 35s"))?;
    checked(time, |settings, time| settings.patience.waits = time)?;
    Ok(time)
}

fn rate(text: &str) -> Result<f64, String> {
    let number = text.trim().strip_suffix("/s").unwrap_or(text).trim();
    let rate: f64 = number.parse().map_err(|_| format!("`{text}` is no rate; write it like 50/s"))?;
    checked(Some(rate.min(RunSettings::MOST_RATE)), |settings, rate| settings.rate = rate)?;
    Ok(rate)
}

fn host(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|_| format!("`{text}` is no address; write it with its scheme, like http://127.0.0.1:8081"))?;
    checked(url.clone(), |settings, host| settings.host = host)?;
    Ok(url)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use movie_guru_loadtest::Journey;

    use super::*;

    fn parsed(flags: &[&str]) -> Result<RunSettings, String> {
        let (Command::Run(args) | Command::Serve(args)) =
            Cli::try_parse_from(["loadtest", "run"].iter().chain(flags)).map_err(|error| error.to_string())?.command;
        let file = args.journeys_file().map_err(|error| format!("{error:#}"))?;
        let whole = args.settings(&file).map_err(|error| format!("{error:#}"))?;
        args.pod.share_of(&whole).map(Option::unwrap).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn the_flags_hold_together() {
        Cli::command().debug_assert();
        let run = Cli::command().find_subcommand("run").unwrap().clone();
        for flag in run.get_arguments().filter(|flag| flag.get_id() != "help") {
            assert!(flag.get_env().is_some(), "--{} has no environment variable", flag.get_id());
        }
    }

    #[test]
    fn the_workshops_values_are_read() {
        let settings = parsed(&["--users", "3", "--spawn-rate", "0.05", "--run-time", "1h30m"]).unwrap();
        assert_eq!((settings.users, settings.spawn_rate), (3, 0.05));
        assert_eq!(settings.run_time, Some(Duration::from_secs(5400)));
        assert_eq!(parsed(&[]).unwrap().journeys, Journey::OF_PEOPLE);
        let weighted = parsed(&["--journeys", "preferences=2,main-page"]).unwrap();
        assert_eq!(weighted.journeys, [Journey::Preferences, Journey::MainPage, Journey::Preferences]);
        assert_eq!(parsed(&["--journeys", "swarm"]).unwrap().journeys, [Journey::Swarm]);
        let open = parsed(&["--rate", "50/s", "--think-time", "log-normal:2s,6s", "--patience", "9s"]).unwrap();
        assert_eq!((open.rate, open.patience.waits), (Some(50.0), Duration::from_secs(9)));
        assert_eq!(open.think_time.to_string(), "log-normal:2s,6s");
    }

    #[test]
    fn bad_values_are_explained_at_their_flag() {
        for (flag, value, says) in [
            ("--users", "0", "between 1 and"),
            ("--users", "2.5", "whole number from 1"),
            ("--users", "-1", "whole number from 1"),
            ("--users", "1e9", "whole number from 1"),
            ("--users", "", "whole number from 1"),
            ("--users", "1000000000", "between 1 and"),
            ("--spawn-rate", "0", "between 0.01"),
            ("--spawn-rate", "-1", "between 0.01"),
            ("--spawn-rate", "fast", "no number"),
            ("--run-time", "3x", "like 7h, 90s or 1h30m"),
            ("--run-time", "0s", "longer than 0"),
            ("--host", "127.0.0.1:8081", "with its scheme"),
            ("--host", "ftp://127.0.0.1", "must look like http"),
            ("--base-path", "team-7", "write it like /team-7/monitor"),
            ("--base-path", "/a/../b", "no base path"),
            ("--journeys", "fly", "there is no journey `fly`"),
            ("--journeys-file", "/no/such/file", "/no/such/file"),
            ("--think-time", "2s-1s", "minimum at most"),
            ("--patience", "2h", "at most 90 s"),
            ("--fail-if", "p101>1s", "between p0 and p100"),
            ("--stop-if", "count<5", "before anything was sent"),
            ("--percentiles", "p99.9,p-3", "between p0 and p100"),
            ("--rate", "0/s", "between 0.1 and"),
            ("--rate", "-5/s", "between 0.1 and"),
            ("--rate", "fast", "like 50/s"),
            ("--shape", "flat", "write it like ramp:50,10m"),
            ("--shape", "ramp:90000,10m", "at most 20000 people, not 90000"),
            ("--spawn-rate", "1e9", "between 0.01"),
            ("--spawn-rate", "NaN", "between 0.01"),
            ("--rate", "60000/s", "between 0.1"),
            ("--pods", "3", "--pod <INDEX>"),
            ("--pod", "0", "--pods <N>"),
            ("--pod", "first", "`first` is no whole number"),
            ("--pods", "2.5", "`2.5` is no whole number"),
            ("--await-scrape", "soon", "like 30s"),
            ("--peers", "http://load-job", "write it like load-job"),
            ("--fail-if", "slow", "write it like p95(chat)>5s"),
            ("--output", "pdf", "json, csv or html"),
        ] {
            let error = parsed(&[flag, value]).unwrap_err();
            assert!(error.contains(flag) && error.contains(says), "{flag} {value}: {error}");
        }
    }
}
