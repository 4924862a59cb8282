//! The flags of `loadtest`, each with its environment variable.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use movie_guru_loadtest::{Journey, RunSettings, Through};
use url::Url;

const EXAMPLES: &str = "\
Examples:
  loadtest run
      five people on http://127.0.0.1:8081, until Ctrl-C
  loadtest run --users 5 --spawn-rate 1 --run-time 7h --host http://127.0.0.1:8081
      the workshop's own values
  loadtest run --users 3 --spawn-rate 0.05 --run-time 3h
      one more person every 20 seconds
  loadtest run --journeys recommendations --users 20 --seed 7
      only conversations, and the same ones again with the same seed";

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
    /// Shows how it goes, and a summary at the end. Exits with 0, or with 1 when no request succeeded.
    #[command(after_help = EXAMPLES)]
    Run(RunArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// How many people
    #[arg(long, env = "LOADTEST_USERS", value_name = "N", default_value_t = 5, value_parser = users)]
    users: usize,
    /// How many of them come per second; fractions are fine
    #[arg(long, env = "LOADTEST_SPAWN_RATE", value_name = "PER_SECOND", default_value_t = 1.0, value_parser = spawn_rate)]
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
    /// What people do: main-page, recommendations, preferences; handed out in turn
    #[arg(
        long,
        env = "LOADTEST_JOURNEYS",
        value_name = "NAMES",
        value_delimiter = ',',
        default_values = Journey::ALL.map(Journey::name)
    )]
    journeys: Vec<Journey>,
    /// Makes names, messages and pauses the same again
    #[arg(long, env = "LOADTEST_SEED", value_name = "N")]
    seed: Option<u64>,
}

impl RunArgs {
    pub(crate) fn settings(&self) -> RunSettings {
        let mut journeys = Vec::new();
        for journey in &self.journeys {
            if !journeys.contains(journey) {
                journeys.push(*journey);
            }
        }
        RunSettings {
            users: self.users,
            spawn_rate: self.spawn_rate,
            run_time: self.run_time,
            through: self.through,
            journeys,
            seed: self.seed,
            ..RunSettings::new(self.host.clone())
        }
    }
}

/// A sound setting with one field as it was given: what the field alone makes wrong is said at the field.
fn checked<T>(value: T, set: impl FnOnce(&mut RunSettings, T)) -> Result<(), String> {
    let host = Url::parse("http://127.0.0.1").map_err(|error| error.to_string())?;
    let mut settings = RunSettings::new(host);
    set(&mut settings, value);
    settings.check().map_err(|error| error.to_string())
}

fn users(text: &str) -> Result<usize, String> {
    let users = text.parse().map_err(|_| format!("`{text}` is no whole number of people"))?;
    checked(users, |settings, users| settings.users = users)?;
    Ok(users)
}

fn spawn_rate(text: &str) -> Result<f32, String> {
    let rate = text.parse().map_err(|_| format!("`{text}` is no number; write it like 1 or 0.05"))?;
    checked(rate, |settings, rate| settings.spawn_rate = rate)?;
    Ok(rate)
}

fn run_time(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text)
        .map_err(|_| format!("`{text}` is no length of time; write it like 7h, 90s or 1h30m"))?;
    checked(time, |settings, time| settings.run_time = Some(time))?;
    Ok(time)
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

    use super::*;

    fn parsed(flags: &[&str]) -> Result<RunSettings, String> {
        let Command::Run(args) =
            Cli::try_parse_from(["loadtest", "run"].iter().chain(flags)).map_err(|error| error.to_string())?.command;
        Ok(args.settings())
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
        assert_eq!(parsed(&[]).unwrap().journeys, Journey::ALL);
        let twice = parsed(&["--journeys", "preferences,main-page,preferences"]).unwrap();
        assert_eq!(twice.journeys, [Journey::Preferences, Journey::MainPage]);
    }

    #[test]
    fn bad_values_are_explained_at_their_flag() {
        for (flag, value, says) in [
            ("--users", "0", "between 1 and"),
            ("--users", "2.5", "no whole number"),
            ("--users", "1000000000", "between 1 and"),
            ("--spawn-rate", "0", "between 0.001"),
            ("--spawn-rate", "fast", "no number"),
            ("--run-time", "3x", "like 7h, 90s or 1h30m"),
            ("--run-time", "0s", "longer than 0"),
            ("--host", "127.0.0.1:8081", "with its scheme"),
            ("--host", "ftp://127.0.0.1", "must look like http"),
            ("--journeys", "swarm", "there is no journey `swarm`"),
        ] {
            let error = parsed(&[&format!("{flag}={value}")]).unwrap_err();
            assert!(error.contains(flag) && error.contains(says), "{flag} {value}: {error}");
        }
    }
}
