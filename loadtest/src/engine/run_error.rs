//! Why the load generator was not set up, a run not started, or not changed.

use crate::engine::dashboard::Refused;
use crate::engine::process::CtrlCTaken;
use crate::people::addresses::NoAddress;
use crate::people::script::ScriptError;
use crate::plan::host::Forbidden;
use crate::plan::journeys_file::JourneysFileError;
use crate::plan::settings::SettingsError;

/// The load generator could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The engine would take Ctrl-C away from the program.
    #[error(transparent)]
    CtrlC(#[from] CtrlCTaken),
    /// What people say cannot be read.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// What people do cannot be read.
    #[error(transparent)]
    Journeys(#[from] JourneysFileError),
    /// No HTTP client can be built.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
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
    /// The host is somebody else's.
    #[error(transparent)]
    Host(#[from] Forbidden),
    /// The machine has no thread left for it.
    #[error("the load engine cannot start: {0}")]
    Engine(#[from] std::io::Error),
    /// The host has no address to send to.
    #[error(transparent)]
    Address(#[from] NoAddress),
    /// The run's figures cannot be kept.
    #[error("the load test's figures cannot be kept: {0}")]
    Record(#[from] hdrhistogram::CreationError),
}

/// A run was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It has ended, or is about to.
    #[error("no load test is running")]
    NotRunning,
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Goose does not take the change.
    #[error(transparent)]
    Refused(#[from] Refused),
}
