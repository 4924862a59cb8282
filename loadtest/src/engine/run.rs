//! A run: watched, changed and stopped while it is on, and read when it is over.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use crate::engine::dashboard::Dashboard;
use crate::engine::run_error::ChangeError;
use crate::figures::kept::KeptRun;
use crate::figures::progress::{End, Progress};
use crate::figures::stats::{State, Stats, time_of};
use crate::figures::timeline::Seconds;
use crate::people::crowd::Crowd;
use crate::plan::settings::RunSettings;

/// A run. Clones are the same run; dropping them all leaves it running.
#[derive(Clone)]
pub struct Run {
    crowd: Arc<Crowd>,
    dashboard: Dashboard,
    over: watch::Receiver<bool>,
    settings: Arc<RunSettings>,
    /// The settings with what was changed while it ran.
    asked: Arc<Mutex<RunSettings>>,
    /// When it ends by itself, counted from its start.
    ends_after: watch::Sender<Option<Duration>>,
}

impl Run {
    /// A run that is about to be played; `over` says when it is over.
    pub(super) fn new(
        crowd: Arc<Crowd>,
        dashboard: Dashboard,
        settings: Arc<RunSettings>,
        over: watch::Receiver<bool>,
    ) -> Self {
        let asked = Arc::new(Mutex::new((*settings).clone()));
        let ends_after = watch::Sender::new(settings.ends_after());
        Self { crowd, dashboard, over, settings, asked, ends_after }
    }

    /// What it was asked to do when it started, with the seed that it really has.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// The same as it was last changed: who says 4 people after 2 has asked for 4, also while they are still coming.
    pub fn asked(&self) -> RunSettings {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn now_asked(&self, change: impl FnOnce(&mut RunSettings)) {
        change(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Its figures so far; once it is over, with why.
    pub fn progress(&self) -> Progress {
        self.crowd.record.progress()
    }

    /// It in one JSON: what it was asked to do, how it stands, and every figure.
    pub fn stats(&self) -> Stats {
        let progress = self.progress();
        let state = match (&progress.ended, self.is_stopping()) {
            (Some(_), _) => State::Ended,
            (None, true) => State::Stopping,
            (None, false) => State::Running,
        };
        Stats { state, started: time_of(self.started_at()), settings: (&self.asked()).into(), progress }
    }

    /// It as it is kept, and reported: with its seconds.
    pub fn whole(&self) -> KeptRun {
        KeptRun::new(self.started_at(), self.stats(), self.seconds())
    }

    /// Changes how many people there are, while it runs; they come at the spawn rate, and who leaves ends their round
    /// first.
    pub async fn set_users(&self, users: usize) -> Result<(), ChangeError> {
        RunSettings { users, shape: None, ..(*self.settings).clone() }.check()?;
        self.changeable()?;
        self.dashboard.set_users(users).await?;
        self.now_asked(|asked| (asked.users, asked.shape) = (users, None));
        Ok(())
    }

    /// Changes how many people come per second when there are to be more.
    pub async fn set_spawn_rate(&self, spawn_rate: f32) -> Result<(), ChangeError> {
        RunSettings { spawn_rate, ..(*self.settings).clone() }.check()?;
        self.changeable()?;
        self.dashboard.command("settings", &serde_json::json!({ "increase_rate": spawn_rate })).await?;
        self.now_asked(|asked| asked.spawn_rate = spawn_rate);
        Ok(())
    }

    /// Changes when it ends by itself, counted from its start; none: it goes on until it is stopped.
    pub fn set_run_time(&self, run_time: Option<Duration>) -> Result<(), ChangeError> {
        let settings = RunSettings { run_time, ..(*self.settings).clone() };
        settings.check()?;
        self.changeable()?;
        self.ends_after.send_replace(settings.ends_after());
        self.now_asked(|asked| asked.run_time = run_time);
        Ok(())
    }

    fn changeable(&self) -> Result<(), ChangeError> {
        if self.is_stopping() || self.is_over() { Err(ChangeError::NotRunning) } else { Ok(()) }
    }

    /// People at work just now.
    pub fn users(&self) -> u64 {
        self.crowd.record.users()
    }

    /// How it went second by second.
    pub fn seconds(&self) -> Seconds {
        self.crowd.record.seconds()
    }

    /// When it was started, by the clock on the wall.
    pub fn started_at(&self) -> SystemTime {
        self.crowd.record.started_at()
    }

    /// Whether it is being stopped, or has ended.
    pub fn is_stopping(&self) -> bool {
        self.crowd.stop.is_cancelled()
    }

    /// Whether it has ended, and nothing of it sends another request.
    pub fn is_over(&self) -> bool {
        // With the sender gone and `true` never sent, the engine's thread is gone too.
        *self.over.borrow() || self.over.has_changed().is_err()
    }

    /// When it ends by itself, as that is changed.
    pub(super) fn ends_after(&self) -> watch::Receiver<Option<Duration>> {
        self.ends_after.subscribe()
    }

    /// Begins to stop it, as [`Run::stop`] does, and does not wait.
    pub(super) fn begin_to_stop(&self) {
        self.crowd.stop.cancel();
    }

    /// Stops it, kindly: requests in flight may end, for up to five seconds. Returns its summary once nothing of it
    /// sends another request.
    pub async fn stop(&self) -> Progress {
        self.begin_to_stop();
        self.finished().await
    }

    /// Waits for its end, and returns its summary.
    pub async fn finished(&self) -> Progress {
        if self.over.clone().wait_for(|over| *over).await.is_err() {
            self.crowd.record.end(End::Broke("the load engine panicked".to_owned()));
        }
        self.progress()
    }
}
