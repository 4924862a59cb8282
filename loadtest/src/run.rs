//! One run at a time: started, watched, stopped and started again, from the same process as the app.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use movie_guru_telemetry::Telemetry;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::{self, Stage};
use crate::meters::Meters;
use crate::process::{self, CtrlCTaken};
use crate::record::{End, Progress, Record};
use crate::script::{Script, ScriptError};
use crate::settings::{RunSettings, SettingsError};
use crate::through_web::{WebPage, calls_go_to};

/// The load generator could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The engine would take Ctrl-C away from the program.
    #[error(transparent)]
    CtrlC(#[from] CtrlCTaken),
    /// What people say cannot be read.
    #[error(transparent)]
    Script(#[from] ScriptError),
}

/// A run was not started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// One run at a time.
    #[error("a load test is already running; stop it first")]
    AlreadyRunning,
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The machine has no thread left for it.
    #[error("the load engine cannot start: {0}")]
    Engine(#[from] std::io::Error),
    /// The run's figures cannot be kept.
    #[error("the load test's figures cannot be kept: {0}")]
    Record(#[from] hdrhistogram::CreationError),
}

/// The load generator: its metrics, what people say, and the run that is on. Clones are the same load generator.
#[derive(Clone)]
pub struct LoadTest {
    meters: Arc<Meters>,
    script: Arc<Script>,
    current: Arc<Mutex<Current>>,
}

/// The run that is on, or was the last; it ends with its load generator.
#[derive(Default)]
struct Current(Option<Run>);

impl Drop for Current {
    fn drop(&mut self) {
        if let Some(run) = &self.0 {
            run.stop.cancel();
        }
    }
}

/// A run. Clones are the same run; dropping them all leaves it running.
#[derive(Clone)]
pub struct Run {
    record: Arc<Record>,
    stop: CancellationToken,
    over: watch::Receiver<bool>,
    settings: Arc<RunSettings>,
}

impl LoadTest {
    /// Sets up the load generator, with all its series at 0. Ctrl-C stays with the program (see
    /// [`crate::leave_ctrl_c_to_host`]): make this before the program first listens for it.
    pub fn new(telemetry: &Telemetry) -> Result<Self, NewError> {
        process::leave_ctrl_c_to_host()?;
        process::keep_goose_from_printing();
        Ok(Self {
            meters: Arc::new(Meters::new(telemetry.meter())),
            script: Arc::new(Script::built_in()?),
            current: Arc::default(),
        })
    }

    /// Starts a run.
    pub fn start(&self, settings: RunSettings) -> Result<Run, StartError> {
        settings.check()?;
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0.as_ref().is_some_and(|run| !run.is_over()) {
            return Err(StartError::AlreadyRunning);
        }
        let runtime = engine::runtime()?;
        let record = Arc::new(Record::new()?);
        let seed = settings.seed.unwrap_or_else(rand::random);
        let settings = Arc::new(RunSettings { seed: Some(seed), ..settings });
        let stage = Arc::new(Stage {
            host: calls_go_to(&settings),
            web: WebPage::of(&settings, seed).map(Arc::new),
            think_time: settings.think_time,
            seed,
            script: Arc::clone(&self.script),
            meters: Arc::clone(&self.meters),
            record: Arc::clone(&record),
            stop: CancellationToken::new(),
            in_flight: TaskTracker::new(),
        });
        let (now_over, over) = watch::channel(false);
        let run = Run { record, stop: stage.stop.clone(), over, settings: Arc::clone(&settings) };
        thread::Builder::new().name("load-engine".to_owned()).spawn(move || {
            let end = engine::play(runtime, &stage, &settings);
            stage.record.end(end);
            stage.meters.users(0);
            // Nobody may be waiting.
            let _ = now_over.send(true);
        })?;
        current.0 = Some(run.clone());
        Ok(run)
    }

    /// The run that is on, or the last one.
    pub fn current(&self) -> Option<Run> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

impl Run {
    /// What it was asked to do, with the seed that it really has.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// How it stands.
    pub fn progress(&self) -> Progress {
        self.record.progress()
    }

    /// Whether it has ended, and nothing of it sends another request.
    pub fn is_over(&self) -> bool {
        // With the sender gone and `true` never sent, the engine's thread is gone too.
        *self.over.borrow() || self.over.has_changed().is_err()
    }

    /// Stops it, kindly: requests in flight may end, for up to five seconds. Returns its summary once nothing of it
    /// sends another request.
    pub async fn stop(&self) -> Progress {
        self.stop.cancel();
        self.finished().await
    }

    /// Waits for its end, and returns its summary.
    pub async fn finished(&self) -> Progress {
        if self.over.clone().wait_for(|over| *over).await.is_err() {
            self.record.end(End::Broke("the load engine panicked".to_owned()));
        }
        self.progress()
    }
}
