//! Cloud Monitoring: services, SLOs and alert policies as the JSON of its API
//! (<https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/api/using-api>), on metrics that Managed Service
//! for Prometheus collects.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::model::{Alert, Measure, Service, Side, Slo};
use crate::read::SloSet;
use crate::selector::{MatchOp, Matcher, Selector, quoted};
use crate::shorthand::Unit;
use crate::window::Window;

use super::prometheus::alert_name;
use super::{RenderError, summary};

/// The highest goal that the API takes.
const HIGHEST_GOAL: f64 = 0.9999;
const DAY: Duration = Duration::from_secs(86_400);
/// How long after its end an incident is closed.
const AUTO_CLOSE: &str = "1800s";
/// By this label ours are found again: dashboards and policies have ids of Google's choosing.
const MANAGED_BY: (&str, &str) = ("managed_by", "movie-guru-lab");

/// `{"services": […], "serviceLevelObjectives": […], "alertPolicies": […]}`, each item a request body of the API.
/// Names of services and SLOs are ours to choose, so they are in it; alert policies have none before they are made.
/// Windows are never scaled: those of Cloud Monitoring are whole days.
///
/// # Errors
/// What the API has no room for: a goal above 99.99 %, a rolling window that is not 1 to 30 whole days, a calendar
/// window other than a day, a week, a fortnight or a month of UTC.
pub fn resources(set: &SloSet, project: &str) -> Result<Value, RenderError> {
    let mut problems = Vec::new();
    let mut slos = Vec::new();
    let mut policies = Vec::new();
    for slo in &set.slos {
        match objective(slo, project) {
            Ok(objective) => slos.push(objective),
            Err(detail) => problems.push(format!("SLO `{}`: {detail}", slo.metadata.name)),
        }
        policies.extend(slo.alerts.iter().map(|alert| policy(slo, alert, project)));
    }
    let services: Vec<_> = set.services.iter().map(|described| service(described, project)).collect();
    if problems.is_empty() {
        Ok(json!({"services": services, "serviceLevelObjectives": slos, "alertPolicies": policies}))
    } else {
        Err(RenderError(problems))
    }
}

fn service(service: &Service, project: &str) -> Value {
    json!({
        "name": format!("projects/{project}/services/{}", service.metadata.name),
        "displayName": service.metadata.title(),
        "custom": {},
        "userLabels": {MANAGED_BY.0: MANAGED_BY.1},
    })
}

fn slo_name(slo: &Slo, project: &str) -> String {
    format!("projects/{project}/services/{}/serviceLevelObjectives/{}", slo.service, slo.metadata.name)
}

fn objective(slo: &Slo, project: &str) -> Result<Value, String> {
    let goal = slo.target.share();
    if goal <= 0.0 || goal > HIGHEST_GOAL {
        return Err(format!("Cloud Monitoring takes targets above 0 and up to {HIGHEST_GOAL}, not {goal}"));
    }
    let mut objective = Map::new();
    objective.insert("name".to_owned(), slo_name(slo, project).into());
    objective.insert("displayName".to_owned(), slo.metadata.title().into());
    objective.insert("goal".to_owned(), goal.into());
    let (field, window) = window(&slo.window)?;
    objective.insert(field.to_owned(), window.into());
    objective.insert("serviceLevelIndicator".to_owned(), json!({"requestBased": indicator(&slo.indicator.measure)}));
    objective.insert("userLabels".to_owned(), json!({MANAGED_BY.0: MANAGED_BY.1}));
    Ok(Value::Object(objective))
}

fn window(window: &Window) -> Result<(&'static str, String), String> {
    match window {
        Window::Rolling(length) => {
            let whole = length.about();
            let days = whole.as_secs() / DAY.as_secs();
            if whole.as_secs() % DAY.as_secs() != 0 || !(1..=30).contains(&days) {
                return Err(format!("Cloud Monitoring has rolling windows of 1 to 30 whole days, not {length}"));
            }
            Ok(("rollingPeriod", seconds(whole)))
        }
        Window::Calendar(calendar) => {
            let period = match (calendar.length.number, calendar.length.unit) {
                (1, Unit::Day) => Some("DAY"),
                (1, Unit::Week) | (7, Unit::Day) => Some("WEEK"),
                (2, Unit::Week) | (14, Unit::Day) => Some("FORTNIGHT"),
                (1, Unit::Month) if calendar.start.day() == 1 => Some("MONTH"),
                _ => None,
            };
            let at_midnight = calendar.start.time() == jiff::civil::Time::midnight();
            let utc = matches!(calendar.time_zone.iana_name(), Some("UTC" | "Etc/UTC"));
            let wanted = "a day, a week, a fortnight or a month from its first midnight in UTC";
            match period {
                Some(period) if at_midnight && utc => Ok(("calendarPeriod", period.to_owned())),
                _ => Err(format!("Cloud Monitoring has calendar windows of {wanted}")),
            }
        }
    }
}

fn indicator(measure: &Measure) -> Value {
    let counter = |selector: &Selector| filter(selector, "counter");
    match measure {
        Measure::Good { good, total } => {
            json!({"goodTotalRatio": {"goodServiceFilter": counter(good), "totalServiceFilter": counter(total)}})
        }
        Measure::Bad { bad, total } => {
            json!({"goodTotalRatio": {"badServiceFilter": counter(bad), "totalServiceFilter": counter(total)}})
        }
        Measure::Threshold { histogram, side, bound } => {
            let end = match side {
                Side::AtMost => "max",
                Side::Above => "min",
            };
            json!({"distributionCut": {"distributionFilter": filter(histogram, "histogram"), "range": {end: bound}}})
        }
    }
}

/// A monitoring filter (<https://cloud.google.com/monitoring/api/v3/filters>) for the series that a selector selects.
fn filter(selector: &Selector, kind: &str) -> String {
    let metric = format!("prometheus.googleapis.com/{}/{kind}", selector.metric);
    let mut terms = vec![format!("metric.type={}", quoted(&metric)), "resource.type=\"prometheus_target\"".to_owned()];
    terms.extend(selector.matchers.iter().map(|Matcher { label, op, value }| {
        let value = quoted(value);
        match op {
            MatchOp::Equal => format!("metric.labels.{label}={value}"),
            MatchOp::NotEqual => format!("metric.labels.{label}!={value}"),
            MatchOp::Matches => format!("metric.labels.{label}=monitoring.regex.full_match({value})"),
            MatchOp::NotMatches => format!("NOT metric.labels.{label}=monitoring.regex.full_match({value})"),
        }
    }));
    terms.join(" AND ")
}

fn policy(slo: &Slo, alert: &Alert, project: &str) -> Value {
    let mut looks: Vec<Duration> = vec![alert.long.about()];
    looks.extend(alert.short.map(|short| short.about()));
    let conditions: Vec<_> = looks.iter().map(|look| condition(slo, alert, *look, project)).collect();
    let description = alert.policy_description.as_deref().or(slo.description.as_deref()).unwrap_or_default();
    json!({
        "displayName": alert_name(slo, alert),
        "documentation": {"content": format!("{}. {description}", summary(slo, alert)), "mimeType": "text/markdown"},
        "userLabels": {
            MANAGED_BY.0: MANAGED_BY.1,
            "slo": slo.metadata.name,
            "policy": alert.policy.name,
            "severity": alert.severity,
        },
        "combiner": "AND",
        "conditions": conditions,
        "alertStrategy": {"autoClose": AUTO_CLOSE},
    })
}

fn condition(slo: &Slo, alert: &Alert, look: Duration, project: &str) -> Value {
    let selected = format!("select_slo_burn_rate({}, {})", quoted(&slo_name(slo, project)), quoted(&seconds(look)));
    json!({
        "displayName": format!("Burn rate over {} above {}", crate::promql::duration(look), alert.factor),
        "conditionThreshold": {
            "filter": selected,
            "comparison": "COMPARISON_GT",
            "thresholdValue": alert.factor,
            "duration": seconds(alert.after.about()),
            "trigger": {"count": 1},
        },
    })
}

/// A duration as protobuf has it in JSON.
fn seconds(length: Duration) -> String {
    format!("{}s", length.as_secs())
}
