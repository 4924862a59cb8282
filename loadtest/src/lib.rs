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

mod addresses;
mod answer;
mod arrivals;
mod browser;
mod call;
mod chart;
mod csv;
mod dashboard;
mod engine;
mod fail_if;
mod failure;
mod figures;
mod figures_api;
mod front;
mod habits;
mod host;
mod journey;
mod journeys_file;
mod kept;
mod meters;
mod page;
mod peers;
mod percentile;
mod person;
mod process;
mod record;
pub mod report;
mod rounds;
mod run;
mod run_error;
mod script;
pub mod service;
mod settings;
mod shape;
mod share;
mod stats;
mod stop_if;
mod through_web;
mod timeline;

pub use dashboard::Refused;
pub use fail_if::FailIf;
pub use failure::FailureKind;
pub use figures::{Figures, Rounds, ServiceTimes};
pub use habits::{Patience, ThinkTime};
pub use host::{Forbidden, Unreachable, reach};
pub use journey::{Journey, Request, UnknownJourney, UnknownRequest};
pub use journeys_file::{DEFAULT_SET, JourneysFile, JourneysFileError};
pub use kept::{Kept, KeptRuns};
pub use peers::PeerName;
pub use percentile::Percentile;
pub use process::{CtrlCTaken, leave_ctrl_c_to_host};
pub use record::{End, FailureRow, JourneyRow, Progress, RequestRow};
pub use run::{LoadTest, LoadTestConfig, Run};
pub use run_error::{ChangeError, NewError, StartError};
pub use script::{Script, ScriptError};
pub use settings::{RunSettings, SettingsError};
pub use shape::{Shape, Step};
pub use share::{Share, ShareError};
pub use stats::{State, Stats};
pub use stop_if::StopIf;
pub use through_web::{Through, UnknownWay};
pub use timeline::{Second, Seconds};
