//! Where texts of a team are kept: a folder on a laptop, the backend's database on a cluster.

use async_trait::async_trait;

/// Named texts, each replaced as a whole.
///
/// What was taken is there after the process was killed; what could not be written changes nothing.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// The text of this name; none where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError>;

    /// Replaces the text of this name, if it still is what it `was`. False: somebody else was faster, and nothing was changed.
    ///
    /// # Errors
    /// Where it cannot be written.
    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError>;

    /// Forgets these texts, all or none: after a process was killed in the middle, all are there, or none is. A shelf that
    /// keeps nothing else may forget all that it has.
    ///
    /// # Errors
    /// Where they cannot be; unless it says so, a shelf forgets nothing.
    async fn forget(&self, names: &[String]) -> Result<(), ShelfError> {
        let place = self.place(names.first().map_or("the workbook", String::as_str));
        Err(ShelfError { place, what: "forgotten", why: "it is kept for one look alone".to_owned() })
    }

    /// Where people find the text of this name, for a message.
    fn place(&self, name: &str) -> String;
}

/// A shelf cannot be used just now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} cannot be {what}: {why}")]
pub struct ShelfError {
    /// What was to be used.
    pub place: String,
    /// `read`, `written`, `emptied` or `forgotten`.
    pub what: &'static str,
    /// Why not.
    pub why: String,
}
