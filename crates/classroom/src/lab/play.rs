//! What a whole workshop is played with: pages of the workbook, the board, the app's behaviour, a new beginning.

use std::collections::BTreeSet;

use movie_guru_workshop::workbook::Page;
use movie_guru_workshop::{Answer, Forgotten};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::form_urlencoded::byte_serialize;

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

const WORKSHOP: &str = "/api/workshop";
const SLOS: &str = "/api/slos";
const ALERTS: &str = "/api/alerts";
const PHASE: &str = "/phase";
/// The name of a scenario that has none.
const CUSTOM: &str = "custom";

#[derive(Deserialize)]
struct Fields {
    fields: Page,
}

#[derive(Deserialize)]
struct Slos {
    slos: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Policies {
    policies: Vec<String>,
}

fn part(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

impl Lab {
    /// A challenge's page of the workbook.
    ///
    /// # Errors
    /// As [`Lab::state`].
    pub async fn page(&self, challenge: &str) -> Result<Page, LabError> {
        let path = format!("{WORKSHOP}/workbook/{}", part(challenge));
        let Fields { fields } = self.connections.json(Ask::get(Service::Web, path)).await?;
        Ok(fields)
    }

    /// Writes a field of the workbook where `was` stands, nothing elsewhere.
    ///
    /// # Errors
    /// As [`Lab::page`], or where something else stands there.
    pub async fn write(&self, challenge: &str, field: &str, was: &Answer, becomes: &Answer) -> Result<(), LabError> {
        let path = format!("{WORKSHOP}/workbook/{}/{}", part(challenge), part(field));
        let ask = Ask::put(Service::Web, path, &json!({ "was": was, "value": becomes }));
        self.connections.bytes(ask).await.map(drop)
    }

    /// The names of the SLOs on the lab's own board; none where it has no such board.
    ///
    /// # Errors
    /// Where the monitoring cannot be asked.
    pub async fn own_slos(&self) -> Result<Option<BTreeSet<String>>, LabError> {
        match self.connections.json::<Slos>(Ask::get(Service::Metrics, SLOS)).await {
            Ok(Slos { slos }) => Ok(Some(slos.into_iter().map(|slo| slo.name).collect())),
            // A Prometheus has no board.
            Err(error) if error.is_none() || error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of the alert policies on the lab's own board, also of those that no SLO has; none where it has no such board.
    ///
    /// # Errors
    /// As [`Lab::own_slos`].
    pub async fn own_policies(&self) -> Result<Vec<String>, LabError> {
        match self.connections.json::<Policies>(Ask::get(Service::Metrics, ALERTS)).await {
            Ok(Policies { policies }) => Ok(policies),
            Err(error) if error.is_none() || error.status() == Some(404) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Puts SLOs and alerts, written in OpenSLO, on the lab's own board.
    ///
    /// # Errors
    /// As [`Lab::own_slos`], or where the monitor refuses them.
    pub async fn put_slos(&self, openslo: &str) -> Result<(), LabError> {
        let token = self.connections.reach().admin_token().await?;
        let ask = Ask::yaml(Service::Metrics, SLOS, openslo).bearer(token.as_deref());
        self.connections.bytes(ask).await.map(drop)
    }

    /// How the app behaves, whole: what [`Lab::set_phase`] takes.
    ///
    /// # Errors
    /// As [`Lab::scenario`].
    pub async fn phase(&self) -> Result<Map<String, Value>, LabError> {
        self.connections.json(Ask::get(Service::Backend, PHASE)).await
    }

    /// Has the app behave as it did when it was asked.
    ///
    /// # Errors
    /// As [`Lab::phase`], or where the backend refuses.
    pub async fn set_phase(&self, phase: &Map<String, Value>) -> Result<(), LabError> {
        let wanted = match phase.get("scenario").filter(|name| *name != CUSTOM) {
            // A name says all, and nothing may stand beside it.
            Some(name) => json!({ "scenario": name }),
            None => {
                let says =
                    |(name, value): &(&String, &Value)| *name != "scenario" && *name != "unknown" && !value.is_null();
                phase
                    .iter()
                    .filter(says)
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect::<Map<_, _>>()
                    .into()
            }
        };
        let token = self.connections.reach().admin_token().await?;
        let ask = Ask::post(Service::Backend, PHASE, &wanted).bearer(token.as_deref());
        self.connections.bytes(ask).await.map(drop)
    }

    /// Forgets all that the team did: workbook, record, SLOs on the lab's own board, synthetic checks, notice.
    ///
    /// # Errors
    /// As [`Lab::show_notice`]; the same again ends what was begun.
    pub async fn forget(&self) -> Result<Forgotten, LabError> {
        let token = self.connections.reach().admin_token().await?;
        self.connections.json(Ask::delete(Service::Web, WORKSHOP).bearer(token.as_deref())).await
    }
}
