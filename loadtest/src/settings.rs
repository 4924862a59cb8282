//! What a run is asked to do, checked before anything starts: a person, a web page and the command line fill in the
//! same fields and get the same messages.

use std::time::Duration;

use url::Url;

use crate::journey::Journey;
use crate::through_web::Through;

/// The pause of a person between two requests, drawn evenly from a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThinkTime {
    /// The shortest.
    pub min: Duration,
    /// The longest.
    pub max: Duration,
}

impl Default for ThinkTime {
    fn default() -> Self {
        Self { min: Duration::from_secs(1), max: Duration::from_secs(2) }
    }
}

/// One run of the load generator.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// How many people.
    pub users: usize,
    /// How many of them come per second; fractions are fine.
    pub spawn_rate: f32,
    /// When the run ends by itself, counted from its start. None: it runs until it is stopped.
    pub run_time: Option<Duration>,
    /// Where Movie Guru is, for example `http://127.0.0.1:8081`.
    pub host: Url,
    /// Whether `host` is the web app or the backend.
    pub through: Through,
    /// The pause between two requests.
    pub think_time: ThinkTime,
    /// What people do. Each keeps to one journey; they are handed out in turn.
    pub journeys: Vec<Journey>,
    /// Makes names, messages and pauses the same again; none draws a new seed.
    pub seed: Option<u64>,
}

/// A setting that cannot be used; nothing was started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Zero people or far too many.
    #[error("users must be between 1 and {most}, not {0}", most = RunSettings::MOST_USERS)]
    Users(usize),
    /// Zero, negative, not a number, or off any scale.
    #[error("the spawn rate must be between 0.001 and 10000 people per second, not {0}")]
    SpawnRate(String),
    /// A run of no length.
    #[error("the run time must be longer than 0; leave it out for a run that goes on until it is stopped")]
    RunTime,
    /// The range is upside down or absurd.
    #[error("think time must have its minimum at most at its maximum, and that at most at an hour")]
    ThinkTime,
    /// Nothing to do.
    #[error("name at least one journey of main-page, recommendations, preferences")]
    Journeys,
    /// Not something to send HTTP to.
    #[error("the host must look like http://127.0.0.1:8081, with a scheme and a name, not `{0}`")]
    Host(String),
}

impl RunSettings {
    /// More people than this do not fit one machine.
    pub const MOST_USERS: usize = 20_000;

    /// Five people, one more each second, all journeys, until stopped.
    pub fn new(host: Url) -> Self {
        Self {
            users: 5,
            spawn_rate: 1.0,
            run_time: None,
            host,
            through: Through::default(),
            think_time: ThinkTime::default(),
            journeys: Journey::ALL.to_vec(),
            seed: None,
        }
    }

    /// Whether a run can be started with these settings.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.users == 0 || self.users > Self::MOST_USERS {
            return Err(SettingsError::Users(self.users));
        }
        if !(0.001..=10_000.0).contains(&self.spawn_rate) {
            return Err(SettingsError::SpawnRate(self.spawn_rate.to_string()));
        }
        if self.run_time.is_some_and(|time| time.is_zero()) {
            return Err(SettingsError::RunTime);
        }
        if self.think_time.min > self.think_time.max || self.think_time.max > Duration::from_secs(3600) {
            return Err(SettingsError::ThinkTime);
        }
        if self.journeys.is_empty() {
            return Err(SettingsError::Journeys);
        }
        let plain = self.host.query().is_none() && self.host.fragment().is_none();
        if !matches!(self.host.scheme(), "http" | "https") || !self.host.has_host() || !plain {
            return Err(SettingsError::Host(self.host.to_string()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut RunSettings)) -> Result<(), SettingsError> {
        let mut settings = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        change(&mut settings);
        settings.check()
    }

    #[test]
    fn the_workshops_own_values_are_fine() {
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(
            with(|s| {
                s.users = 3;
                s.spawn_rate = 0.05;
                s.run_time = Some(Duration::from_secs(3 * 3600));
            }),
            Ok(())
        );
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        assert_eq!(with(|s| s.users = 0), Err(SettingsError::Users(0)));
        assert_eq!(with(|s| s.users = 1_000_000_000), Err(SettingsError::Users(1_000_000_000)));
        for rate in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(matches!(with(|s| s.spawn_rate = rate), Err(SettingsError::SpawnRate(_))), "{rate}");
        }
        assert_eq!(with(|s| s.run_time = Some(Duration::ZERO)), Err(SettingsError::RunTime));
        assert_eq!(with(|s| s.think_time.min = Duration::from_secs(9)), Err(SettingsError::ThinkTime));
        assert_eq!(with(|s| s.journeys.clear()), Err(SettingsError::Journeys));
        for host in ["ftp://host/", "mailto:someone", "http://host/?q=1", "http://host/#part"] {
            assert!(matches!(with(|s| s.host = host.parse().unwrap()), Err(SettingsError::Host(_))), "{host}");
        }
    }
}
