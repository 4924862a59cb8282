//! The SLOs that a team has, and the alerts that fire: on the built-in monitor's board, or as rules of a Prometheus.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

/// The SLOs of a team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slos {
    /// How many there are.
    pub count: usize,
    /// Those that spend their budget faster than it grows; none where that is not known.
    pub burning: Option<usize>,
    /// Those with nothing left of it; none where that is not known.
    pub spent: Option<usize>,
}

/// The alerts of a team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Alerts {
    /// How many there are.
    pub count: usize,
    /// The names of those that fire, sorted.
    pub firing: Vec<String>,
}

impl Lab {
    /// SLOs and alerts.
    ///
    /// # Errors
    /// Where the monitoring cannot be asked; [`LabError::is_none`] where there is none.
    pub async fn board(&self) -> Result<(Slos, Alerts), LabError> {
        match self.connections.json::<Value>(Ask::get(Service::Metrics, "/api/slos")).await {
            Ok(answer) => Ok(of_monitor(&answer)),
            // A Prometheus has no board.
            Err(error) if error.status() == Some(404) => {
                let rules = self.connections.json::<Value>(Ask::get(Service::Metrics, "/api/v1/rules")).await?;
                Ok(of_rules(&rules))
            }
            Err(error) => Err(error),
        }
    }
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn of_monitor(answer: &Value) -> (Slos, Alerts) {
    let slos = list(answer, "slos");
    let spent = |slo: &&Value| slo["status"]["budget_left"].as_f64().is_some_and(|left| left <= 0.0);
    // Over the longer of the two times: a single failure is no fire.
    let burns = |slo: &&Value| slo["status"]["burn_rate"]["long"].as_f64().is_some_and(|rate| rate > 1.0);
    let alerts: Vec<_> = slos.iter().flat_map(|slo| list(slo, "alerts")).collect();
    let firing = alerts.iter().filter(|alert| alert["state"] == "firing");
    let firing = firing.filter_map(|alert| alert["name"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>();
    (
        Slos {
            count: slos.len(),
            burning: Some(slos.iter().filter(burns).count()),
            spent: Some(slos.iter().filter(spent).count()),
        },
        Alerts { count: alerts.len(), firing: firing.into_iter().collect() },
    )
}

/// Rules name their SLO in a label, as the lab renders them; an alerting rule without is an alert all the same.
fn of_rules(answer: &Value) -> (Slos, Alerts) {
    let rules: Vec<_> = list(&answer["data"], "groups").iter().flat_map(|group| list(group, "rules")).collect();
    let slos: BTreeSet<_> = rules.iter().filter_map(|rule| rule["labels"]["slo"].as_str()).collect();
    let alerting: Vec<_> = rules.iter().filter(|rule| rule["type"] == "alerting").collect();
    let firing = alerting.iter().filter(|rule| rule["state"] == "firing");
    let firing = firing.filter_map(|rule| rule["name"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>();
    let slos = Slos { count: slos.len(), burning: None, spent: None };
    (slos, Alerts { count: alerting.len(), firing: firing.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_board_says_what_burns_and_a_prometheus_what_fires() {
        let (slos, alerts) = of_monitor(&json!({ "slos": [
            { "status": { "budget_left": 0.4, "burn_rate": { "long": 2.0, "short": 0.0 } },
              "alerts": [{ "name": "B", "state": "firing" }, { "name": "A", "state": "firing" }] },
            { "status": { "budget_left": -0.1, "burn_rate": { "long": 0.5, "short": 9.0 } }, "alerts": [{ "name": "C", "state": "pending" }] },
            { "status": null, "alerts": [] },
        ] }));
        assert_eq!(slos, Slos { count: 3, burning: Some(1), spent: Some(1) });
        assert_eq!(alerts, Alerts { count: 3, firing: vec!["A".to_owned(), "B".to_owned()] });
        let (slos, alerts) = of_rules(&json!({ "data": { "groups": [{ "rules": [
            { "type": "alerting", "name": "Fast", "state": "firing", "labels": { "slo": "chat" } },
            { "type": "alerting", "name": "Slow", "state": "inactive", "labels": { "slo": "chat" } },
            { "type": "alerting", "name": "Disk", "state": "inactive", "labels": {} },
            { "type": "recording", "name": "x" },
            { "type": "recording", "name": "y", "labels": { "slo": "main-page" } },
        ] }] } }));
        assert_eq!(slos, Slos { count: 2, burning: None, spent: None });
        assert_eq!(alerts, Alerts { count: 3, firing: vec!["Fast".to_owned()] });
    }
}
