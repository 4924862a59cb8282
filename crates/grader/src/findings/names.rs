//! Names that nobody makes.

use std::collections::BTreeSet;

use movie_guru_contract::metric_of;
use movie_guru_slo::nearest;
use promql_parser::parser::VectorSelector;
use series::METRIC_NAME;

use super::reader::Reader;
use crate::finding::{Finding, Mistake};
use crate::plain;

/// More names than these are not read.
const MOST_NAMES: usize = 6;

impl Reader<'_> {
    /// The names that a selector means, of metrics and of recordings.
    pub(super) fn meant(&self, selector: &VectorSelector) -> BTreeSet<String> {
        let all = || self.known.names().chain(self.recorded_names());
        match &selector.name {
            Some(name) => all().filter(|known| known == name).map(str::to_owned).collect(),
            None => {
                let of_name = |name: &str| {
                    let mut matchers = selector.matchers.matchers.iter().filter(|matcher| matcher.name == METRIC_NAME);
                    matchers.all(|matcher| matcher.is_match(name))
                };
                all().filter(|name| of_name(name)).map(str::to_owned).collect()
            }
        }
    }

    /// What is wrong with the name of a selector. `by` says through which recording it is asked for.
    pub(super) fn name(&self, alert: &str, selector: &VectorSelector, by: &str) -> Option<Finding> {
        if !self.meant(selector).is_empty() {
            return None;
        }
        let equal = selector.matchers.matchers.iter().find(|matcher| matcher.name == METRIC_NAME);
        let name = selector.name.clone().or_else(|| equal.map(|matcher| matcher.value.clone())).unwrap_or_default();
        let near_recording = nearest(&name, self.recorded_names());
        if name.contains(':') {
            return Some(undefined(alert, &name, by, near_recording));
        }
        match nearest(&name, self.known.names().chain(self.recorded_names())) {
            Some(near) if near_recording == Some(near) && !self.known.has(near) => {
                Some(undefined(alert, &name, by, Some(near)))
            }
            near => Some(self.unknown(alert, &name, by, near)),
        }
    }

    fn unknown(&self, alert: &str, name: &str, by: &str, near: Option<&str>) -> Finding {
        let parts: Vec<String> = ["_bucket", "_count"]
            .map(|suffix| format!("{name}{suffix}"))
            .into_iter()
            .filter(|part| self.known.has(part))
            .map(|part| format!("`{part}`"))
            .collect();
        let why = if !parts.is_empty() {
            format!("a histogram, whose series are {}", plain::list(&parts, MOST_NAMES))
        } else if metric_of(name).is_some() {
            "a metric of the app that no timeline has, so nothing can be said of it".to_owned()
        } else {
            "which the app does not expose".to_owned()
        };
        let operation = self.subject.concern.operation;
        let names: Vec<_> = self.known.of_operation(operation).iter().map(|name| format!("`{name}`")).collect();
        let of_operation = format!("For {} there are {}.", operation.name(), plain::list(&names, MOST_NAMES));
        let next = match near {
            Some(near) if parts.is_empty() => format!("Did you mean `{near}`? {of_operation}"),
            _ => of_operation,
        };
        let says = format!("`{alert}` asks{by} for `{name}`, {why}.");
        Finding::of(Mistake::UnknownMetric, alert, says, next)
    }
}

fn undefined(alert: &str, name: &str, by: &str, near: Option<&str>) -> Finding {
    let next = match near {
        Some(near) => format!("Did you mean `{near}`? Otherwise hand in the rule that records `{name}`."),
        None => format!("Write a rule with `record: {name}`, or hand in the file that has it."),
    };
    let says = format!("`{alert}` asks{by} for `{name}`, which no rule records, so it never has an answer.");
    Finding::of(Mistake::UndefinedRecording, alert, says, next)
}
