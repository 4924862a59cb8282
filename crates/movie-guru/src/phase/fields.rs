//! A phase as data: its 24 fields, under the names that attendees type, and what is refused.

use movie_guru_contract::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use guru::field_problem::FieldProblem;

/// The longest latency a phase may ask for, in milliseconds: requests end after 30 s.
pub(super) const MOST_LATENCY_MS: u64 = 29_000;
/// How far a mix may be off 1.
const MIX_TOLERANCE: f64 = 0.001;

/// The 24 fields: probabilities from 0 to 1, latencies in whole milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the contract, and say it")]
pub struct Phase {
    pub chat_success: f64,
    pub chat_safety_issue: f64,
    pub chat_engaged: f64,
    pub chat_acknowledged: f64,
    pub chat_rejected: f64,
    pub chat_unclassified: f64,
    pub chat_s_positive: f64,
    pub chat_s_negative: f64,
    pub chat_s_neutral: f64,
    pub chat_s_unclassified: f64,
    pub login_success: f64,
    pub startup_success: f64,
    pub pref_update_success: f64,
    pub pref_get_success: f64,
    #[serde(rename = "LoginLatencyMinMS")]
    pub login_latency_min_ms: u64,
    #[serde(rename = "LoginLatencyMaxMS")]
    pub login_latency_max_ms: u64,
    #[serde(rename = "ChatLatencyMinMS")]
    pub chat_latency_min_ms: u64,
    #[serde(rename = "ChatLatencyMaxMS")]
    pub chat_latency_max_ms: u64,
    #[serde(rename = "StartupLatencyMinMS")]
    pub startup_latency_min_ms: u64,
    #[serde(rename = "StartupLatencyMaxMS")]
    pub startup_latency_max_ms: u64,
    #[serde(rename = "PrefGetLatencyMinMS")]
    pub pref_get_latency_min_ms: u64,
    #[serde(rename = "PrefGetLatencyMaxMS")]
    pub pref_get_latency_max_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMinMS")]
    pub pref_update_latency_min_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMaxMS")]
    pub pref_update_latency_max_ms: u64,
}

/// What a phase says of one operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Behaviour {
    /// Success probability.
    pub success: f64,
    /// Shortest latency in milliseconds.
    pub min_ms: u64,
    /// Longest latency in milliseconds.
    pub max_ms: u64,
}

const PROBABILITIES: [&str; 14] = [
    "ChatSuccess",
    "ChatSafetyIssue",
    "ChatEngaged",
    "ChatAcknowledged",
    "ChatRejected",
    "ChatUnclassified",
    "ChatSPositive",
    "ChatSNegative",
    "ChatSNeutral",
    "ChatSUnclassified",
    "LoginSuccess",
    "StartupSuccess",
    "PrefUpdateSuccess",
    "PrefGetSuccess",
];
const MIXES: [[&str; 4]; 2] = [
    ["ChatEngaged", "ChatAcknowledged", "ChatRejected", "ChatUnclassified"],
    ["ChatSPositive", "ChatSNegative", "ChatSNeutral", "ChatSUnclassified"],
];
const LATENCIES: [&str; 5] = ["Login", "Chat", "Startup", "PrefGet", "PrefUpdate"];

impl Phase {
    /// Reads the 24 fields, or names every one that is wrong.
    pub fn from_fields(fields: &Map<String, Value>) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        for name in PROBABILITIES {
            check_number(fields, name, "a number from 0 to 1", &mut problems, |value| {
                value.as_f64().is_some_and(|number| (0.0..=1.0).contains(&number))
            });
        }
        for mix in MIXES {
            let parts: Option<Vec<f64>> = mix.iter().map(|name| fields.get(*name)?.as_f64()).collect();
            let sum: f64 = parts.iter().flatten().sum();
            if parts.is_some() && (sum - 1.0).abs() > MIX_TOLERANCE {
                problems.push(FieldProblem::new(mix.join("+"), format!("must add up to 1, not {sum:.4}")));
            }
        }
        let wanted = format!("a whole number of milliseconds from 0 to {MOST_LATENCY_MS}");
        for operation in LATENCIES {
            let names = [format!("{operation}LatencyMinMS"), format!("{operation}LatencyMaxMS")];
            for name in &names {
                check_number(fields, name, &wanted, &mut problems, |value| {
                    value.as_u64().is_some_and(|ms| ms <= MOST_LATENCY_MS)
                });
            }
            let bounds = names.each_ref().map(|name| fields.get(name).and_then(Value::as_u64));
            if let [Some(min), Some(max)] = bounds
                && min > max
            {
                let [min_name, max_name] = names;
                problems.push(FieldProblem::new(min_name, format!("is {min}, above {max_name}, which is {max}")));
            }
        }
        for name in fields.keys().filter(|name| !is_field(name)) {
            problems.push(FieldProblem::new(name, "is not a field of a phase"));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        serde_json::from_value(Value::Object(fields.clone()))
            .map_err(|error| vec![FieldProblem::new("phase", error.to_string())])
    }

    /// What this phase says of an operation; none for those that no phase shapes.
    pub(super) const fn behaviour(&self, operation: Operation) -> Option<Behaviour> {
        let (success, min_ms, max_ms) = match operation {
            Operation::Login => (self.login_success, self.login_latency_min_ms, self.login_latency_max_ms),
            Operation::Chat => (self.chat_success, self.chat_latency_min_ms, self.chat_latency_max_ms),
            Operation::Startup => (self.startup_success, self.startup_latency_min_ms, self.startup_latency_max_ms),
            Operation::PrefGet => (self.pref_get_success, self.pref_get_latency_min_ms, self.pref_get_latency_max_ms),
            Operation::PrefUpdate => {
                (self.pref_update_success, self.pref_update_latency_min_ms, self.pref_update_latency_max_ms)
            }
            _ => return None,
        };
        Some(Behaviour { success, min_ms, max_ms })
    }
}

fn check_number(
    fields: &Map<String, Value>,
    name: &str,
    wanted: &str,
    problems: &mut Vec<FieldProblem>,
    holds: impl Fn(&Value) -> bool,
) {
    match fields.get(name) {
        None => problems.push(FieldProblem::new(name, "is missing")),
        Some(value) if holds(value) => {}
        Some(value) => {
            let shown: String = value.to_string().chars().take(40).collect();
            problems.push(FieldProblem::new(name, format!("must be {wanted}, not {shown}")));
        }
    }
}

fn is_field(name: &str) -> bool {
    PROBABILITIES.contains(&name)
        || LATENCIES.iter().any(|operation| {
            name.strip_prefix(operation).is_some_and(|rest| matches!(rest, "LatencyMinMS" | "LatencyMaxMS"))
        })
}
