//! A fault as data: its name and its parameters; and a kind of fault, which says what both may be.

use serde_json::{Map, Value};

use crate::phase::quantity::Quantity;
use crate::phase::reading::{Reading, below};

/// One entry of a scenario's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which kind it is: `web.drop`.
    pub name: String,
    /// What the kind needs to know. Of a kind that this version does not know, whatever was written.
    pub parameters: Map<String, Value>,
}

/// A kind of fault that this version knows. Each has a file beside this one, which says where the fault acts.
#[derive(Debug)]
pub struct Kind {
    /// Where it acts, a dot, and what it does there.
    pub name: &'static str,
    /// What it does, in a sentence for coaches.
    pub does: &'static str,
    /// What it needs to know, all of it.
    pub parameters: &'static [Parameter],
}

/// A number that a fault needs to know.
#[derive(Debug)]
pub struct Parameter {
    /// How it is written beside the fault's name; not `name`.
    pub name: &'static str,
    /// What it may be.
    pub takes: Quantity,
}

impl Fault {
    pub(super) fn document(&self) -> Value {
        let mut fields = self.parameters.clone();
        fields.insert("name".to_owned(), self.name.clone().into());
        Value::Object(fields)
    }

    /// A parameter that is a number; none where it was not written.
    pub fn number(&self, parameter: &str) -> Option<f64> {
        self.parameters.get(parameter).and_then(Value::as_f64)
    }
}

impl Kind {
    /// The fault of this kind, where it is in the list.
    pub fn among<'a>(&self, faults: &'a [Fault]) -> Option<&'a Fault> {
        faults.iter().find(|fault| fault.name == self.name)
    }

    /// Notes what is wrong with a fault of this kind.
    pub(super) fn check(&self, reading: &mut Reading, path: &str, fields: &Map<String, Value>) {
        let names: Vec<_> = std::iter::once("name").chain(self.parameters.iter().map(|known| known.name)).collect();
        reading.only(path, fields, &names);
        for parameter in self.parameters {
            reading.number(&below(path, parameter.name), fields.get(parameter.name), parameter.takes);
        }
    }
}
