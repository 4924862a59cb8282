//! What a lab's monitoring remembers of a day, for the report: which scenario was on when, and which alerts fired.

use jiff::Timestamp;
use movie_guru_contract::{PHASE_INFO, label};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

/// Steps of a range; Prometheus answers at most 11,000.
const MOST_STEPS: i64 = 2000;
/// The lab is scraped no more often.
const SHORTEST_STEP: i64 = 15;

/// What the monitoring remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Scenarios, the oldest first.
    pub phases: Vec<PhaseSpan>,
    /// Alerts that fired, the oldest first.
    pub alerts: Vec<AlertEpisode>,
    /// What could not be asked, in words.
    pub unknown: Vec<String>,
}

/// A scenario that was on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseSpan {
    /// Its name.
    pub scenario: String,
    /// When it was first seen.
    pub from: Timestamp,
    /// When it was last seen.
    pub to: Timestamp,
}

/// An alert that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertEpisode {
    /// Its name.
    pub name: String,
    /// When it fired.
    pub fired_at: Timestamp,
    /// When it was over; none while it fires, or where that is not known.
    pub resolved_at: Option<Timestamp>,
}

impl Lab {
    /// What the monitoring remembers since a moment. What cannot be asked is said in it.
    pub async fn history(&self, since: Timestamp) -> History {
        let (phases, alerts) = tokio::join!(self.phases(since), self.fired());
        let mut history = History::default();
        match phases {
            Ok(phases) => history.phases = phases,
            Err(error) => history.unknown.push(format!("which scenario was on when: {error}")),
        }
        match alerts {
            Ok(alerts) => history.alerts = alerts.into_iter().filter(|alert| alert.fired_at >= since).collect(),
            Err(error) => history.unknown.push(format!("which alerts fired: {error}")),
        }
        history
    }

    async fn phases(&self, since: Timestamp) -> Result<Vec<PhaseSpan>, LabError> {
        let now = Timestamp::now().as_second();
        let step = ((now - since.as_second()) / MOST_STEPS).max(SHORTEST_STEP);
        let query = format!("max by ({}) ({}) == 1", label::SCENARIO, PHASE_INFO.exposed());
        let (start, end, step_text) = (since.as_second().to_string(), now.to_string(), step.to_string());
        let fields = [("query", &*query), ("start", &*start), ("end", &*end), ("step", &*step_text)];
        let answer: Value = self.connections.json(Ask::form(Service::Metrics, "/api/v1/query_range", &fields)).await?;
        Ok(spans(&answer, step))
    }

    async fn fired(&self) -> Result<Vec<AlertEpisode>, LabError> {
        match self.connections.json::<Value>(Ask::get(Service::Metrics, "/api/alerts")).await {
            Ok(answer) => Ok(episodes(&answer)),
            Err(error) if error.status() == Some(404) => Err(LabError::NotNow(
                "a Prometheus remembers no alerts; its Alertmanager or Cloud Monitoring may".to_owned(),
            )),
            Err(error) => Err(error),
        }
    }
}

/// Each time that a scenario was on: its moments, cut where more than one is missing.
fn spans(answer: &Value, step: i64) -> Vec<PhaseSpan> {
    let mut spans = Vec::new();
    for series in answer["data"]["result"].as_array().into_iter().flatten() {
        let Some(scenario) = series["metric"][label::SCENARIO].as_str() else { continue };
        let moments = series["values"].as_array().into_iter().flatten();
        let mut last: Option<PhaseSpan> = None;
        for at in moments.filter_map(|pair| Timestamp::from_second(pair[0].as_f64()? as i64).ok()) {
            match &mut last {
                Some(span) if at.as_second() - span.to.as_second() <= 2 * step => span.to = at,
                _ => {
                    let begins = PhaseSpan { scenario: scenario.to_owned(), from: at, to: at };
                    spans.extend(last.replace(begins));
                }
            }
        }
        spans.extend(last);
    }
    spans.sort_by_key(|span| span.from);
    spans
}

fn episodes(answer: &Value) -> Vec<AlertEpisode> {
    let of = |list: &str| answer[list].as_array().cloned().unwrap_or_default();
    let moment = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
    let mut episodes: Vec<_> = of("active")
        .into_iter()
        .chain(of("history"))
        .filter_map(|alert| {
            let name = alert["subject"]["name"].as_str()?.to_owned();
            let fired_at = moment(&alert["fired_at"])?;
            Some(AlertEpisode { name, fired_at, resolved_at: moment(&alert["resolved_at"]) })
        })
        .collect();
    episodes.sort_by(|one, other| (one.fired_at, &one.name).cmp(&(other.fired_at, &other.name)));
    // One that fires still may stand in both lists.
    episodes.dedup_by(|one, other| one.name == other.name && one.fired_at == other.fired_at);
    episodes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_scenario_that_was_on_twice_is_told_twice() {
        let values = |seconds: &[i64]| seconds.iter().map(|second| json!([second, "1"])).collect::<Vec<_>>();
        let answer = json!({ "data": { "result": [
            { "metric": { "scenario": "healthy" }, "values": values(&[0, 15, 30, 120, 135]) },
            { "metric": { "scenario": "challenge-1" }, "values": values(&[45, 60, 75, 90, 105]) },
        ] } });
        let told: Vec<_> = spans(&answer, 15)
            .into_iter()
            .map(|span| (span.scenario, span.from.as_second(), span.to.as_second()))
            .collect();
        let expected = [("healthy", 0, 30), ("challenge-1", 45, 105), ("healthy", 120, 135)];
        assert_eq!(told, expected.map(|(name, from, to)| (name.to_owned(), from, to)));
    }

    #[test]
    fn an_alert_that_fires_still_is_told_once() {
        let fires =
            json!({ "subject": { "name": "ChatFast" }, "fired_at": "2026-01-01T10:00:00Z", "resolved_at": null });
        let pending = json!({ "subject": { "name": "ChatSlow" }, "fired_at": null });
        let answer = json!({ "active": [fires, pending], "history": [fires] });
        assert_eq!(episodes(&answer).len(), 1);
    }
}
