//! Load that behaves like people: user journeys on Goose, their own metrics, and a run that can be started, watched
//! and stopped from the same process as the app.
//!
//! A [`LoadTest`] runs one [`Run`] at a time. The engine of a run lives in a Tokio runtime of its own that is thrown
//! away with it, so that nothing of a stopped run sends another request. [`service`] offers the load generator's own
//! `/metrics` and probes; the command `loadtest` and `lab` use the same library.
//!
//! Five folders, each of which uses only those that stand after it: `front` (what people meet: the page, its API, past
//! runs), `engine` (Goose, and a run as it is started, changed and stopped), `people` (who act), `figures` (what was
//! seen, and whether a condition holds of it), `plan` (what a run shall be). [`service`] and the command are on top.
//! Goose's own dashboard is the engine's, for by it Goose is told what to do; habits are part of the plan, for settings
//! have them.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use movie_guru_loadtest::{LoadTest, RunSettings};
//! use movie_guru_telemetry::{Telemetry, otlp::Otlp};
//!
//! let telemetry = Telemetry::new("loadtest", &Otlp::off())?;
//! let load = LoadTest::new(&telemetry)?;
//! let run = load.start(RunSettings { users: 5, ..RunSettings::new("http://127.0.0.1:8081".parse()?) })?;
//! let summary = run.stop().await;
//! assert!(summary.ended.is_some());
//! # Ok(()) }
//! ```

mod engine;
mod figures;
mod front;
mod people;
mod plan;
pub mod service;

pub use engine::dashboard::Refused;
pub use engine::load_test::{LoadTest, LoadTestConfig};
pub use engine::process::{CtrlCTaken, leave_ctrl_c_to_host};
pub use engine::run::Run;
pub use engine::run_error::{ChangeError, NewError, StartError};
pub use figures::call_figures::{CallFigures, RoundFigures, ServiceTimes};
pub use figures::failure_kind::FailureKind;
pub use figures::kept::{KeptRun, KeptRuns};
pub use figures::progress::{End, FailureRow, JourneyRow, Progress, RequestRow};
pub use figures::report;
pub use figures::stats::{State, Stats};
pub use figures::timeline::{Second, Seconds};
pub use front::peers::PeerName;
pub use people::script::{Script, ScriptError};
pub use plan::fail_if::FailIf;
pub use plan::habits::{Patience, ThinkTime};
pub use plan::host::{Forbidden, Unreachable, reach};
pub use plan::journey::{Journey, Request, UnknownJourney, UnknownRequest};
pub use plan::journeys_file::{DEFAULT_SET, JourneysFile, JourneysFileError};
pub use plan::percentile::Percentile;
pub use plan::settings::{RunSettings, SettingsError};
pub use plan::shape::{Shape, Step};
pub use plan::share::{Share, ShareError};
pub use plan::stop_if::StopIf;
pub use plan::through::{Through, UnknownWay};
