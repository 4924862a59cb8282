//! What a run is asked to do, checked before anything starts: a person, a web page and the command line fill in the
//! same fields and get the same messages.

use std::time::Duration;

use url::Url;

use crate::plan::habits::{Patience, ThinkTime};
use crate::plan::journey::Journey;
use crate::plan::percentile::Percentile;
use crate::plan::shape::Shape;
use crate::plan::share::Share;
use crate::plan::stop_if::StopIf;
use crate::plan::through::Through;

/// One run of the load generator.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// People at work once all have come; in the open model the most requests under way at once.
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
    /// How long people wait for an answer before they count it as failed, and what they do then.
    pub patience: Patience,
    /// What people do. Each keeps to one journey; they are handed out in turn, one named twice to twice as many.
    pub journeys: Vec<Journey>,
    /// How many people there are at which time; none: `users` come, at the spawn rate, and stay.
    pub shape: Option<Shape>,
    /// The open model: so many single calls (those of `swarm`) begin each second, however long answers take, and
    /// `users` is how many may be under way at once. None: people wait for their answer, and think.
    pub rate: Option<f64>,
    /// Which part of a larger run this is; [`RunSettings::shared`] makes it of the whole.
    pub share: Share,
    /// The number of the first person: so many are in the shares before.
    pub first: usize,
    /// Makes names, messages and pauses the same again; none draws a new seed.
    pub seed: Option<u64>,
    /// Ends the run before its time, once one of them holds.
    pub stop_if: Vec<StopIf>,
    /// What the figures have beside p50, p90, p95 and p99.
    pub percentiles: Vec<Percentile>,
}

/// A setting that cannot be used; nothing was started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Zero people or far too many.
    #[error("users must be between 1 and {most}, not {0}", most = RunSettings::MOST_USERS)]
    Users(usize),
    /// Zero, negative, not a number, or off any scale.
    #[error("the spawn rate must be between 0.01 and 10000 people per second, not {0}")]
    SpawnRate(String),
    /// A run of no length.
    #[error("the run time must be longer than 0; leave it out for a run that goes on until it is stopped")]
    RunTime,
    /// The range is upside down or absurd.
    #[error("{0}")]
    ThinkTime(&'static str),
    /// Nobody would get an answer, or longer than the figures reach.
    #[error("{0}")]
    Patience(&'static str),
    /// People would have no journey to walk.
    #[error("name at least one journey of {all}", all = Journey::ALL.map(Journey::name).join(", "))]
    Journeys,
    /// Not a rate of an open model.
    #[error("the rate must be between 0.1 and 50000 requests per second, not {0}")]
    Rate(String),
    /// Far too many at one of its steps.
    #[error("a shape must have at most {most} people, not {0}", most = RunSettings::MOST_USERS)]
    Shape(usize),
    /// Two things that decide how many people there are.
    #[error("a shape and a rate cannot be had together: a shape says how many people, a rate how many requests")]
    ShapeAndRate,
    /// Not something to send HTTP to.
    #[error("the host must look like http://127.0.0.1:8081, with a scheme and a name, not `{0}`")]
    Host(String),
}

impl RunSettings {
    /// More people than this do not fit one machine.
    pub const MOST_USERS: usize = 20_000;
    /// People per second; all of them come in two seconds.
    pub const MOST_SPAWN_RATE: f32 = 10_000.0;
    /// Requests per second; a core sends some more.
    pub const MOST_RATE: f64 = 50_000.0;

    /// Five people, one more each second, all journeys, until stopped.
    pub fn new(host: Url) -> Self {
        Self {
            users: 5,
            spawn_rate: 1.0,
            run_time: None,
            host,
            through: Through::default(),
            think_time: ThinkTime::default(),
            patience: Patience::default(),
            journeys: Journey::OF_PEOPLE.to_vec(),
            shape: None,
            rate: None,
            share: Share::WHOLE,
            first: 0,
            seed: None,
            stop_if: Vec::new(),
            percentiles: Vec::new(),
        }
    }

    /// When the run ends by itself: its run time, or the end of its shape where that comes first.
    pub fn ends_after(&self) -> Option<Duration> {
        let shape = self.shape.as_ref().map(Shape::length);
        self.run_time.into_iter().chain(shape).min()
    }

    /// What the figures have beside the usual percentiles: those asked for, and those that a condition names.
    pub(crate) fn further_percentiles(&self) -> Vec<Percentile> {
        let named = self.stop_if.iter().filter_map(StopIf::percentile);
        Percentile::beyond_usual(self.percentiles.iter().copied().chain(named))
    }

    /// This share of the run; none where nobody is in it. People are dealt out one by one, at each step of a shape too; how
    /// fast they come, and the rate of an open model, go by how many of them there are.
    pub fn shared(&self, share: Share) -> Option<Self> {
        let mut settings = Self { share, ..self.clone() };
        if let Some(shape) = &self.shape {
            let part = shape.map_users(|users| share.of(users));
            settings.first = share.before(shape.most_users());
            let is_empty = part.most_users() == 0;
            settings.shape = Some(part);
            return (!is_empty).then_some(settings);
        }
        settings.users = share.of(self.users);
        settings.first = share.before(self.users);
        settings.spawn_rate = self.spawn_rate * settings.users as f32 / self.users as f32;
        settings.rate = self.rate.map(|rate| rate * settings.users as f64 / self.users as f64);
        (settings.users > 0).then_some(settings)
    }

    /// Whether a run can be started with these settings.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.users == 0 || self.users > Self::MOST_USERS {
            return Err(SettingsError::Users(self.users));
        }
        if !(0.01..=Self::MOST_SPAWN_RATE).contains(&self.spawn_rate) {
            return Err(SettingsError::SpawnRate(self.spawn_rate.to_string()));
        }
        if self.run_time.is_some_and(|time| time.is_zero()) {
            return Err(SettingsError::RunTime);
        }
        self.think_time.check().map_err(SettingsError::ThinkTime)?;
        self.patience.check().map_err(SettingsError::Patience)?;
        if self.rate.is_some_and(|rate| !(0.1..=Self::MOST_RATE).contains(&rate)) {
            return Err(SettingsError::Rate(self.rate.unwrap_or_default().to_string()));
        }
        if self.rate.is_some() && self.shape.is_some() {
            return Err(SettingsError::ShapeAndRate);
        }
        let most = self.shape.as_ref().map_or(0, Shape::most_users);
        if most > Self::MOST_USERS {
            return Err(SettingsError::Shape(most));
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

    fn whole(change: impl FnOnce(&mut RunSettings)) -> RunSettings {
        let mut settings = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        change(&mut settings);
        settings
    }

    fn with(change: impl FnOnce(&mut RunSettings)) -> Result<(), SettingsError> {
        whole(change).check()
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
        let upside_down = ThinkTime::Uniform { min: Duration::from_secs(9), max: Duration::from_secs(1) };
        assert!(matches!(with(|s| s.think_time = upside_down), Err(SettingsError::ThinkTime(_))));
        assert!(matches!(with(|s| s.patience.waits = Duration::ZERO), Err(SettingsError::Patience(_))));
        assert!(matches!(with(|s| s.rate = Some(0.0)), Err(SettingsError::Rate(_))));
        let both = with(|s| {
            s.rate = Some(5.0);
            s.shape = "ramp:10,1m".parse().ok();
        });
        assert_eq!(both, Err(SettingsError::ShapeAndRate));
        let crowd = with(|s| s.shape = "ramp:90000,10m".parse().ok());
        assert_eq!(crowd, Err(SettingsError::Shape(90_000)));
        assert_eq!(with(|s| s.journeys.clear()), Err(SettingsError::Journeys));
        for host in ["ftp://host/", "mailto:someone", "http://host/?q=1", "http://host/#part"] {
            assert!(matches!(with(|s| s.host = host.parse().unwrap()), Err(SettingsError::Host(_))), "{host}");
        }
    }

    fn shares(pods: usize) -> impl Iterator<Item = Share> {
        (0..pods).map(move |pod| Share::new(pod, pods).unwrap())
    }

    #[test]
    fn rates_add_up_and_who_has_nobody_has_no_run() {
        let run = whole(|run| {
            run.users = 10;
            run.spawn_rate = 5.0;
            run.rate = Some(50.0);
        });
        let parts: Vec<_> = shares(3).map(|share| run.shared(share).unwrap()).collect();
        assert_eq!(parts.iter().map(|part| (part.users, part.first)).collect::<Vec<_>>(), [(4, 0), (3, 4), (3, 7)]);
        assert!((parts.iter().map(|part| part.spawn_rate).sum::<f32>() - 5.0).abs() < 1e-5);
        assert!((parts.iter().filter_map(|part| part.rate).sum::<f64>() - 50.0).abs() < 1e-9);
        let two = whole(|run| run.users = 2);
        let has: Vec<_> = shares(3).map(|share| two.shared(share).is_some()).collect();
        assert_eq!(has, [true, true, false]);
        assert_eq!(two.shared(Share::WHOLE), Some(two.clone()));
    }

    #[test]
    fn a_shape_is_divided_step_by_step() {
        let run = whole(|run| run.shape = Some("steps:10,1,2s".parse().unwrap()));
        let plans: Vec<_> = shares(3).map(|share| run.shared(share).unwrap().shape.unwrap().plan()).collect();
        assert_eq!(plans, ["4,0s;4,2s;1,0s;1,2s", "3,0s;3,2s;0,0s;0,2s", "3,0s;3,2s;0,0s;0,2s"]);
        let day = whole(|run| run.shape = Some("sine:0,2,8h".parse().unwrap()));
        assert_eq!(day.shared(Share::new(2, 3).unwrap()), None);
        // As it was asked for, so that a kept run can be read again.
        assert_eq!(run.shared(Share::new(1, 3).unwrap()).unwrap().shape.unwrap().to_string(), "steps:10,1,2s");
    }
}
