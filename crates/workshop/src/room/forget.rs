//! A team begins anew: nothing of what it did is left.

use std::sync::PoisonError;

use super::notice::NOTICE;
use super::{Forgotten, RECORD, Room, RoomError};
use crate::challenge::Challenge;
use crate::evidence::Missing;

impl Room {
    /// Forgets workbook, record, findings, notice and the call for the coach, and deletes the SLOs where they are the lab's.
    ///
    /// Workbook, record and notice go together, or not at all. The SLOs go before them, so that the same again ends what was
    /// begun.
    ///
    /// # Errors
    /// Where the SLOs cannot be deleted, or what is kept cannot be forgotten: then workbook, record and notice are all there.
    pub async fn forget(&self) -> Result<Forgotten, RoomError> {
        let forgotten = match self.evidence.board.clear().await {
            Ok(slos) => Forgotten { slos, slos_stay: None },
            Err(Missing::Unknown { .. }) => Forgotten::default(),
            Err(ours @ Missing::NotOurs { .. }) => Forgotten {
                slos_stay: Some(format!("{} {}", ours.in_words(), ours.next_step())),
                ..Forgotten::default()
            },
            Err(missing) => return Err(missing.into()),
        };
        let pages = self.library.challenges().iter().map(Challenge::page);
        let names: Vec<_> = pages.chain([RECORD.to_owned(), NOTICE.to_owned()]).collect();
        self.shelf.forget(&names).await?;
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).forget();
        self.notice.is(None);
        Ok(forgotten)
    }
}
