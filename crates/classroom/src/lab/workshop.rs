//! The team's workshop: its state, its record, its workbook, and what a coach does there.

use movie_guru_workshop::{ChallengeState, Event, Notice, RoomState};
use serde::Deserialize;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

const NOTICE: &str = "/api/workshop/notice";

#[derive(Deserialize)]
struct Record {
    /// Events of kinds to come are read as unknown, and left out by whoever reads on.
    events: Vec<Event>,
}

fn challenge(name: &str, call: &str) -> String {
    format!("/api/workshop/challenges/{}/{call}", byte_serialize(name.as_bytes()).collect::<String>())
}

impl Lab {
    /// How the team stands.
    ///
    /// # Errors
    /// Where the web app cannot be asked.
    pub async fn state(&self) -> Result<RoomState, LabError> {
        self.connections.json(Ask::get(Service::Web, "/api/workshop")).await
    }

    /// What happened, without the first `after` events, the oldest first.
    ///
    /// # Errors
    /// As [`Lab::state`].
    pub async fn record(&self, after: usize) -> Result<Vec<Event>, LabError> {
        let record: Record =
            self.connections.json(Ask::get(Service::Web, format!("/api/record?after={after}"))).await?;
        Ok(record.events)
    }

    /// The whole workbook in Markdown.
    ///
    /// # Errors
    /// As [`Lab::state`].
    pub async fn workbook(&self) -> Result<String, LabError> {
        self.connections.text(Ask::get(Service::Web, "/api/workshop/workbook.md")).await
    }

    /// Looks at every criterion of a challenge.
    ///
    /// # Errors
    /// As [`Lab::state`], or where there is nothing to check.
    pub async fn check(&self, name: &str) -> Result<ChallengeState, LabError> {
        self.connections.json(Ask::post(Service::Web, challenge(name, "check"), &json!({}))).await
    }

    /// Gives a challenge more minutes (1 to 600).
    ///
    /// # Errors
    /// As [`Lab::state`], or where the web app refuses.
    pub async fn extend(&self, name: &str, minutes: u32) -> Result<ChallengeState, LabError> {
        let token = self.connections.reach().admin_token().await?;
        let ask = Ask::post(Service::Web, challenge(name, "extend"), &json!({ "minutes": minutes }));
        self.connections.json(ask.bearer(token.as_deref())).await
    }

    /// Gives the challenge that is on more minutes.
    ///
    /// # Errors
    /// As [`Lab::extend`]; [`LabError::NotNow`] where none is on.
    pub async fn extend_current(&self, minutes: u32) -> Result<ChallengeState, LabError> {
        let current = self.state().await?.current;
        let none =
            || LabError::NotNow("no challenge is on, so there is no clock; put the team at one first".to_owned());
        self.extend(&current.ok_or_else(none)?, minutes).await
    }

    /// Begins a challenge anew: its clock is gone, and what held counts no more.
    ///
    /// # Errors
    /// As [`Lab::state`].
    pub async fn reset(&self, name: &str) -> Result<ChallengeState, LabError> {
        self.connections.json(Ask::post(Service::Web, challenge(name, "reset"), &json!({}))).await
    }

    /// Sets the stage of a challenge and begins its clock; with `bring`, what it builds on is brought first.
    ///
    /// # Errors
    /// As [`Lab::state`], or where app or load generator refuse.
    pub async fn start(&self, name: &str, bring: bool) -> Result<ChallengeState, LabError> {
        self.connections.json(Ask::post(Service::Web, challenge(name, "start"), &json!({ "bring": bring }))).await
    }

    /// The team's call was answered. Nothing happens where there is none.
    ///
    /// # Errors
    /// As [`Lab::state`].
    pub async fn answer_help(&self) -> Result<RoomState, LabError> {
        self.connections.json(Ask::post(Service::Web, "/api/workshop/help/answered", &json!({}))).await
    }

    /// Shows everybody of the team a text for so many minutes (1 to 600), in place of what was shown.
    ///
    /// # Errors
    /// As [`Lab::state`], or where the web app refuses.
    pub async fn show_notice(&self, text: &str, minutes: u32) -> Result<Notice, LabError> {
        let token = self.connections.reach().admin_token().await?;
        let ask = Ask::put(Service::Web, NOTICE, &json!({ "text": text, "minutes": minutes }));
        self.connections.json(ask.bearer(token.as_deref())).await
    }

    /// Shows no notice any more.
    ///
    /// # Errors
    /// As [`Lab::show_notice`].
    pub async fn end_notice(&self) -> Result<(), LabError> {
        let token = self.connections.reach().admin_token().await?;
        self.connections.bytes(Ask::delete(Service::Web, NOTICE).bearer(token.as_deref())).await.map(drop)
    }
}
