//! One run at a time: started, watched, changed, stopped and started again, from the same process as the app.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use movie_guru_telemetry::Telemetry;
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::engine::dashboard::Dashboard;
use crate::engine::play::{self, Stage};
use crate::engine::process;
use crate::engine::run_error::{ChangeError, NewError, StartError};
use crate::figures::kept::{Kept, KeptRuns};
use crate::figures::meters::Meters;
use crate::figures::record::{End, Progress, Record};
use crate::figures::timeline::Seconds;
use crate::people::addresses::Addresses;
use crate::people::journeys::swarm::Calls;
use crate::people::script::Script;
use crate::people::through_web::WebPage;
use crate::plan::arrivals::Arrivals;
use crate::plan::host;
use crate::plan::journeys_file::JourneysFile;
use crate::plan::settings::RunSettings;

/// The load generator. Clones are the same load generator.
#[derive(Clone)]
pub struct LoadTest(Arc<Shared>);

struct Shared {
    meters: Arc<Meters>,
    script: Arc<Script>,
    journeys: JourneysFile,
    allowed_hosts: Vec<String>,
    kept: Option<KeptRuns>,
    http: Client,
    tls: ClientConfig,
    now: Mutex<Now>,
    shown: watch::Sender<Option<Dashboard>>,
}

/// The run that is on, or was the last, and the engine whose dashboard is shown. Both end with their load generator.
#[derive(Default)]
struct Now {
    run: Option<Run>,
    retire: Option<CancellationToken>,
}

impl Drop for Now {
    fn drop(&mut self) {
        if let Some(run) = &self.run {
            run.stage.stop.cancel();
        }
        if let Some(retire) = &self.retire {
            retire.cancel();
        }
    }
}

/// What a load generator may have of its own.
#[derive(Clone, Debug, Default)]
pub struct LoadTestConfig {
    /// What people do, how often, and how they pause and wait; none: the file that comes with the program.
    pub journeys: Option<JourneysFile>,
    /// Hosts that load may go to though they are not on this machine or in a private network.
    pub allowed_hosts: Vec<String>,
    /// Where finished runs are kept; none: nowhere.
    pub kept: Option<KeptRuns>,
}

/// A run. Clones are the same run; dropping them all leaves it running.
#[derive(Clone)]
pub struct Run {
    stage: Arc<Stage>,
    dashboard: Dashboard,
    over: watch::Receiver<bool>,
    settings: Arc<RunSettings>,
    /// The settings with what was changed while it ran.
    asked: Arc<Mutex<RunSettings>>,
}

impl LoadTest {
    /// Sets up the load generator, with all its series at 0. Ctrl-C stays with the program (see
    /// [`crate::leave_ctrl_c_to_host`]): make this before the program first listens for it.
    pub fn new(telemetry: &Telemetry) -> Result<Self, NewError> {
        Self::with(telemetry, LoadTestConfig::default())
    }

    /// The same, otherwise than usual.
    pub fn with(telemetry: &Telemetry, config: LoadTestConfig) -> Result<Self, NewError> {
        let LoadTestConfig { journeys, allowed_hosts, kept } = config;
        let journeys = journeys.map_or_else(JourneysFile::built_in, Ok)?;
        process::leave_ctrl_c_to_host()?;
        process::keep_goose_from_printing();
        Ok(Self(Arc::new(Shared {
            meters: Arc::new(Meters::new(telemetry.meter())),
            script: Arc::new(Script::built_in()?),
            journeys,
            allowed_hosts,
            kept,
            http: Dashboard::client()?,
            // Where this machine has no certificates, it trusts none.
            tls: ClientConfig::with_platform_verifier().unwrap_or_else(|_| trusts_nobody()),
            now: Mutex::default(),
            shown: watch::Sender::new(None),
        })))
    }

    /// What people do, how often, and how they pause and wait.
    pub fn journeys(&self) -> &JourneysFile {
        &self.0.journeys
    }

    /// Where finished runs are kept.
    pub fn kept(&self) -> Option<&KeptRuns> {
        self.0.kept.as_ref()
    }

    /// Starts a run.
    pub fn start(&self, settings: RunSettings) -> Result<Run, StartError> {
        self.check(&settings)?;
        let mut now = self.now();
        if now.run.as_ref().is_some_and(|run| !run.is_over()) {
            return Err(StartError::AlreadyRunning);
        }
        let runtime = play::runtime()?;
        let seed = settings.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
        let settings = Arc::new(RunSettings { seed: Some(seed), ..settings });
        let stage = Arc::new(self.stage(&settings, seed)?);
        let dashboard = Dashboard::new(self.0.http.clone())?;
        let (now_over, over) = watch::channel(false);
        let asked = Arc::new(Mutex::new((*settings).clone()));
        let run = Run {
            stage: Arc::clone(&stage),
            dashboard: dashboard.clone(),
            over,
            settings: Arc::clone(&settings),
            asked,
        };
        let retired = CancellationToken::new();
        let retire = retired.clone();
        let engine = dashboard.clone();
        let (finished, kept) = (run.clone(), self.0.kept.clone());
        thread::Builder::new().name("load-engine".to_owned()).spawn(move || {
            play::play(runtime, &stage, &engine, &settings, &retired, |end| {
                stage.record.end(end);
                stage.meters.users(0);
                if let Some(kept) = &kept
                    && let Err(error) = kept.keep(&Kept::of(&finished))
                {
                    tracing::warn!(%error, "a finished run could not be kept");
                }
                // Nobody may be waiting.
                let _ = now_over.send(true);
            });
        })?;
        now.run = Some(run.clone());
        self.show(&mut now, dashboard, retire);
        Ok(run)
    }

    /// Whether a run could be started with these settings.
    pub fn check(&self, settings: &RunSettings) -> Result<(), StartError> {
        settings.check()?;
        Ok(host::allowed(&settings.host, &self.0.allowed_hosts)?)
    }

    /// An engine that plays nothing, for the dashboard to be there before the first run; none where there is one.
    pub(crate) fn show_idle(&self) -> Result<Option<Dashboard>, StartError> {
        let mut now = self.now();
        if now.retire.is_some() {
            return Ok(None);
        }
        let runtime = play::runtime()?;
        // Never sent to: what is shown is set afterwards.
        let nowhere = RunSettings::new(Url::parse("http://127.0.0.1")?);
        let stage = Arc::new(self.stage(&nowhere, 0)?);
        let dashboard = Dashboard::new(self.0.http.clone())?;
        let retired = CancellationToken::new();
        let (retire, engine) = (retired.clone(), dashboard.clone());
        thread::Builder::new()
            .name("load-idle".to_owned())
            .spawn(move || play::idle(runtime, &stage, &engine, &retired))?;
        self.show(&mut now, dashboard.clone(), retire);
        Ok(Some(dashboard))
    }

    /// The dashboard that is shown, as it changes from run to run.
    pub(crate) fn shown(&self) -> watch::Receiver<Option<Dashboard>> {
        self.0.shown.subscribe()
    }

    fn show(&self, now: &mut Now, dashboard: Dashboard, retire: CancellationToken) {
        if let Some(former) = now.retire.replace(retire) {
            former.cancel();
        }
        self.0.shown.send_replace(Some(dashboard));
    }

    fn stage(&self, settings: &RunSettings, seed: u64) -> Result<Stage, StartError> {
        Ok(Stage {
            host: settings.host.to_string(),
            addresses: Addresses::of(settings)?,
            web: WebPage::of(settings, seed).map(Arc::new),
            tls: self.0.tls.clone(),
            journeys: settings.journeys.clone(),
            think_time: settings.think_time,
            patience: settings.patience,
            seed,
            share: settings.share,
            first: settings.first,
            script: Arc::clone(&self.0.script),
            calls: Arc::new(Calls::new(self.0.journeys.swarm().to_vec())),
            arrivals: settings.rate.map(Arrivals::new),
            meters: Arc::clone(&self.0.meters),
            record: Arc::new(Record::new(settings.rate.is_some(), settings.further_percentiles())?),
            stop_if: settings.stop_if.clone(),
            ends_after: watch::Sender::new(settings.ends_after()),
            opened: CancellationToken::new(),
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            curtain: CancellationToken::new(),
            in_flight: TaskTracker::new(),
        })
    }

    /// The run that is on, or the last one.
    pub fn current(&self) -> Option<Run> {
        self.now().run.clone()
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trusts_nobody() -> ClientConfig {
    ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

impl Run {
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

    /// How it stands.
    pub fn progress(&self) -> Progress {
        self.stage.record.progress()
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
        self.stage.ends_after.send_replace(settings.ends_after());
        self.now_asked(|asked| asked.run_time = run_time);
        Ok(())
    }

    fn changeable(&self) -> Result<(), ChangeError> {
        if self.is_stopping() || self.is_over() { Err(ChangeError::NotRunning) } else { Ok(()) }
    }

    /// People at work just now.
    pub fn users(&self) -> u64 {
        self.stage.record.users()
    }

    /// How it went second by second.
    pub fn seconds(&self) -> Seconds {
        self.stage.record.seconds()
    }

    /// When it was started, by the clock on the wall.
    pub fn started_at(&self) -> SystemTime {
        self.stage.record.started_at()
    }

    /// Whether it is being stopped, or has ended.
    pub fn is_stopping(&self) -> bool {
        self.stage.stop.is_cancelled()
    }

    /// Whether it has ended, and nothing of it sends another request.
    pub fn is_over(&self) -> bool {
        // With the sender gone and `true` never sent, the engine's thread is gone too.
        *self.over.borrow() || self.over.has_changed().is_err()
    }

    /// Stops it, kindly: requests in flight may end, for up to five seconds. Returns its summary once nothing of it
    /// sends another request.
    pub async fn stop(&self) -> Progress {
        self.stage.stop.cancel();
        self.finished().await
    }

    /// Waits for its end, and returns its summary.
    pub async fn finished(&self) -> Progress {
        if self.over.clone().wait_for(|over| *over).await.is_err() {
            self.stage.record.end(End::Broke("the load engine panicked".to_owned()));
        }
        self.progress()
    }
}
