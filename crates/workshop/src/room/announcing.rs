//! The coach tells everybody of a team something, or has it taken away.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::notice::{NOTICE, Notice};
use super::{Room, RoomError, TRIES};
use crate::record::Kind;

/// Characters that are read at a glance.
const MOST_CHARACTERS: usize = 500;
/// A day's worth: what is more is a slip of the finger.
const MOST_MINUTES: u32 = 600;

impl Room {
    /// The notice that is shown just now; what was read within the last second is good enough.
    ///
    /// # Errors
    /// Where it cannot be read; [`Room::last_notice`] then has what was shown before.
    pub async fn notice(&self) -> Result<Option<Notice>, RoomError> {
        if !self.notice.is_fresh()
            && let Ok(_asking) = self.notice.asking.try_lock()
        {
            match self.shelf.read(NOTICE).await {
                Ok(text) => self.notice.is(text.and_then(|text| serde_json::from_str(&text).ok())),
                Err(error) => {
                    self.notice.is(self.notice.kept());
                    return Err(error.into());
                }
            }
        }
        Ok(self.last_notice())
    }

    /// The notice that was read last, while it is to be shown.
    pub fn last_notice(&self) -> Option<Notice> {
        self.notice.kept().filter(|notice| Timestamp::now() < notice.until)
    }

    /// Shows everybody a text for so many minutes, in place of what was shown.
    ///
    /// # Errors
    /// [`RoomError::BadAnswer`] where text or minutes are out of bounds; others where it cannot be written.
    pub async fn show_notice(&self, text: &str, minutes: u32) -> Result<Notice, RoomError> {
        let text = text.trim();
        let length = text.chars().count();
        if !(1..=MOST_CHARACTERS).contains(&length) {
            return Err(RoomError::BadAnswer(format!("text has {length} characters; 1 to {MOST_CHARACTERS} can be.")));
        }
        if !(1..=MOST_MINUTES).contains(&minutes) {
            return Err(RoomError::BadAnswer(format!("minutes is {minutes}; it can be 1 to {MOST_MINUTES}.")));
        }
        // Browsers count in milliseconds.
        let at = Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or_default();
        let until = at + SignedDuration::from_mins(i64::from(minutes));
        let notice = Notice { text: text.to_owned(), at, until };
        self.put_notice(Some(&notice)).await?;
        let detail = [("text", Value::from(text)), ("minutes", Value::from(minutes))];
        let detail = detail.map(|(name, value)| (name.to_owned(), value));
        self.note(Kind::NoticeShown, None, None, Map::from_iter(detail)).await?;
        Ok(notice)
    }

    /// Shows no notice any more.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn end_notice(&self) -> Result<(), RoomError> {
        self.put_notice(None).await
    }

    async fn put_notice(&self, notice: Option<&Notice>) -> Result<(), RoomError> {
        let becomes = notice.map(|notice| serde_json::to_string(notice).unwrap_or_default()).unwrap_or_default();
        for _ in 0..TRIES {
            let was = self.shelf.read(NOTICE).await?;
            let is_so = was.as_deref().unwrap_or_default() == becomes;
            if is_so || self.shelf.replace(NOTICE, was.as_deref(), &becomes).await? {
                self.notice.is(notice.cloned());
                return Ok(());
            }
        }
        Err(RoomError::Busy(self.shelf.place(NOTICE)))
    }
}
