//! The fields of the forms, and the OpenSLO objects that they stand for.

use movie_guru_contract::Operation;
use movie_guru_slo::{Measure, Side, Slo, Window};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a form asks of an SLO. Everything is text, as it was typed: OpenSLO's reader says what is wrong with it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SloFields {
    pub(crate) name: String,
    pub(super) title: String,
    pub(super) description: String,
    /// `ratio` or `threshold`.
    pub(super) kind: String,
    pub(super) good: String,
    pub(super) total: String,
    pub(super) histogram: String,
    pub(super) bound: String,
    /// In per cent.
    pub(super) target: String,
    pub(super) window: String,
    /// Whether what happened before counts too.
    pub(super) look_back: Option<String>,
    pub(crate) token: String,
}

/// A number as JSON has it; what is none stays text, so that it is refused by its own words.
fn number(text: &str) -> Value {
    text.trim().parse::<f64>().map_or_else(|_| text.into(), |number| json!(number))
}

fn metric(query: &str) -> Value {
    json!({"metricSource": {"type": "Prometheus", "spec": {"query": query}}})
}

impl SloFields {
    /// The workshop's own first SLO, to begin with.
    pub(super) fn example() -> Self {
        let (text, chat) = (str::to_owned, Operation::Chat.metrics());
        Self {
            name: text("chat-is-fast"),
            title: text("Chat is fast"),
            kind: text("threshold"),
            good: chat.success.map_or_else(String::new, |success| success.exposed()),
            total: chat.attempts.exposed(),
            histogram: chat.latency.exposed(),
            bound: text("5000"),
            target: text("99"),
            window: text("24h"),
            ..Self::default()
        }
    }

    /// The OpenSLO object.
    pub(super) fn document(&self) -> Value {
        let mut metadata = json!({"name": self.name.trim()});
        if !self.title.trim().is_empty() {
            metadata["displayName"] = self.title.trim().into();
        }
        if self.look_back.is_some() {
            metadata["annotations"] = json!({movie_guru_slo::LOOK_BACK: "true"});
        }
        let mut objective = json!({"targetPercent": number(&self.target)});
        let measure = if self.kind == "ratio" {
            json!({"ratioMetric": {"counter": true, "good": metric(&self.good), "total": metric(&self.total)}})
        } else {
            objective["op"] = "lte".into();
            objective["value"] = number(&self.bound);
            json!({"thresholdMetric": metric(&self.histogram)})
        };
        let mut spec = json!({
            "service": "movie-guru",
            "indicator": {"metadata": {"name": self.name.trim()}, "spec": measure},
            "timeWindow": [{"duration": self.window.trim(), "isRolling": true}],
            "budgetingMethod": "Occurrences",
            "objectives": [objective],
        });
        if !self.description.trim().is_empty() {
            spec["description"] = self.description.trim().into();
        }
        json!({"apiVersion": "openslo/v1", "kind": "SLO", "metadata": metadata, "spec": spec})
    }
}

/// What may be otherwise about an SLO that is there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WhatIf {
    /// In per cent.
    pub(super) target: Option<String>,
    pub(super) bound: Option<String>,
    pub(super) window: Option<String>,
    pub(crate) token: String,
}

impl WhatIf {
    /// What an SLO is now.
    pub(super) fn now(slo: &Slo) -> Self {
        let bound = match &slo.indicator.measure {
            Measure::Threshold { bound, .. } => Some(bound.to_string()),
            _ => None,
        };
        let window = match &slo.window {
            Window::Rolling(length) => Some(length.to_string()),
            // A calendar does not move.
            Window::Calendar(_) => None,
        };
        let target = Some(((slo.target.share() * 1e14).round() / 1e12).to_string());
        Self { target, bound, window, token: String::new() }
    }

    /// What is asked for where it is, what is now elsewhere.
    pub(super) fn or(self, now: Self) -> Self {
        Self {
            target: self.target.or(now.target),
            bound: now.bound.and_then(|now| self.bound.or(Some(now))),
            window: now.window.and_then(|now| self.window.or(Some(now))),
            token: self.token,
        }
    }

    /// The object with these in place of its own.
    pub(super) fn applied(&self, document: &Value) -> Value {
        let mut changed = document.clone();
        if let Some(objective) = changed["spec"]["objectives"][0].as_object_mut() {
            if let Some(target) = &self.target {
                objective.remove("target");
                objective.insert("targetPercent".to_owned(), number(target));
            }
            if let Some(bound) = &self.bound {
                objective.insert("value".to_owned(), number(bound));
            }
        }
        if let (Some(window), Some(rolling)) = (&self.window, changed["spec"]["timeWindow"][0].as_object_mut()) {
            rolling.insert("duration".to_owned(), window.trim().into());
        }
        changed
    }
}

/// What a form asks of an alert.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AlertFields {
    pub(crate) name: String,
    pub(super) title: String,
    /// The SLO that it watches.
    pub(crate) slo: String,
    pub(super) severity: String,
    pub(super) factor: String,
    pub(super) long: String,
    /// Empty for none.
    pub(super) short: String,
    pub(super) after: String,
    /// How long it goes on firing; empty for the default.
    pub(super) keep: String,
    /// The least requests over the long window; empty for what suits the target.
    pub(super) min_requests: String,
    pub(crate) token: String,
}

impl AlertFields {
    /// A fast one, as the workshop has it.
    pub(super) fn example(slo: Option<&Slo>) -> Self {
        let text = str::to_owned;
        let factor = slo.map_or(10.0, |slo| slo.target.proposed_factor());
        Self {
            name: format!("burns-fast-{}x", factor.to_string().replace('.', "-")),
            title: format!("Burns fast ({factor}x)"),
            slo: slo.map_or_else(String::new, |slo| slo.metadata.name.clone()),
            severity: text("page"),
            factor: factor.to_string(),
            long: text("1h"),
            short: text("5m"),
            after: text("5m"),
            keep: String::new(),
            min_requests: String::new(),
            token: String::new(),
        }
    }

    /// The OpenSLO object.
    pub(super) fn document(&self) -> Value {
        let named = |name: &str| {
            let mut metadata = json!({"name": name});
            if !self.title.trim().is_empty() {
                metadata["displayName"] = self.title.trim().into();
            }
            metadata
        };
        let name = self.name.trim();
        let mut condition = json!({"name": name});
        for (annotation, value) in [
            (movie_guru_slo::SHORT_WINDOW, &self.short),
            (movie_guru_slo::MIN_REQUESTS, &self.min_requests),
            (movie_guru_slo::KEEP_FIRING_FOR, &self.keep),
        ] {
            if !value.trim().is_empty() {
                condition["annotations"][annotation] = value.trim().into();
            }
        }
        json!({
            "apiVersion": "openslo/v1", "kind": "AlertPolicy", "metadata": named(name),
            "spec": {
                "alertWhenBreaching": true,
                "alertWhenResolved": true,
                "conditions": [{
                    "kind": "AlertCondition",
                    "metadata": condition,
                    "spec": {
                        "severity": self.severity.trim(),
                        "condition": {
                            "kind": "burnrate",
                            "threshold": number(&self.factor),
                            "lookbackWindow": self.long.trim(),
                            "alertAfter": self.after.trim(),
                        },
                    },
                }],
                "notificationTargets": [{"targetRef": "inbox"}],
            },
        })
    }
}

/// Whether a threshold can be moved by the form: one that says what is fast enough.
pub(super) fn moves_bound(slo: &Slo) -> Option<(&str, f64)> {
    match &slo.indicator.measure {
        Measure::Threshold { histogram, side: Side::AtMost, bound } => Some((histogram.metric.as_str(), *bound)),
        _ => None,
    }
}
