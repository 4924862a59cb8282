//! How the app behaves: per operation a success probability, a latency range and what a failure looks like, and for chat
//! the mixes.
//!
//! Written as `behaviour` and `mixes` of a scenario (docs/scenarios.md).

use std::collections::BTreeMap;

use movie_guru_contract::Operation;
use serde_json::{Map, Value, json};

use super::mixes::Mixes;
use super::reading::{Reading, below};
use super::shaped::Shaped;

/// The statuses of a failure that is the service's own.
const FAILURES: [u16; 4] = [500, 502, 503, 504];

/// How the app behaves. Of what nothing is said, it is as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behaviour {
    /// The operations that are shaped.
    pub operations: BTreeMap<Shaped, Shape>,
    /// How chats are counted; none: as the engine judges each turn.
    pub mixes: Option<Mixes>,
}

/// How one operation behaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The probability, 0 to 1, that it succeeds.
    pub success: f64,
    /// The shortest time it takes, in milliseconds.
    pub min_ms: u64,
    /// The longest, in milliseconds; work that takes longer is not cut.
    pub max_ms: u64,
    /// What the client is told when it fails.
    pub failure: Failure,
}

/// What a drawn failure looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// An HTTP status: 500, 502, 503 or 504.
    pub status: u16,
    /// The problem's `detail`; none: that something went wrong.
    pub detail: Option<String>,
}

impl Default for Shape {
    /// It succeeds, and takes as long as it takes.
    fn default() -> Self {
        Self { success: 1.0, min_ms: 0, max_ms: 0, failure: Failure::default() }
    }
}

impl Default for Failure {
    fn default() -> Self {
        Self { status: 500, detail: None }
    }
}

impl Behaviour {
    /// Whether nothing is said: the app is as it is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How an operation behaves; none where it is as it is. The mixes shape a chat, too.
    pub(super) fn shape(&self, operation: Shaped) -> Option<Shape> {
        let counted = operation == Shaped::from(Operation::Chat) && self.mixes.is_some();
        self.operations.get(&operation).cloned().or_else(|| counted.then(Shape::default))
    }

    /// Reads `behaviour` and `mixes` of a scenario's fields.
    pub(super) fn read(reading: &mut Reading, fields: &Map<String, Value>) -> Self {
        let said = |name: &str| fields.get(name).filter(|value| !value.is_null());
        let mut behaviour = Self::default();
        if let Some(operations) = said("behaviour").and_then(|value| reading.object("behaviour", Some(value))) {
            reading.only("behaviour", operations, &Shaped::ALL.map(Shaped::name));
            for operation in Shaped::ALL {
                let Some(value) = operations.get(operation.name()) else { continue };
                if let Some(shape) = Shape::read(reading, &below("behaviour", operation.name()), value) {
                    behaviour.operations.insert(operation, shape);
                }
            }
        }
        behaviour.mixes = said("mixes").and_then(|value| Mixes::read(reading, "mixes", value));
        behaviour
    }

    /// The same as it is written: `behaviour` and `mixes`, where there is something to say.
    pub(super) fn document(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        if !self.operations.is_empty() {
            let operations = self.operations.iter();
            let shapes = operations.map(|(operation, shape)| (operation.name().to_owned(), shape.document()));
            fields.insert("behaviour".to_owned(), Value::Object(shapes.collect()));
        }
        if let Some(mixes) = &self.mixes {
            fields.insert("mixes".to_owned(), mixes.document());
        }
        fields
    }
}

impl Shape {
    fn read(reading: &mut Reading, path: &str, value: &Value) -> Option<Self> {
        let fields = reading.object(path, Some(value))?;
        reading.only(path, fields, &["success", "latency_ms", "failure"]);
        let mut shape = Self::default();
        if let Some(success) = fields.get("success") {
            shape.success = reading.share(&below(path, "success"), Some(success));
        }
        if let Some(value) = fields.get("latency_ms") {
            let path = below(path, "latency_ms");
            let range = reading.object(&path, Some(value))?;
            reading.only(&path, range, &["min", "max"]);
            shape.min_ms = reading.milliseconds(&below(&path, "min"), range.get("min"));
            shape.max_ms = reading.milliseconds(&below(&path, "max"), range.get("max"));
            let bounds = ["min", "max"].map(|bound| range.get(bound).and_then(Value::as_u64));
            if let [Some(min), Some(max)] = bounds
                && min > max
            {
                reading.problem(below(&path, "min"), format!("is {min}, above {path}.max, which is {max}"));
            }
        }
        if let Some(failure) = fields.get("failure") {
            shape.failure = Failure::read(reading, &below(path, "failure"), failure)?;
        }
        Some(shape)
    }

    fn document(&self) -> Value {
        let mut fields = json!({"success": self.success, "latency_ms": {"min": self.min_ms, "max": self.max_ms}});
        if self.failure != Failure::default() {
            fields["failure"] = self.failure.document();
        }
        fields
    }
}

impl Failure {
    fn read(reading: &mut Reading, path: &str, value: &Value) -> Option<Self> {
        let fields = reading.object(path, Some(value))?;
        reading.only(path, fields, &["status", "detail"]);
        let mut failure = Self::default();
        if let Some(status) = fields.get("status") {
            match FAILURES.into_iter().find(|known| status.as_u64() == Some(u64::from(*known))) {
                Some(known) => failure.status = known,
                None => reading.problem(below(path, "status"), format!("must be one of {FAILURES:?}, not {status}")),
            }
        }
        if let Some(detail) = fields.get("detail") {
            failure.detail = Some(reading.line(&below(path, "detail"), Some(detail)));
        }
        Some(failure)
    }

    fn document(&self) -> Value {
        let mut fields = json!({"status": self.status});
        if let Some(detail) = &self.detail {
            fields["detail"] = detail.clone().into();
        }
        fields
    }
}
