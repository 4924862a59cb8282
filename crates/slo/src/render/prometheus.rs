//! Prometheus recording and alerting rules, in the form of the SRE Workbook, chapter 5 (Alerting on SLOs): error ratios
//! are recorded over every window that is needed, and alerts compare them with factor times budget. Names follow
//! Prometheus' `level:metric:operations`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use crate::history::BURN_WINDOWS;
use crate::model::{Alert, Slo};
use crate::promql::duration;
use crate::read::SloSet;
use crate::readable::percent;
use crate::selector::quoted;
use crate::time_scale::TimeScale;
use crate::window::Window;

use super::{RenderError, summary};

/// A rules file.
#[derive(Debug, Serialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Debug, Serialize)]
struct Group {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
struct Rule {
    #[serde(flatten)]
    kind: RuleKind,
    expr: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// Since Prometheus 2.42.
    #[serde(rename = "keep_firing_for", skip_serializing_if = "Option::is_none")]
    keep: Option<String>,
    labels: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum RuleKind {
    Record(String),
    Alert(String),
}

/// The rules of every SLO, as YAML for `rule_files`. What is left of a budget is recorded for rolling windows only: a
/// range in PromQL cannot follow the calendar.
///
/// # Errors
/// Where YAML cannot be written, which no SLO is known to bring about.
pub fn rules(set: &SloSet, scale: &TimeScale) -> Result<String, RenderError> {
    let rules = Rules { groups: set.slos.iter().map(|slo| group(slo, scale)).collect() };
    serde_saphyr::to_string(&rules).map_err(|error| RenderError(vec![error.to_string()]))
}

fn group(slo: &Slo, scale: &TimeScale) -> Group {
    let mut windows: BTreeSet<Duration> = [BURN_WINDOWS.0, BURN_WINDOWS.1].map(|window| scale.length(window)).into();
    for alert in &slo.alerts {
        let of_alert = scale.windows(alert);
        windows.insert(of_alert.long);
        windows.extend(of_alert.short);
    }
    let whole = match &slo.window {
        Window::Rolling(length) => Some(scale.length(length.about())),
        Window::Calendar(_) => None,
    };
    windows.extend(whole);
    let budget = slo.target.budget();
    let mut rules: Vec<Rule> = windows
        .iter()
        .map(|window| record(slo, &error_ratio(*window), slo.indicator.measure.error_ratio(*window)))
        .collect();
    let counted: BTreeSet<_> = slo.alerts.iter().map(|alert| scale.windows(alert).long).collect();
    rules.extend(counted.into_iter().map(|window| record(slo, &requests(window), slo.indicator.measure.total(window))));
    rules.push(record(slo, "slo:objective:ratio", format!("vector({})", slo.target.share())));
    rules.push(record(slo, "slo:error_budget:ratio", format!("vector({budget})")));
    if let Some(whole) = whole {
        let expression = format!("1 - {} / {budget}", recorded(slo, &error_ratio(whole)));
        rules.push(record(slo, "slo:error_budget_remaining:ratio", expression));
    }
    rules.extend(slo.alerts.iter().map(|alert| alerting(slo, alert, scale)));
    Group { name: format!("slo-{}", slo.metadata.name), rules }
}

fn error_ratio(window: Duration) -> String {
    format!("slo:sli_error:ratio_rate{}", duration(window))
}

fn requests(window: Duration) -> String {
    format!("slo:sli_requests:increase{}", duration(window))
}

fn recorded(slo: &Slo, name: &str) -> String {
    format!("{name}{{slo={}}}", quoted(&slo.metadata.name))
}

fn labels(slo: &Slo) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("slo", slo.metadata.name.clone()), ("service", slo.service.clone())])
}

fn record(slo: &Slo, name: &str, expr: String) -> Rule {
    let kind = RuleKind::Record(name.to_owned());
    Rule { kind, expr, after: None, labels: labels(slo), keep: None, annotations: BTreeMap::new() }
}

fn alerting(slo: &Slo, alert: &Alert, scale: &TimeScale) -> Rule {
    let windows = scale.windows(alert);
    let above =
        |window| format!("({} > {} * {})", recorded(slo, &error_ratio(window)), alert.factor, slo.target.budget());
    let mut clauses = vec![above(windows.long)];
    clauses.extend(windows.short.map(above));
    match alert.least_requests(slo.target) {
        0 => {}
        least => clauses.push(format!("({} >= {least})", recorded(slo, &requests(windows.long)))),
    }
    let labels = alert_labels(slo, alert);
    let failed = "{{ $value | humanizePercentage }}";
    let long = duration(windows.long);
    let annotations = BTreeMap::from([
        ("summary", summary(slo, alert)),
        ("description", format!("{failed} of requests were bad over {long}; {} may be.", percent(slo.target.budget()))),
    ]);
    let unless_zero = |length: Duration| (!length.is_zero()).then(|| duration(length));
    Rule {
        kind: RuleKind::Alert(alert_name(slo, alert)),
        expr: clauses.join(" and "),
        after: unless_zero(windows.after),
        keep: unless_zero(windows.keep),
        labels,
        annotations,
    }
}

/// The labels of an alert, its name left out, in Prometheus and everywhere else.
pub fn alert_labels(slo: &Slo, alert: &Alert) -> BTreeMap<&'static str, String> {
    let mut labels = labels(slo);
    labels.insert("severity", alert.severity.clone());
    labels.insert("policy", alert.policy.name.clone());
    if !alert.targets.is_empty() {
        labels.insert("notify", alert.targets.join(","));
    }
    labels
}

/// `ChatIsFastBurnsFast10x`: the alert's name in Prometheus and everywhere else. Digits are kept apart: `1-5x` becomes
/// `1_5x`.
pub fn alert_name(slo: &Slo, alert: &Alert) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let mut name = String::new();
    for word in slo.metadata.name.split('-').chain(alert.policy.name.split('-')) {
        if name.ends_with(digit) && word.starts_with(digit) {
            name.push('_');
        }
        let mut rest = word.chars();
        name.extend(rest.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(rest.as_str());
    }
    name
}
