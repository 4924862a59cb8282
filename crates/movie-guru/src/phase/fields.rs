//! A phase: a behaviour said in 24 fields, under the names that attendees type. One reader and one writer of
//! [`Behaviour`], for the five operations that it names and for four of the outcomes.

use movie_guru_contract::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::behaviour::{Behaviour, Failure, Shape};
use super::mixes::{self, Mixes};
use super::quantity::Quantity;
use super::reading::{Reading, below};
use guru::field_problem::FieldProblem;

/// The 24 fields: probabilities from 0 to 1, latencies in whole milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the contract, and say it")]
pub struct Phase {
    #[schema(minimum = 0, maximum = 1)]
    pub chat_success: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_safety_issue: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_engaged: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_acknowledged: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_rejected: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_unclassified: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_s_positive: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_s_negative: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_s_neutral: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub chat_s_unclassified: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub login_success: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub startup_success: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub pref_update_success: f64,
    #[schema(minimum = 0, maximum = 1)]
    pub pref_get_success: f64,
    #[serde(rename = "LoginLatencyMinMS")]
    #[schema(maximum = 29000)]
    pub login_latency_min_ms: u64,
    #[serde(rename = "LoginLatencyMaxMS")]
    #[schema(maximum = 29000)]
    pub login_latency_max_ms: u64,
    #[serde(rename = "ChatLatencyMinMS")]
    #[schema(maximum = 29000)]
    pub chat_latency_min_ms: u64,
    #[serde(rename = "ChatLatencyMaxMS")]
    #[schema(maximum = 29000)]
    pub chat_latency_max_ms: u64,
    #[serde(rename = "StartupLatencyMinMS")]
    #[schema(maximum = 29000)]
    pub startup_latency_min_ms: u64,
    #[serde(rename = "StartupLatencyMaxMS")]
    #[schema(maximum = 29000)]
    pub startup_latency_max_ms: u64,
    #[serde(rename = "PrefGetLatencyMinMS")]
    #[schema(maximum = 29000)]
    pub pref_get_latency_min_ms: u64,
    #[serde(rename = "PrefGetLatencyMaxMS")]
    #[schema(maximum = 29000)]
    pub pref_get_latency_max_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMinMS")]
    #[schema(maximum = 29000)]
    pub pref_update_latency_min_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMaxMS")]
    #[schema(maximum = 29000)]
    pub pref_update_latency_max_ms: u64,
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
/// In the order of [`LATENCIES`].
const OPERATIONS: [Operation; 5] =
    [Operation::Login, Operation::Chat, Operation::Startup, Operation::PrefGet, Operation::PrefUpdate];

impl Phase {
    /// Reads the 24 fields, or names every one that is wrong.
    pub fn from_fields(fields: &Map<String, Value>) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::new(false);
        let phase = Self::read(&mut reading, "", fields);
        let (phase, _) = reading.end(phase)?;
        // Without a problem there is a phase.
        phase.ok_or_else(Vec::new)
    }

    /// The same below a path; none where something is wrong, which is then noted.
    pub(super) fn read(reading: &mut Reading, path: &str, fields: &Map<String, Value>) -> Option<Self> {
        let mut whole = true;
        for name in PROBABILITIES {
            whole &= reading.number(&below(path, name), fields.get(name), Quantity::Share).is_some();
        }
        for mix in MIXES {
            let parts: Option<Vec<f64>> = mix.iter().map(|name| fields.get(*name)?.as_f64()).collect();
            let sum: f64 = parts.iter().flatten().sum();
            if parts.is_some() && (sum - 1.0).abs() > mixes::TOLERANCE {
                whole = false;
                reading.problem(below(path, &mix.join("+")), format!("must add up to 1, not {sum:.4}"));
            }
        }
        for operation in LATENCIES {
            let names = [format!("{operation}LatencyMinMS"), format!("{operation}LatencyMaxMS")];
            for name in &names {
                whole &= reading.number(&below(path, name), fields.get(name), Quantity::Milliseconds).is_some();
            }
            let bounds = names.each_ref().map(|name| fields.get(name).and_then(Value::as_u64));
            if let [Some(min), Some(max)] = bounds
                && min > max
            {
                whole = false;
                let [min_name, max_name] = names;
                reading.problem(below(path, &min_name), format!("is {min}, above {max_name}, which is {max}"));
            }
        }
        for name in fields.keys().filter(|name| !is_field(name)) {
            reading.unknown(below(path, name), "is not a field of a phase");
        }
        let known = fields.iter().filter(|(name, _)| is_field(name));
        let known = Value::Object(known.map(|(name, value)| (name.clone(), value.clone())).collect());
        if !whole {
            return None;
        }
        serde_json::from_value(known).map_err(|error| reading.problem(path, error.to_string())).ok()
    }

    /// A behaviour in the 24 fields, as far as they can say it: none where chats are not counted by mixes of theirs. What
    /// a behaviour does not say of an operation is that it succeeds, as soon as it can.
    pub fn of(behaviour: &Behaviour) -> Option<Self> {
        let mixes = behaviour.mixes.as_ref()?;
        let [engaged, acknowledged, rejected, irrelevant, unclassified] = mixes.outcome;
        if irrelevant > 0.0 {
            return None;
        }
        let [positive, negative, neutral, s_unclassified] = mixes.sentiment;
        let shape = |operation: Operation| behaviour.operations.get(&operation.into()).cloned().unwrap_or_default();
        let [login, chat, startup, pref_get, pref_update] = OPERATIONS.map(shape);
        Some(Self {
            chat_success: chat.success,
            chat_safety_issue: mixes.safety_issue,
            chat_engaged: engaged,
            chat_acknowledged: acknowledged,
            chat_rejected: rejected,
            chat_unclassified: unclassified,
            chat_s_positive: positive,
            chat_s_negative: negative,
            chat_s_neutral: neutral,
            chat_s_unclassified: s_unclassified,
            login_success: login.success,
            startup_success: startup.success,
            pref_update_success: pref_update.success,
            pref_get_success: pref_get.success,
            login_latency_min_ms: login.min_ms,
            login_latency_max_ms: login.max_ms,
            chat_latency_min_ms: chat.min_ms,
            chat_latency_max_ms: chat.max_ms,
            startup_latency_min_ms: startup.min_ms,
            startup_latency_max_ms: startup.max_ms,
            pref_get_latency_min_ms: pref_get.min_ms,
            pref_get_latency_max_ms: pref_get.max_ms,
            pref_update_latency_min_ms: pref_update.min_ms,
            pref_update_latency_max_ms: pref_update.max_ms,
        })
    }
}

impl From<&Phase> for Behaviour {
    fn from(phase: &Phase) -> Self {
        let shapes = [
            (phase.login_success, phase.login_latency_min_ms, phase.login_latency_max_ms),
            (phase.chat_success, phase.chat_latency_min_ms, phase.chat_latency_max_ms),
            (phase.startup_success, phase.startup_latency_min_ms, phase.startup_latency_max_ms),
            (phase.pref_get_success, phase.pref_get_latency_min_ms, phase.pref_get_latency_max_ms),
            (phase.pref_update_success, phase.pref_update_latency_min_ms, phase.pref_update_latency_max_ms),
        ];
        let shapes =
            shapes.map(|(success, min_ms, max_ms)| Shape { success, min_ms, max_ms, failure: Failure::default() });
        let mixes = Mixes {
            outcome: [phase.chat_engaged, phase.chat_acknowledged, phase.chat_rejected, 0.0, phase.chat_unclassified],
            sentiment: [phase.chat_s_positive, phase.chat_s_negative, phase.chat_s_neutral, phase.chat_s_unclassified],
            safety_issue: phase.chat_safety_issue,
        };
        Self { operations: OPERATIONS.map(Into::into).into_iter().zip(shapes).collect(), mixes: Some(mixes) }
    }
}

fn is_field(name: &str) -> bool {
    PROBABILITIES.contains(&name)
        || LATENCIES.iter().any(|operation| {
            name.strip_prefix(operation).is_some_and(|rest| matches!(rest, "LatencyMinMS" | "LatencyMaxMS"))
        })
}
