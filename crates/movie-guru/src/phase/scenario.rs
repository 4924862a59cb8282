//! Phases with a name and a title. The workshop's own are in `scenarios/` and travel in the binary.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::Phase;
use guru::field_problem::FieldProblem;

/// The name shown for a phase that was set field by field.
pub const CUSTOM: &str = "custom";
/// The scenario without a phase.
pub const HEALTHY: &str = "healthy";

const SHIPPED: [(&str, &str); 5] = [
    ("challenge-1", include_str!("../../../../scenarios/challenge-1.yaml")),
    ("challenge-6", include_str!("../../../../scenarios/challenge-6.yaml")),
    ("challenge-7", include_str!("../../../../scenarios/challenge-7.yaml")),
    ("challenge-8", include_str!("../../../../scenarios/challenge-8.yaml")),
    (HEALTHY, include_str!("../../../../scenarios/healthy.yaml")),
];

/// How the browser's side behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    /// The share of the browser's calls, 0 to 1, that never leave the page.
    pub drop: f64,
}

/// A named state of the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// How it is asked for.
    pub name: String,
    /// One line that says what the attendee meets.
    pub title: String,
    /// None for the app as it is.
    pub phase: Option<Phase>,
    /// The browser's side.
    pub web: Web,
}

/// A scenario cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// No scenario has this name.
    #[error("there is no scenario {name:?}; there are {}", names().join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The file is not YAML or JSON, or not a scenario.
    #[error("not a scenario: {0}")]
    Malformed(String),
    /// Fields are missing, unknown or out of range.
    #[error("the scenario has {} that cannot be taken: {}", plural(.0.len()), list(.0))]
    Fields(Vec<FieldProblem>),
}

fn plural(count: usize) -> String {
    if count == 1 { "a field".to_owned() } else { format!("{count} fields") }
}

fn list(problems: &[FieldProblem]) -> String {
    problems.iter().map(|problem| format!("{} {}", problem.field, problem.detail)).collect::<Vec<_>>().join("; ")
}

/// The names of the shipped scenarios, in the order of the workshop.
pub fn names() -> [&'static str; SHIPPED.len()] {
    SHIPPED.map(|(name, _)| name)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    phase: Option<Map<String, Value>>,
    #[serde(default)]
    web: Web,
}

impl Scenario {
    /// A shipped scenario.
    pub fn named(name: &str) -> Result<Self, ScenarioError> {
        let shipped = SHIPPED.iter().find(|(known, _)| *known == name);
        let (_, text) = shipped.ok_or_else(|| ScenarioError::Unknown { name: name.to_owned() })?;
        Self::parse(name, text)
    }

    /// A phase that somebody set field by field.
    pub fn custom(phase: Phase) -> Self {
        Self {
            name: CUSTOM.to_owned(),
            title: "A phase of your own".to_owned(),
            phase: Some(phase),
            web: Web::default(),
        }
    }

    /// Reads a scenario from YAML or JSON: `title`, `phase` and `web`, or the 24 fields of a phase alone.
    pub fn parse(name: &str, text: &str) -> Result<Self, ScenarioError> {
        let value: Value = serde_saphyr::from_str(text).map_err(|error| ScenarioError::Malformed(error.to_string()))?;
        let Value::Object(fields) = value else {
            return Err(ScenarioError::Malformed("expected fields with a title and a phase".to_owned()));
        };
        if !fields.contains_key("title") && !fields.contains_key("phase") {
            return Phase::from_fields(&fields).map(Self::custom).map_err(ScenarioError::Fields);
        }
        let file: File = serde_json::from_value(Value::Object(fields))
            .map_err(|error| ScenarioError::Malformed(error.to_string()))?;
        if !(0.0..=1.0).contains(&file.web.drop) {
            let detail = format!("must be a number from 0 to 1, not {}", file.web.drop);
            return Err(ScenarioError::Fields(vec![FieldProblem::new("web.drop", detail)]));
        }
        let phase = file.phase.as_ref().map(Phase::from_fields).transpose().map_err(ScenarioError::Fields)?;
        Ok(Self { name: name.to_owned(), title: file.title, phase, web: file.web })
    }
}
