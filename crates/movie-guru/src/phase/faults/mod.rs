//! The faults that a scenario can have: what goes wrong beyond success and latency.
//!
//! A fault is a file here and a line in [`KINDS`]; where it acts, its file says. A fault of a kind that is not listed is
//! kept and handed on, for those who know it, and does nothing here.

mod kind;
pub mod web_drop;

use serde_json::Value;

use super::reading::{Reading, below};
pub use kind::{Fault, Kind, Parameter};

/// All kinds that this version knows.
pub static KINDS: [&Kind; 1] = [&web_drop::KIND];

pub(super) fn read(reading: &mut Reading, path: &str, value: &Value) -> Vec<Fault> {
    let Value::Array(entries) = value else {
        reading.problem(path, "must be a list of faults, each with a name");
        return Vec::new();
    };
    let mut faults: Vec<Fault> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let path = format!("{path}[{place}]");
        let Some(fault) = read_one(reading, &path, entry) else { continue };
        if faults.iter().any(|earlier| earlier.name == fault.name) {
            reading.problem(path, format!("{} is in the list already", fault.name));
        } else {
            faults.push(fault);
        }
    }
    faults
}

fn read_one(reading: &mut Reading, path: &str, entry: &Value) -> Option<Fault> {
    let fields = reading.object(path, Some(entry))?;
    let name = reading.line(&below(path, "name"), fields.get("name"));
    match KINDS.iter().find(|kind| kind.name == name) {
        Some(kind) => kind.check(reading, path, fields),
        None if name.is_empty() => return None,
        None => {
            let known: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
            let detail = format!("is {name}, which is not known here and does nothing; there are {}", known.join(", "));
            reading.unknown(below(path, "name"), detail);
            // Kept as it is, and PostgreSQL could not keep this.
            if entry.to_string().contains("\\u0000") {
                reading.problem(path, "has the character U+0000");
            }
        }
    }
    let parameters = fields.iter().filter(|(field, _)| *field != "name");
    Some(Fault { name, parameters: parameters.map(|(field, value)| (field.clone(), value.clone())).collect() })
}

pub(super) fn document(faults: &[Fault]) -> Value {
    faults.iter().map(Fault::document).collect()
}
