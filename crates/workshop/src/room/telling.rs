//! Calling the coach.

use serde_json::{Map, Value};

use super::{MOST_WORDS, Room, RoomError, RoomState};
use crate::record::Kind;

impl Room {
    /// Calls the coach, who sees a mark until it is answered.
    ///
    /// # Errors
    /// Where the text is too long, or the record cannot be written.
    pub async fn call_help(&self, challenge: Option<&str>, text: &str) -> Result<RoomState, RoomError> {
        let slug = challenge.map(|name| self.challenge(name).map(|challenge| challenge.slug.as_str())).transpose()?;
        let length = text.chars().count();
        if length > MOST_WORDS {
            return Err(RoomError::BadAnswer(format!("That is {length} characters; {MOST_WORDS} are the most.")));
        }
        let detail = Map::from_iter([("text".to_owned(), Value::from(text.trim()))]);
        self.note(Kind::HelpCalled, slug, None, detail).await?;
        self.state().await
    }

    /// The call was answered, or taken back. Nothing happens where there is none.
    ///
    /// # Errors
    /// Where the record cannot be read or written.
    pub async fn answer_help(&self) -> Result<RoomState, RoomError> {
        let state = self.state().await?;
        if state.help.is_none() {
            return Ok(state);
        }
        self.note(Kind::HelpAnswered, None, None, Map::new()).await?;
        self.state().await
    }
}
