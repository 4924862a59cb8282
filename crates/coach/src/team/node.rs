//! YAML as a tree in which every value knows its line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::Spanned;

/// A value and its line, from 1.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) part: Part,
}

/// What YAML can say.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Nothing, true, false, a number or a text.
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The tree of a text, or the line where it is none and why.
    pub(super) fn read(text: &str) -> Result<Self, (u64, String)> {
        serde_saphyr::from_str(text).map_err(|error| {
            let error = error.without_snippet();
            let told = match error {
                serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
                    format!("{} is there twice; once is right", key.as_deref().unwrap_or("a field"))
                }
                _ => {
                    let told = error.to_string();
                    // The place is told once.
                    format!("is not YAML: {}", told.split(" at line ").next().unwrap_or(&told))
                }
            };
            (error.location().map_or(1, |place| place.line()), told)
        })
    }

    /// The value without its lines.
    pub(super) fn plain(&self) -> Value {
        match &self.part {
            Part::Scalar(value) => value.clone(),
            Part::List(nodes) => nodes.iter().map(Self::plain).collect(),
            Part::Map(entries) => {
                Value::Object(entries.iter().map(|(key, node)| (key.value.clone(), node.plain())).collect())
            }
        }
    }

    /// The value as a mistake shows it, cut short.
    pub(super) fn shown(&self) -> String {
        match &self.part {
            Part::Scalar(Value::Null) => "nothing".to_owned(),
            Part::Scalar(Value::String(text)) => format!("`{}`", text.chars().take(80).collect::<String>()),
            Part::Scalar(value) => value.to_string(),
            Part::List(_) => "a list".to_owned(),
            Part::Map(_) => "a mapping".to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Part>::deserialize(deserializer)?;
        Ok(Self { line: spanned.referenced.line(), part: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Part;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a YAML value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Part, E> {
        Ok(Part::Scalar(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Part, E> {
        Ok(Part::Scalar(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Part, E> {
        Ok(Part::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Part, E> {
        Ok(Part::Scalar(value.into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Part, E> {
        Ok(Part::Scalar(value.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Part, E> {
        Ok(Part::Scalar(Value::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Part, E> {
        Ok(Part::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Part, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = access.next_element()? {
            nodes.push(node);
        }
        Ok(Part::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Part, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Part::Map(entries))
    }
}
