//! What stands in a running lab, in a Prometheus, in Cloud Monitoring.

use movie_guru_grader::{Subject, Unread};
use reqwest::Client;
use serde_json::Value;
use url::Url;

use super::reading::{Assumed, Reading};
use super::rules::{Placed, of_told};
use super::slos::{of_board_slo, of_documents};
use crate::evidence::prometheus_rules::rule;
use crate::evidence::{Board, LabAddresses, LabApi, Missing, PrometheusApi, http};

const MONITOR: &str = "the monitor";
const PROMETHEUS: &str = "that Prometheus";

/// The SLOs of a board, with their alerts.
///
/// # Errors
/// Where the board cannot be asked.
pub async fn of_board(board: &dyn Board) -> Result<Reading, Missing> {
    let mut reading = Reading::default();
    for on_board in board.slos().await? {
        if let Some(subject) = of_board_slo(&on_board, &mut reading) {
            let alerts = of_documents(&on_board.slo.alerts);
            reading.submission.subjects.push(Subject { alerts, ..subject });
        }
    }
    for unread in board.unread().await? {
        let why = unread.why.trim_end_matches('.').to_owned();
        reading.submission.unread.push(Unread { what: unread.rule, why, next: unread.next });
    }
    Ok(reading)
}

/// The rules that a server with Prometheus' API has.
///
/// # Errors
/// Where it cannot be asked.
pub async fn of_prometheus(api: &PrometheusApi, assumed: Assumed) -> Result<Reading, Missing> {
    let answer = api.rules().await?;
    let none = || Missing::Refused { what: PROMETHEUS, detail: "what are no rules at /api/v1/rules".to_owned() };
    let rules = rule::rules(&answer).ok_or_else(none)?;
    let placed = rules.into_iter().map(|rule| Placed { place: rule.name.clone(), rule });
    let placed: Vec<_> = placed.collect();
    // Expressions are read on a thread of their own, for as long as that takes.
    let read = tokio::task::spawn_blocking(move || of_told(placed, assumed)).await;
    read.map_err(|_| Missing::Refused { what: PROMETHEUS, detail: "rules that cannot be read".to_owned() })
}

/// The monitor of a lab.
#[derive(Clone)]
pub struct LabMonitor {
    pub(super) client: Client,
    /// With a slash at its end.
    pub(super) url: Url,
    board: LabApi,
}

impl LabMonitor {
    /// At this address.
    ///
    /// # Errors
    /// Where there can be no HTTP client.
    pub fn new(url: &Url) -> reqwest::Result<Self> {
        let addresses = LabAddresses { monitor: Some(url.clone()), ..LabAddresses::default() };
        let mut url = url.clone();
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self { client: http::client()?, url, board: LabApi::new(addresses, None, None)? })
    }

    /// Its SLOs, at its pace.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub async fn reading(&self) -> Result<Reading, Missing> {
        let mut reading = of_board(&self.board).await?;
        reading.at_pace(self.pace().await?);
        Ok(reading)
    }

    /// How many times as fast as the clock its windows go by.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub async fn pace(&self) -> Result<f64, Missing> {
        let answer = self.json("api/slos").await?;
        Ok(answer["time_scale"]["factor"].as_f64().filter(|factor| *factor >= 1.0).unwrap_or(1.0))
    }

    async fn json(&self, path: &str) -> Result<Value, Missing> {
        let url = self.url.join(path).map_err(|_| Missing::Unknown { what: MONITOR })?;
        http::json(MONITOR, self.client.get(url)).await
    }

    /// What a query answers at a moment, in seconds since 1970.
    pub(super) async fn query(&self, query: &str, at: f64) -> Result<Value, Missing> {
        let url = self.url.join("api/v1/query").map_err(|_| Missing::Unknown { what: MONITOR })?;
        let form = [("query", query.to_owned()), ("time", format!("{at:.3}"))];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.client.post(url).body(body).header("content-type", "application/x-www-form-urlencoded");
        http::json(MONITOR, request).await
    }
}
