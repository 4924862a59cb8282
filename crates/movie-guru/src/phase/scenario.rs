//! A scenario: a title, how the app behaves, and what else goes wrong. The workshop's own are in `scenarios/` and travel
//! in the binary.
//!
//! One form is read and written: `version`, `title`, `behaviour`, `mixes`, `faults` (docs/scenarios.md). Two older ones are
//! read: `title`, `phase` and `web`; and the 24 fields of a phase alone.

use serde_json::{Map, Value};

use super::behaviour::Behaviour;
use super::faults::{self, Fault, web_drop};
use super::fields::Phase;
use super::reading::{Reading, below};
use guru::field_problem::FieldProblem;

/// The name of a scenario that is nobody's but the sender's.
pub const CUSTOM: &str = "custom";
/// The scenario in which nothing is shaped and nothing goes wrong.
pub const HEALTHY: &str = "healthy";
/// The form's version. It goes up with a part that an older program should leave out rather than refuse.
pub const VERSION: u64 = 1;

const UNTITLED: &str = "A phase of your own";

const SHIPPED: [(&str, &str); 5] = [
    ("challenge-1", include_str!("../../../../scenarios/challenge-1.yaml")),
    ("challenge-6", include_str!("../../../../scenarios/challenge-6.yaml")),
    ("challenge-7", include_str!("../../../../scenarios/challenge-7.yaml")),
    ("challenge-8", include_str!("../../../../scenarios/challenge-8.yaml")),
    (HEALTHY, include_str!("../../../../scenarios/healthy.yaml")),
];

const FORM: [&str; 5] = ["version", "title", "behaviour", "mixes", "faults"];
const OLDER_FORM: [&str; 3] = ["title", "phase", "web"];

/// A state of the app.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// How it is asked for; [`CUSTOM`] where it cannot be asked for by a name.
    pub name: String,
    /// One line that says what the attendee meets.
    pub title: String,
    /// What becomes of requests.
    pub behaviour: Behaviour,
    /// What else goes wrong.
    pub faults: Vec<Fault>,
}

/// A scenario as it was written, and what of it this version does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What is known.
    pub scenario: Scenario,
    /// The parts that a newer version has written: left out, and faults that do nothing here.
    pub unknown: Vec<FieldProblem>,
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

/// Problems in one line.
pub fn list(problems: &[FieldProblem]) -> String {
    problems.iter().map(|problem| format!("{} {}", problem.field, problem.detail)).collect::<Vec<_>>().join("; ")
}

/// The names of the shipped scenarios, in the order of the workshop.
pub fn names() -> [&'static str; SHIPPED.len()] {
    SHIPPED.map(|(name, _)| name)
}

/// The fields of a YAML or JSON text.
pub fn fields(text: &str) -> Result<Map<String, Value>, ScenarioError> {
    match serde_saphyr::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(ScenarioError::Malformed("expected fields with a title and a behaviour".to_owned())),
        Err(error) => Err(ScenarioError::Malformed(error.to_string())),
    }
}

impl Scenario {
    /// A shipped scenario.
    pub fn named(name: &str) -> Result<Self, ScenarioError> {
        let shipped = SHIPPED.iter().find(|(known, _)| *known == name);
        let (_, text) = shipped.ok_or_else(|| ScenarioError::Unknown { name: name.to_owned() })?;
        let read = Self::read(&fields(text)?).map_err(ScenarioError::Fields)?;
        Ok(Self { name: name.to_owned(), ..read.scenario })
    }

    /// A phase that somebody set field by field.
    pub fn custom(phase: Phase) -> Self {
        Self::own(UNTITLED.to_owned(), Behaviour::from(&phase), Vec::new())
    }

    fn own(title: String, behaviour: Behaviour, faults: Vec<Fault>) -> Self {
        let name = if behaviour.is_empty() && faults.is_empty() { HEALTHY } else { CUSTOM };
        Self { name: name.to_owned(), title, behaviour, faults }
    }

    /// Reads a scenario in any of its forms, or names every field that is wrong.
    pub fn read(fields: &Map<String, Value>) -> Result<Read, Vec<FieldProblem>> {
        Self::read_from(fields, false)
    }

    /// The same; what is not known is no mistake where a newer version may have written it.
    pub(super) fn read_from(fields: &Map<String, Value>, newer: bool) -> Result<Read, Vec<FieldProblem>> {
        let has = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
        let (scenario, unknown) = if has(&FORM[2..]) || has(&FORM[..1]) {
            let mut reading = Reading::new(newer || is_newer(fields));
            let scenario = read_form(&mut reading, fields);
            reading.end(scenario)?
        } else if has(&OLDER_FORM) {
            let mut reading = Reading::new(newer);
            let scenario = read_older_form(&mut reading, fields);
            reading.end(scenario)?
        } else {
            (Self::custom(Phase::from_fields(fields)?), Vec::new())
        };
        Ok(Read { scenario, unknown })
    }

    /// The scenario as it is written; its name is not part of it.
    pub fn document(&self) -> Map<String, Value> {
        let mut fields = self.behaviour.document();
        fields.insert("version".to_owned(), VERSION.into());
        fields.insert("title".to_owned(), self.title.clone().into());
        if !self.faults.is_empty() {
            fields.insert("faults".to_owned(), faults::document(&self.faults));
        }
        fields
    }

    /// The behaviour as the 24 fields say it, as far as they can.
    pub fn phase(&self) -> Option<Phase> {
        Phase::of(&self.behaviour)
    }

    /// The title that its name says already.
    pub(super) fn expected_title(name: &str) -> String {
        Self::named(name).map_or_else(|_| UNTITLED.to_owned(), |shipped| shipped.title)
    }
}

fn is_newer(fields: &Map<String, Value>) -> bool {
    fields.get("version").and_then(Value::as_u64).is_some_and(|version| version > VERSION)
}

fn read_form(reading: &mut Reading, fields: &Map<String, Value>) -> Scenario {
    reading.only("", fields, &FORM);
    if let Some(version) = fields.get("version")
        && version.as_u64().is_none_or(|version| version == 0)
    {
        reading.problem("version", format!("must be a whole number from 1 (this is version {VERSION}), not {version}"));
    }
    let title = reading.line("title", fields.get("title"));
    let behaviour = Behaviour::read(reading, fields);
    let faults = fields.get("faults").filter(|value| !value.is_null());
    let faults = faults.map_or_else(Vec::new, |value| faults::read(reading, "faults", value));
    Scenario::own(title, behaviour, faults)
}

fn read_older_form(reading: &mut Reading, fields: &Map<String, Value>) -> Scenario {
    reading.only("", fields, &OLDER_FORM);
    let title = reading.line("title", fields.get("title"));
    let said = |name: &str| fields.get(name).filter(|value| !value.is_null());
    let phase = said("phase").and_then(|value| reading.object("phase", Some(value)));
    let phase = phase.and_then(|fields| Phase::read(reading, "phase", fields));
    let mut drop = 0.0;
    if let Some(web) = said("web").and_then(|value| reading.object("web", Some(value))) {
        reading.only("web", web, &["drop"]);
        drop = reading.share(&below("web", "drop"), web.get("drop"));
    }
    let faults = if drop > 0.0 { vec![web_drop::with(drop)] } else { Vec::new() };
    Scenario::own(title, phase.as_ref().map(Behaviour::from).unwrap_or_default(), faults)
}
