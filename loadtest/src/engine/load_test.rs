//! One run at a time: started, watched, changed, stopped and started again, from the same process as the app.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use movie_guru_telemetry::Telemetry;
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::engine::dashboard::Dashboard;
use crate::engine::play::{self, Engine};
use crate::engine::process;
use crate::engine::run::Run;
use crate::engine::run_error::{NewError, StartError};
use crate::figures::kept::KeptRuns;
use crate::figures::meters::Meters;
use crate::figures::record::Record;
use crate::people::addresses::{Addresses, NoAddress};
use crate::people::crowd::Crowd;
use crate::people::script::Script;
use crate::people::swarm_calls::SwarmCalls;
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
            run.begin_to_stop();
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

    /// Starts a run on a thread of its own; it goes on whether or not somebody holds the [`Run`].
    ///
    /// # Errors
    ///
    /// Where another run is on, a setting or the host is refused, or the machine has no thread for it.
    pub fn start(&self, settings: RunSettings) -> Result<Run, StartError> {
        self.check(&settings)?;
        let mut now = self.now();
        if now.run.as_ref().is_some_and(|run| !run.is_over()) {
            return Err(StartError::AlreadyRunning);
        }
        let runtime = play::runtime()?;
        let seed = settings.seed.unwrap_or_else(|| u64::from(rand::random::<u32>()));
        let settings = Arc::new(RunSettings { seed: Some(seed), ..settings });
        let crowd = Arc::new(self.crowd(&settings, seed)?);
        let dashboard = Dashboard::new(self.0.http.clone())?;
        let (now_over, over) = watch::channel(false);
        let run = Run::new(Arc::clone(&crowd), dashboard.clone(), Arc::clone(&settings), over);
        let retired = CancellationToken::new();
        let engine = Engine { crowd, dashboard: dashboard.clone(), settings, retired: retired.clone() };
        let (finished, kept) = (run.clone(), self.0.kept.clone());
        thread::Builder::new().name("load-engine".to_owned()).spawn(move || {
            engine.play(runtime, finished.ends_after(), |end| {
                engine.crowd.record.end(end);
                engine.crowd.meters.users(0);
                if let Some(kept) = &kept
                    && let Err(error) = kept.keep(&finished.whole())
                {
                    tracing::warn!(%error, "a finished run could not be kept");
                }
                // Nobody may be waiting.
                let _ = now_over.send(true);
            });
        })?;
        now.run = Some(run.clone());
        self.show(&mut now, dashboard, retired);
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
        let nowhere = Arc::new(RunSettings::new(Url::parse("http://127.0.0.1").map_err(NoAddress::from)?));
        let crowd = Arc::new(self.crowd(&nowhere, 0)?);
        let dashboard = Dashboard::new(self.0.http.clone())?;
        let retired = CancellationToken::new();
        let engine = Engine { crowd, dashboard: dashboard.clone(), settings: nowhere, retired: retired.clone() };
        thread::Builder::new().name("load-idle".to_owned()).spawn(move || engine.idle(runtime))?;
        self.show(&mut now, dashboard.clone(), retired);
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

    fn crowd(&self, settings: &RunSettings, seed: u64) -> Result<Crowd, StartError> {
        Ok(Crowd {
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
            swarm_calls: Arc::new(SwarmCalls::new(self.0.journeys.swarm().to_vec())),
            arrivals: settings.rate.map(Arrivals::new),
            meters: Arc::clone(&self.0.meters),
            record: Arc::new(Record::new(settings.rate.is_some(), settings.further_percentiles())?),
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
