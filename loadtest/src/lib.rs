//! Load that behaves like people: user journeys on Goose, their own metrics, and a run that can be started, watched
//! and stopped from the same process as the app.
//!
//! A [`LoadTest`] runs one [`Run`] at a time. The engine of a run lives in a Tokio runtime of its own that is thrown
//! away with it, so that nothing of a stopped run sends another request. [`service`] offers the load generator's own
//! `/metrics` and probes; the command `loadtest` and `lab` use the same library.
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
pub use engine::process::{CtrlCTaken, leave_ctrl_c_to_host};
pub use engine::run::{LoadTest, LoadTestConfig, Run};
pub use engine::run_error::{ChangeError, NewError, StartError};
pub use figures::kept::{Kept, KeptRuns};
pub use figures::record::{End, FailureRow, JourneyRow, Progress, RequestRow};
pub use figures::report;
pub use figures::stats::{State, Stats};
pub use figures::tally::{Figures, Rounds, ServiceTimes};
pub use figures::timeline::{Second, Seconds};
pub use front::peers::PeerName;
pub use people::failure::FailureKind;
pub use people::script::{Script, ScriptError};
pub use people::through_web::{Through, UnknownWay};
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
