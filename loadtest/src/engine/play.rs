//! Goose, in a Tokio runtime of its own on a thread of its own.
//!
//! Goose 0.19 can be asked to stop only by statics of the process or by its dashboard, and aborting its `execute()`
//! leaves its users running. So a run ends with its runtime: first no new request is begun and those in flight may end;
//! after [`GRACE`] at the latest they are cut. The engine then stays, idle, for its dashboard shows how the run went,
//! until the next one takes its place.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use goose::client::GooseClientBuilder;
use goose::config::GooseConfiguration;
use goose::goose::{Scenario, Transaction};
use goose::prelude::{GooseAttack, GooseError};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::engine::dashboard::{Dashboard, Refused};
use crate::engine::process;
use crate::engine::rounds::rounds;
use crate::figures::progress::End;
use crate::people::crowd::Crowd;
use crate::plan::settings::RunSettings;

/// How long requests in flight may take to end once a run is stopped.
const GRACE: Duration = Duration::from_secs(5);
/// How long Goose may take to send its people home after that.
const CURTAIN: Duration = Duration::from_secs(2);
/// How long the people of an open model may take to come before requests do.
const GATHER: Duration = Duration::from_secs(10);
/// How often conditions that end a run are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Goose's longest run time.
const A_MONTH_S: f64 = 30.0 * 86_400.0;

/// How long the last report to the web app may take.
const LAST_REPORT: Duration = Duration::from_secs(1);

/// The runtime that an engine lives in.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().thread_name("load").enable_all().build()
}

/// Goose with these people and this dashboard.
pub(crate) struct Engine {
    pub(crate) crowd: Arc<Crowd>,
    pub(crate) dashboard: Dashboard,
    pub(crate) settings: Arc<RunSettings>,
    /// Cancelled: another engine has taken its place.
    pub(crate) retired: CancellationToken,
}

impl Engine {
    /// Plays nothing, but keeps its dashboard until it is retired.
    pub(crate) fn idle(&self, runtime: Runtime) {
        runtime.block_on(async {
            let Ok(attack) = self.attack() else { return };
            let attack = tokio::spawn(attack.execute());
            tokio::select! {
                () = self.retired.cancelled() => {}
                _ = attack => {}
            }
        });
        runtime.shutdown_background();
    }

    /// Plays the run to its end and says so; from then on nothing of it sends a request any more. Keeps its dashboard
    /// until it is retired. `ends_after` is when the run ends by itself, counted from its start.
    pub(crate) fn play(&self, runtime: Runtime, ends_after: watch::Receiver<Option<Duration>>, over: impl FnOnce(End)) {
        let Self { crowd, dashboard, retired, .. } = self;
        runtime.block_on(async {
            let mut attack = match self.attack() {
                Ok(attack) => tokio::spawn(attack.execute()),
                Err(error) => return over(End::Broke(explain(&error))),
            };
            let page = crowd.web.clone().map(|web| {
                let end = CancellationToken::new();
                (end.clone(), tokio::spawn(async move { web.keep_up(end).await }))
            });
            let end = tokio::select! {
                biased;
                () = crowd.stop.cancelled() => End::Stopped,
                end = self.run(ends_after) => end,
                ended = &mut attack => match ended {
                    Ok(Ok(_)) => End::Broke("Goose ended by itself".to_owned()),
                    Ok(Err(error)) => End::Broke(explain(&error)),
                    Err(error) => End::Broke(error.to_string()),
                },
            };
            crowd.stop.cancel();
            crowd.in_flight.close();
            let _ = tokio::time::timeout(GRACE, crowd.in_flight.wait()).await;
            crowd.cut.cancel();
            crowd.in_flight.wait().await;
            if let Some((end, reported)) = page {
                end.cancel();
                let _ = tokio::time::timeout(LAST_REPORT, reported).await;
            }
            over(end);
            crowd.curtain.cancel();
            if attack.is_finished() {
                return;
            }
            // Refused where nothing had begun.
            let _ = tokio::time::timeout(CURTAIN, dashboard.command("stop", &json!({}))).await;
            sweep(dashboard);
            tokio::select! {
                () = retired.cancelled() => {}
                _ = attack => {}
            }
        });
        runtime.shutdown_background();
    }

    /// Gets the engine going and waits for the end of the run's time.
    async fn run(&self, mut ends_after: watch::Receiver<Option<Duration>>) -> End {
        let began = match self.begin().await {
            Ok(began) => began,
            Err(refused) => return End::Broke(format!("the load engine refused to start: {refused}")),
        };
        loop {
            let length = *ends_after.borrow_and_update();
            let time_is_over = async {
                match length {
                    Some(length) => tokio::time::sleep_until((began + length).into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = time_is_over => return End::RunTime,
                why = self.condition_holds() => return End::StopIf(why),
                changed = ends_after.changed() => {
                    if changed.is_err() {
                        return End::Stopped;
                    }
                }
            }
        }
    }

    /// Waits until a condition of `--stop-if` holds.
    async fn condition_holds(&self) -> String {
        if self.settings.stop_if.is_empty() {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(LOOK).await;
            let progress = self.crowd.record.progress();
            if let Some(why) = self.settings.stop_if.iter().find_map(|condition| condition.holds(&progress)) {
                return why;
            }
        }
    }

    /// Goose forgets its figures at the end of a ramp, and prints a line about it where it is told not to. So it begins with
    /// a ramp to one person, who is held back until it is over; then it is told what was really asked for.
    async fn begin(&self) -> Result<Instant, Refused> {
        let Self { crowd, dashboard, settings, .. } = self;
        if !dashboard.opened().await {
            return Err(Refused { field: None, message: "its dashboard does not open".to_owned() });
        }
        dashboard.command("report", &json!({"save": false})).await?;
        dashboard.command("start", &json!({})).await?;
        let rate = if settings.rate.is_some() { 10_000.0 } else { settings.spawn_rate };
        let run_time = settings.run_time.map(|time| time.as_secs_f64().ceil()).filter(|seconds| *seconds <= A_MONTH_S);
        let wanted = match (&settings.shape, run_time) {
            (None, Some(seconds)) => json!({"increase_rate": rate, "run_time_secs": seconds as u64}),
            _ => json!({ "increase_rate": rate }),
        };
        loop {
            let answer = dashboard.command("settings", &wanted).await?;
            if matches!(answer["settings"]["stage"].as_str(), Some("hold" | "hold_until_stopped")) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let mut began = crowd.record.begin();
        sweep(dashboard);
        crowd.opened.cancel();
        match &settings.shape {
            Some(shape) => drop(dashboard.command("settings", &json!({"test_plan": shape.plan()})).await?),
            None if settings.users > 1 => dashboard.set_users(settings.users).await?,
            None => {}
        }
        if let Some(arrivals) = &crowd.arrivals {
            // Nobody is late because of people who are still on their way here.
            let _ = tokio::time::timeout(GATHER, crowd.record.has_users(settings.users as u64)).await;
            began = crowd.record.begin();
            let begun = arrivals.begin(crowd.stop.clone());
            begun.map_err(|error| Refused { field: None, message: format!("no thread for the schedule: {error}") })?;
        }
        Ok(began)
    }

    fn attack(&self) -> Result<GooseAttack, GooseError> {
        let Self { crowd, dashboard, settings, .. } = self;
        let host = settings.host.as_str();
        let mut flags: Vec<String> =
            ["--host", host, "--users", "1", "--increase-rate", "100"].map(str::to_owned).into();
        // Nothing printed, nothing listening but the dashboard, nothing written: the folder is one that Goose makes for a
        // run and takes away again.
        flags.extend([
            "--no-print-metrics".into(),
            "--no-telnet".into(),
            "--output-dir".into(),
            folder(dashboard).to_string_lossy().into_owned(),
        ]);
        flags.extend(dashboard.flags());
        flags.extend(process::verbosity().map(str::to_owned));
        // People bring browsers of their own (`Visit::begin`); Goose's client is one for all and never used.
        let unused = GooseClientBuilder::new().without_cookies();
        let attack = GooseAttack::initialize_with_config(GooseConfiguration::parse_args_default(&flags)?)?
            .set_client_builder_without_cookies(unused)?;
        let attack = dashboard.protect(attack)?;
        // One scenario for all: Goose begins its allotment afresh each time that people are added, which would give the
        // first journey more of them than its weight. Who does what is settled by `Crowd::journey_of`.
        let round = Transaction::new(rounds(Arc::clone(crowd))).set_name("round");
        Ok(attack.register_scenario(Scenario::new("people").register_transaction(round)))
    }
}

/// Where Goose would write, were it asked to.
fn folder(dashboard: &Dashboard) -> PathBuf {
    std::env::temp_dir().join(format!("loadtest-{}-{}", std::process::id(), dashboard.port()))
}

/// Takes away what Goose has put there to hold the place.
fn sweep(dashboard: &Dashboard) {
    let _ = std::fs::remove_dir_all(folder(dashboard));
}

/// Goose's own `Display` leaves the detail out.
fn explain(error: &GooseError) -> String {
    match error {
        GooseError::InvalidOption { option, value, detail } => format!("{option} = {value}: {detail}"),
        other => other.to_string(),
    }
}
