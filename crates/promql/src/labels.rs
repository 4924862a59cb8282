//! Labels of results: what is left of them, and what of them counts when series are grouped or matched.

use std::sync::Arc;

use promql_parser::parser::LabelModifier;
use series::Labels;
use series::METRIC_NAME;

pub(crate) fn without_name(labels: &Arc<Labels>) -> Arc<Labels> {
    without(labels, |name| name == METRIC_NAME)
}

pub(crate) fn without(labels: &Arc<Labels>, dropped: impl Fn(&str) -> bool) -> Arc<Labels> {
    if !labels.keys().any(|name| dropped(name)) {
        return Arc::clone(labels);
    }
    Arc::new(
        labels.iter().filter(|(name, _)| !dropped(name)).map(|(name, value)| (name.clone(), value.clone())).collect(),
    )
}

fn only(labels: &Arc<Labels>, kept: &[String]) -> Arc<Labels> {
    Arc::new(
        kept.iter()
            .filter_map(|name| labels.get_key_value(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The labels of an aggregation's group: `by` keeps, `without` drops; with neither there is one group.
pub(crate) fn grouped(labels: &Arc<Labels>, modifier: Option<&LabelModifier>) -> Arc<Labels> {
    match modifier {
        None => Arc::default(),
        Some(LabelModifier::Include(kept)) => only(labels, &kept.labels),
        Some(LabelModifier::Exclude(dropped)) => {
            without(labels, |name| name == METRIC_NAME || dropped.labels.iter().any(|label| label == name))
        }
    }
}

/// The labels by which two sides of an operator find each other: those of `on`, or all but those of `ignoring` and the
/// name.
pub(crate) fn matched(labels: &Arc<Labels>, modifier: Option<&LabelModifier>) -> Arc<Labels> {
    match modifier {
        Some(LabelModifier::Include(_)) => grouped(labels, modifier),
        Some(LabelModifier::Exclude(_)) => grouped(labels, modifier),
        None => without_name(labels),
    }
}

/// As Prometheus writes them in messages: `{a="b", c="d"}`.
pub(crate) fn shown(labels: &Labels) -> String {
    let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{{}}}", pairs.join(", "))
}
