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

mod answer;
mod call;

mod engine;
mod host;
mod journey;
mod meters;
mod person;
mod process;
mod record;
mod run;
mod script;
pub mod service;
mod settings;
mod through_web;

pub use host::{Unreachable, reach};
pub use journey::{Journey, Request, UnknownJourney};
pub use process::{CtrlCTaken, leave_ctrl_c_to_host};
pub use record::{End, FailureRow, Progress, RequestRow};
pub use run::{LoadTest, NewError, Run, StartError};
pub use script::{Script, ScriptError};
pub use settings::{RunSettings, SettingsError, ThinkTime};
pub use through_web::{Through, UnknownWay};
