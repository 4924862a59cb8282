//! A scenario as replicas leave it for each other, and replicas of other versions too.
//!
//! What is written is the scenario's own form and its name, and beside them `phase` and `web`, which is all that versions
//! before that form read. What is read is either.

use guru::field_problem::FieldProblem;
use serde_json::{Map, Value, json};

use super::faults::web_drop;
use super::scenario::{Read, Scenario};

/// What only versions before the form need.
const OLDER: [&str; 2] = ["phase", "web"];

/// What is kept of a scenario.
pub fn write(scenario: &Scenario) -> Value {
    let mut fields = scenario.document();
    fields.insert("name".to_owned(), scenario.name.clone().into());
    fields.insert("phase".to_owned(), json!(scenario.phase()));
    fields.insert("web".to_owned(), json!({"drop": web_drop::share(&scenario.faults)}));
    Value::Object(fields)
}

/// What was kept, by this version or another.
pub fn read(kept: &Value) -> Result<Read, Vec<FieldProblem>> {
    let Value::Object(kept) = kept else {
        return Err(vec![FieldProblem::new("scenario", "must have fields")]);
    };
    let Some(name) = kept.get("name").and_then(Value::as_str) else {
        return Err(vec![FieldProblem::new("name", "is missing, or no text")]);
    };
    let has_form = kept.contains_key("version");
    let is_read = |field: &str| field != "name" && !(has_form && OLDER.contains(&field));
    let fields = kept.iter().filter(|(field, _)| is_read(field));
    let fields: Map<_, _> = fields.map(|(field, value)| (field.clone(), value.clone())).collect();
    let read = Scenario::read_from(&fields, true)?;
    Ok(Read { scenario: Scenario { name: name.to_owned(), ..read.scenario }, ..read })
}
