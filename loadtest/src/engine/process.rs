//! What Goose does to the process it runs in, kept away from the program around it.
//!
//! - **Ctrl-C.** Every `execute()` of Goose 0.19 calls `ctrlc::set_handler`, which replaces the handler of SIGINT, and
//!   that handler ends the process at the second Ctrl-C. The crate `ctrlc` takes one handler per process and refuses
//!   a second without touching the signal: [`leave_ctrl_c_to_host`] takes that place first, with a handler that does
//!   nothing. Tokio's own handler, registered afterwards, calls the one before it and then does its work.
//! - **`log`.** `execute()` installs a logger that prints, and sets the global maximum level even where it is refused.
//!   The place is taken by one that hands Goose's warnings to `tracing`, and Goose is given the flags that set the
//!   level to what it is already ([`verbosity`]).
//! - **The kill switch** is a static of the process: stopping one run by it would stop every other. It is never used;
//!   a run ends with its runtime (see `engine`).

use std::sync::Mutex;

/// Another handler for Ctrl-C was there first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a handler for Ctrl-C is registered already, and the load engine would replace it: make the LoadTest (or call \
     leave_ctrl_c_to_host) before the program first listens for Ctrl-C"
)]
pub struct CtrlCTaken;

/// Makes sure that Ctrl-C stays with the program around the load generator. Call it before that program listens for
/// Ctrl-C itself; any number of times. From then on the program must listen: Ctrl-C alone ends it no longer.
pub fn leave_ctrl_c_to_host() -> Result<(), CtrlCTaken> {
    static TAKEN: Mutex<bool> = Mutex::new(false);
    let mut taken = TAKEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if *taken {
        return Ok(());
    }
    // Refused wherever SIGINT is not at its default, and for one reason only: whether it was caught or ignored.
    if ctrlc::try_set_handler(|| ()).is_err() {
        if is_interrupt_caught() {
            return Err(CtrlCTaken);
        }
        // Ignored: a script starts its background jobs like that.
        ctrlc::set_handler(|| ()).map_err(|_| CtrlCTaken)?;
    }
    *taken = true;
    Ok(())
}

/// Whether the process has a handler for SIGINT (`SigCgt` of proc(5)); where that cannot be read, it is taken to have
/// none.
fn is_interrupt_caught() -> bool {
    const SIGINT: u32 = 2;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let mask = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (SIGINT - 1)) != 0
}

struct ToTracing;

impl log::Log for ToTracing {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn && metadata.target().starts_with("goose")
    }

    fn log(&self, line: &log::Record<'_>) {
        if self.enabled(line.metadata()) {
            tracing::debug!(target: "goose", "{}", line.args());
        }
    }

    fn flush(&self) {}
}

/// Takes the place of the process's logger where it is still free.
pub(crate) fn keep_goose_from_printing() {
    static LOGGER: ToTracing = ToTracing;
    // Refused: the program has a logger of its own, and Goose will be refused as well.
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
}

/// The flag with which Goose sets the global log level to what it is.
pub(crate) fn verbosity() -> Option<&'static str> {
    match log::max_level() {
        log::LevelFilter::Off | log::LevelFilter::Error | log::LevelFilter::Warn => Some("-q"),
        log::LevelFilter::Info => None,
        log::LevelFilter::Debug => Some("-v"),
        log::LevelFilter::Trace => Some("-vv"),
    }
}
