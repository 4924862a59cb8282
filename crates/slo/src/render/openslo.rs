//! OpenSLO back out: what [`SloSet::parse`] reads again as the same set. SLIs stand inline; alert policies stand by
//! themselves, each with its condition inline, however they stood before.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::{Alert, Indicator, Measure, Metadata, NotificationTarget, Service, Side, Slo};
use crate::read::{Kind, SloSet};
use crate::selector::Selector;
use crate::window::Window;

use super::RenderError;

/// All objects of a set as YAML, one document each.
///
/// # Errors
/// Where two SLOs have each an inline policy of the same name and the policies differ: they cannot stand by themselves.
pub fn yaml(set: &SloSet) -> Result<String, RenderError> {
    let documents = objects(set)?;
    let texts: Result<Vec<_>, _> = documents.iter().map(serde_saphyr::to_string).collect();
    texts.map(|texts| texts.join("---\n")).map_err(|error| RenderError(vec![error.to_string()]))
}

/// All objects of a set, services first.
///
/// # Errors
/// As [`yaml`].
pub fn objects(set: &SloSet) -> Result<Vec<Value>, RenderError> {
    let mut policies: BTreeMap<&str, &Alert> = BTreeMap::new();
    let mut problems = Vec::new();
    for alert in set.slos.iter().flat_map(|slo| &slo.alerts) {
        if policies.insert(&alert.policy.name, alert).is_some_and(|other| other != alert) {
            problems.push(format!("two alert policies that differ are both named `{}`", alert.policy.name));
        }
    }
    if !problems.is_empty() {
        return Err(RenderError(problems));
    }
    let services = set.services.iter().map(service);
    let targets = set.targets.iter().map(target);
    let policies = policies.values().map(|alert| policy(alert));
    Ok(services.chain(targets).chain(policies).chain(set.slos.iter().map(slo)).collect())
}

fn object(kind: Kind, metadata: &Metadata, spec: Value) -> Value {
    json!({"apiVersion": "openslo/v1", "kind": kind.to_string(), "metadata": self::metadata(metadata), "spec": spec})
}

fn metadata(metadata: &Metadata) -> Value {
    let mut fields = Map::from_iter([("name".to_owned(), Value::from(metadata.name.as_str()))]);
    fields.extend(metadata.display_name.as_deref().map(|name| ("displayName".to_owned(), name.into())));
    if !metadata.labels.is_empty() {
        fields.insert("labels".to_owned(), json!(metadata.labels));
    }
    if !metadata.annotations.is_empty() {
        fields.insert("annotations".to_owned(), json!(metadata.annotations));
    }
    Value::Object(fields)
}

/// A spec with its description, where there is one.
fn described(description: Option<&str>, spec: Value) -> Value {
    let mut fields: Map<_, _> = description.map(|text| ("description".to_owned(), text.into())).into_iter().collect();
    if let Value::Object(spec) = spec {
        fields.extend(spec);
    }
    Value::Object(fields)
}

fn service(service: &Service) -> Value {
    object(Kind::Service, &service.metadata, described(service.description.as_deref(), json!({})))
}

fn target(target: &NotificationTarget) -> Value {
    let spec = described(target.description.as_deref(), json!({"target": target.target}));
    object(Kind::AlertNotificationTarget, &target.metadata, spec)
}

fn policy(alert: &Alert) -> Value {
    let targets: Vec<_> = alert.targets.iter().map(|name| json!({"targetRef": name})).collect();
    let condition = json!({
        "severity": alert.severity,
        "condition": {
            "kind": "burnrate",
            "threshold": alert.factor,
            "lookbackWindow": alert.long.to_string(),
            "alertAfter": alert.after.to_string(),
        },
    });
    let spec = json!({
        "alertWhenBreaching": true,
        "alertWhenResolved": alert.when_resolved,
        "alertWhenNoData": false,
        "conditions": [{
            "kind": "AlertCondition",
            "metadata": metadata(&alert.condition),
            "spec": described(alert.description.as_deref(), condition),
        }],
        "notificationTargets": targets,
    });
    object(Kind::AlertPolicy, &alert.policy, described(alert.policy_description.as_deref(), spec))
}

fn slo(slo: &Slo) -> Value {
    let mut objective = Map::new();
    objective.extend(slo.objective.as_deref().map(|name| ("displayName".to_owned(), name.into())));
    if let Measure::Threshold { side, bound, .. } = &slo.indicator.measure {
        let op = match side {
            Side::AtMost => "lte",
            Side::Above => "gt",
        };
        objective.insert("op".to_owned(), op.into());
        objective.insert("value".to_owned(), json!(bound));
    }
    objective.insert("target".to_owned(), json!(slo.target.share()));
    let window = match &slo.window {
        Window::Rolling(length) => json!({"duration": length.to_string(), "isRolling": true}),
        Window::Calendar(calendar) => json!({
            "duration": calendar.length.to_string(),
            "isRolling": false,
            "calendar": {
                "startTime": calendar.start.to_string().replace('T', " "),
                "timeZone": calendar.time_zone.iana_name().unwrap_or("UTC"),
            },
        }),
    };
    let policies: Vec<_> = slo.alerts.iter().map(|alert| json!({"alertPolicyRef": alert.policy.name})).collect();
    let spec = json!({
        "service": slo.service,
        "indicator": indicator(&slo.indicator),
        "timeWindow": [window],
        "budgetingMethod": "Occurrences",
        "objectives": [objective],
        "alertPolicies": policies,
    });
    object(Kind::Slo, &slo.metadata, described(slo.description.as_deref(), spec))
}

fn indicator(indicator: &Indicator) -> Value {
    let source =
        |query: &Selector| json!({"metricSource": {"type": "Prometheus", "spec": {"query": query.to_string()}}});
    let spec = match &indicator.measure {
        Measure::Good { good, total } => {
            json!({"ratioMetric": {"counter": true, "good": source(good), "total": source(total)}})
        }
        Measure::Bad { bad, total } => {
            json!({"ratioMetric": {"counter": true, "bad": source(bad), "total": source(total)}})
        }
        Measure::Threshold { histogram, .. } => json!({"thresholdMetric": source(histogram)}),
    };
    json!({"metadata": metadata(&indicator.metadata), "spec": described(indicator.description.as_deref(), spec)})
}
