//! Phases over HTTP.

use serde_json::Value;

const SHIPPED: &str = include_str!("shipped-phases.json");

/// A phase in which all goes well at once, but for these fields.
pub(crate) fn phase_with(fields: &[(&str, Value)]) -> Value {
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let mut phase = shipped["challenge-6"]["phase"].clone();
    for (name, value) in phase.as_object_mut().unwrap() {
        match name.as_str() {
            name if name.contains("Latency") => *value = 0.into(),
            name if name.ends_with("Success") => *value = 1.into(),
            "ChatSafetyIssue" => *value = 0.into(),
            _ => {}
        }
    }
    for (name, value) in fields {
        phase[*name] = value.clone();
    }
    phase
}
