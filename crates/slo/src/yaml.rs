//! YAML (and so JSON) as a tree in which every value knows its place: for reading strictly what people write, with every
//! mistake in one go.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::mistake::Position;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins.
    pub position: Position,
    /// What it is.
    pub value: Value,
}

/// What YAML can say.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order in which it is written.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where it begins.
    pub key_position: Position,
    /// The value.
    pub node: Node,
}

/// The documents of a text. Empty ones are left out.
///
/// # Errors
/// Where and why it is not YAML: "is not YAML: …".
pub fn documents(text: &str) -> Result<Vec<Node>, (Position, String)> {
    let nodes: Vec<Node> = serde_saphyr::from_multiple(text).map_err(|error| {
        let position = error.location().map_or_else(Position::default, |at| place(&at));
        (position, format!("is not YAML: {}", error.without_snippet()))
    })?;
    Ok(nodes.into_iter().filter(|node| !matches!(node.value, Value::Null)).collect())
}

fn place(at: &serde_saphyr::Location) -> Position {
    Position { line: at.line(), column: at.column() }
}

impl Value {
    /// The value as an error message shows it, cut short.
    pub fn shown(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(value) => format!("`{}`", value.chars().take(60).collect::<String>()),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a mapping".to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { position: place(&spanned.referenced), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = access.next_element()? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, node)) = access.next_entry::<Spanned<String>, Node>()? {
            entries.push(Entry { key_position: place(&key.referenced), key: key.value, node });
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place_in_the_whole_file() {
        let nodes = documents("# heading\na: 1\n---\n---\nb:\n  - x: {y: true}\n").unwrap();
        assert_eq!(nodes.len(), 2);
        let Value::Map(entries) = &nodes[1].value else { panic!("{nodes:?}") };
        assert_eq!((entries[0].key.as_str(), entries[0].key_position), ("b", Position { line: 5, column: 1 }));
        let Value::List(list) = &entries[0].node.value else { panic!("{nodes:?}") };
        let Value::Map(inner) = &list[0].value else { panic!("{nodes:?}") };
        assert_eq!(inner[0].node.position, Position { line: 6, column: 8 });
    }

    #[test]
    fn a_key_twice_is_refused_with_its_place() {
        let (position, detail) = documents("a: 1\nb: 2\na: 3\n").unwrap_err();
        assert_eq!(position.line, 3, "{detail}");
        assert!(detail.contains("duplicate"), "{detail}");
    }

    #[test]
    fn broken_yaml_is_refused_with_its_place() {
        let (position, detail) = documents("a: [1,\nb: }\n").unwrap_err();
        assert_eq!(position.line, 1, "{detail}");
    }
}
