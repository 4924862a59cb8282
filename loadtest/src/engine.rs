//! Goose, in a Tokio runtime of its own on a thread of its own.
//!
//! Goose 0.19 can be asked to stop only by statics of the process, and aborting its `execute()` leaves its users
//! running. So a run ends with its runtime: first no new request is begun and those in flight may end; after
//! [`GRACE`] at the latest the runtime is thrown away with all that is in it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use goose::client::GooseClientBuilder;
use goose::config::GooseConfiguration;
use goose::goose::{Scenario, Transaction, TransactionFunction};
use goose::prelude::{GooseAttack, GooseError, GooseUser};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::journey::Journey;
use crate::meters::Meters;
use crate::person::Visit;
use crate::process;
use crate::record::{End, Record};
use crate::script::Script;
use crate::settings::{RunSettings, ThinkTime};
use crate::through_web::WebPage;

/// How long requests in flight may take to end once a run is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// How long the last report to the web app may take.
const LAST_REPORT: Duration = Duration::from_secs(1);

/// What the people of one run share.
pub(crate) struct Stage {
    /// The host without a slash at its end, so that it may have a path.
    pub(crate) host: String,
    /// The page that people behave like, where they go through the web app.
    pub(crate) web: Option<Arc<WebPage>>,
    pub(crate) think_time: ThinkTime,
    pub(crate) seed: u64,
    pub(crate) script: Arc<Script>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) record: Arc<Record>,
    /// Cancelled: nobody begins another request.
    pub(crate) stop: CancellationToken,
    pub(crate) in_flight: TaskTracker,
}

impl Stage {
    pub(crate) fn arrived(&self) {
        self.meters.users(self.record.arrived());
    }
}

/// Plays the run to its end; returns when nothing of it can send a request any more.
pub(crate) fn play(runtime: Runtime, stage: &Arc<Stage>, settings: &RunSettings) -> End {
    let end = runtime.block_on(async {
        let attack = match attack(stage, settings) {
            Ok(attack) => tokio::spawn(attack.execute()),
            Err(error) => return End::Broke(explain(&error)),
        };
        let page = stage.web.clone().map(|web| {
            let end = CancellationToken::new();
            (end.clone(), tokio::spawn(async move { web.keep_up(end).await }))
        });
        let run_time = async {
            match settings.run_time {
                Some(time) => tokio::time::sleep(time).await,
                None => std::future::pending().await,
            }
        };
        let end = tokio::select! {
            biased;
            () = stage.stop.cancelled() => End::Stopped,
            () = run_time => End::RunTime,
            over = attack => match over {
                Ok(Ok(_)) => End::Broke("Goose ended by itself".to_owned()),
                Ok(Err(error)) => End::Broke(explain(&error)),
                Err(error) => End::Broke(error.to_string()),
            },
        };
        stage.stop.cancel();
        stage.in_flight.close();
        // What is still in flight after this is cut.
        let _ = tokio::time::timeout(GRACE, stage.in_flight.wait()).await;
        if let Some((end, reported)) = page {
            end.cancel();
            let _ = tokio::time::timeout(LAST_REPORT, reported).await;
        }
        end
    });
    runtime.shutdown_background();
    end
}

/// The runtime that a run is played in.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().thread_name("load").enable_all().build()
}

fn attack(stage: &Arc<Stage>, settings: &RunSettings) -> Result<GooseAttack, GooseError> {
    let (users, rate) = (settings.users.to_string(), settings.spawn_rate.to_string());
    let mut flags = vec!["--host", &stage.host, "--users", &users, "--increase-rate", &rate];
    // No figures of Goose's own yet, nothing printed, nothing listening, nothing written. Not `--no-reset-metrics`:
    // with that flag Goose prints "All 5 users launched." whatever else it is told.
    flags.extend(["--no-metrics", "--no-print-metrics", "--no-telnet"]);
    flags.extend(process::verbosity());
    // People bring clients of their own (`Visit::begin`); Goose's is one for all and never used.
    let unused = GooseClientBuilder::new().without_cookies();
    let mut attack = GooseAttack::initialize_with_config(GooseConfiguration::parse_args_default(&flags)?)?
        .set_client_builder_without_cookies(unused)?;
    for journey in &settings.journeys {
        let round = Transaction::new(rounds(Arc::clone(stage), *journey)).set_name(journey.name());
        attack = attack.register_scenario(Scenario::new(journey.name()).register_transaction(round));
    }
    Ok(attack)
}

/// Goose calls this again and again: one call is one round of the journey and the pause after it. A strict sequence
/// has to be one transaction, for an error ends neither a sequence nor a user of Goose.
fn rounds(stage: Arc<Stage>, journey: Journey) -> TransactionFunction {
    Arc::new(move |user| {
        let stage = Arc::clone(&stage);
        Box::pin(async move {
            if let Err(message) = caught(round(&stage, user, journey)).await {
                tracing::error!(%journey, message, "a journey broke");
                stage.record.broken_journey(journey, message);
                tokio::time::sleep(stage.think_time.max).await;
            }
            if stage.stop.is_cancelled() {
                // This person is done and waits for the curtain.
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    })
}

async fn round(stage: &Stage, user: &mut GooseUser, journey: Journey) -> Result<(), String> {
    let mut visit = Visit::begin(stage, user, journey).await.map_err(|error| error.to_string())?;
    // A failed step is counted where it happens; the round ends and the next one is a new try.
    let _ = journey.round(&mut visit).await;
    let _ = visit.think().await;
    visit.end();
    Ok(())
}

/// Goose loses a user that panics, without a word; here it is one more way to fail.
async fn caught(round: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let outcome = AssertUnwindSafe(round).catch_unwind().await;
    outcome.unwrap_or_else(|panic| Err(format!("the journey panicked: {}", panic_message(panic))))
}

fn panic_message(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// Goose's own `Display` leaves the detail out.
fn explain(error: &GooseError) -> String {
    match error {
        GooseError::InvalidOption { option, value, detail } => format!("{option} = {value}: {detail}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_journey_that_panics_has_failed_with_its_message() {
        assert_eq!(caught(async { Ok(()) }).await, Ok(()));
        let broken = caught(async { panic!("no film {}", 7) }).await;
        assert_eq!(broken, Err("the journey panicked: no film 7".to_owned()));
    }
}
