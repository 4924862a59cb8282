//! How every program of the lab is told to end: Ctrl-C or SIGTERM asks it to, a second one ends it at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// What a shell calls a command ended by Ctrl-C.
const ENDED_AT_ONCE: i32 = 130;

/// Starts listening; must run inside a Tokio runtime. The token is cancelled by the first signal.
///
/// # Errors
/// The operating system has no place for another signal handler.
pub fn listen() -> std::io::Result<CancellationToken> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let asked = CancellationToken::new();
    let first = asked.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if first.is_cancelled() {
                std::process::exit(ENDED_AT_ONCE);
            }
            first.cancel();
        }
    });
    Ok(asked)
}
