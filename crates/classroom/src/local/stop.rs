//! A lab is asked to end, and waited for.

use std::fs;
use std::time::Duration;

use tokio::time::Instant;

use super::error::LocalError;
use super::lab::{LocalLab, Seen};
use super::process;

/// A lab ends within five seconds, and those of a whole class end at once.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN: Duration = Duration::from_millis(50);

/// What became of a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It has ended.
    Ended,
    /// There was none, or it had ended.
    WasNotThere,
}

impl LocalLab {
    /// Asks the lab to end, and waits until it is gone. Its data stay. Only the process that a coach has started is asked.
    ///
    /// # Errors
    /// Where it does not end, or another lab runs on its folder.
    pub async fn stop(&self) -> Result<Stopped, LocalError> {
        if !self.folder().exists() {
            return Ok(Stopped::WasNotThere);
        }
        let _taken = self.taken().await?;
        let kept = match self.seen()? {
            Seen::Runs(kept) => kept,
            Seen::None | Seen::Died(_) if self.is_held_for_good().await => {
                return Err(LocalError::NotOurs { team: self.team().to_owned(), folder: self.data() });
            }
            Seen::None | Seen::Died(_) => {
                let _ = fs::remove_file(self.kept_file());
                return Ok(Stopped::WasNotThere);
            }
        };
        let started = Instant::now();
        process::ask_to_end(kept.pid, kept.began);
        // The lock goes with the last of its threads.
        while process::is_there(kept.pid, kept.began) || self.is_held() {
            if started.elapsed() > PATIENCE {
                return Err(LocalError::NotEnded { team: self.team().to_owned(), pid: kept.pid });
            }
            tokio::time::sleep(BETWEEN).await;
        }
        let _ = fs::remove_file(self.ready_file());
        let _ = fs::remove_file(self.kept_file());
        Ok(Stopped::Ended)
    }
}
