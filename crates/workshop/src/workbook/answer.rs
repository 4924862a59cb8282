//! What somebody wrote into a field.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// A row of a list: text by column.
pub type Row = BTreeMap<String, String>;

/// A page of the workbook: what stands in each field, by its name.
pub type Page = BTreeMap<String, Answer>;

/// What stands in a field. YAML and JSON may write numbers and lists of lines where text is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A single value; lines are divided by `\n`.
    Text(String),
    /// A list.
    Rows(Vec<Row>),
}

impl Answer {
    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Rows(rows) => rows.iter().flat_map(BTreeMap::values).all(|text| text.trim().is_empty()),
        }
    }

    /// The same with line ends as `\n`, and without what stands at an end and is not seen: a file would not keep it as it is.
    #[must_use]
    pub fn tidy(&self) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned();
        match self {
            Self::Text(text) => Self::Text(tidy(text)),
            Self::Rows(rows) => {
                let row = |row: &Row| row.iter().map(|(name, text)| (name.clone(), tidy(text))).collect();
                Self::Rows(rows.iter().map(row).collect())
            }
        }
    }

    /// The text; empty for a list.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Rows(_) => "",
        }
    }

    /// The rows in which something is written.
    pub fn rows(&self) -> Vec<&Row> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Rows(rows) => rows.iter().filter(|row| row.values().any(|text| !text.trim().is_empty())).collect(),
        }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Rows(rows) => rows.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Text as people write it in YAML: a number, a word, a list of lines.
struct Cell(String);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Answer::deserialize(deserializer)? {
            Answer::Text(text) => Ok(Self(text)),
            Answer::Rows(rows) if rows.is_empty() => Ok(Self(String::new())),
            Answer::Rows(_) => Err(serde::de::Error::custom("a cell of a list is text, or a list of lines")),
        }
    }
}

/// An item of a list: a line, or a row.
enum Item {
    Line(String),
    Row(Row),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfList;
        impl<'de> Visitor<'de> for OfList {
            type Value = Item;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a line of text, or a row with its columns")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                let mut row = Row::new();
                while let Some((name, Cell(text))) = map.next_entry::<String, Cell>()? {
                    row.insert(name, text);
                }
                Ok(Item::Row(row))
            }
            fn visit_str<E>(self, text: &str) -> Result<Item, E> {
                Ok(Item::Line(text.to_owned()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Item, E> {
                Ok(Item::Line(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Item, E> {
                Ok(Item::Line(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Item, E> {
                Ok(Item::Line(number.to_string()))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Item, E> {
                Ok(Item::Line(value.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Item, E> {
                Ok(Item::Line(String::new()))
            }
        }
        deserializer.deserialize_any(OfList)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Answer;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("text, or a list of rows")
    }

    fn visit_str<E>(self, text: &str) -> Result<Answer, E> {
        Ok(Answer::Text(text.replace("\r\n", "\n")))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Answer, E> {
        Ok(Answer::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Answer, E> {
        Ok(Answer::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Answer, E> {
        Ok(Answer::Text(number.to_string()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Answer, E> {
        Ok(Answer::Text(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Answer, E> {
        Ok(Answer::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Answer, A::Error> {
        let (mut lines, mut rows) = (Vec::new(), Vec::new());
        while let Some(item) = items.next_element::<Item>()? {
            match item {
                Item::Line(line) => lines.push(line),
                Item::Row(row) => rows.push(row),
            }
        }
        match (lines.is_empty(), rows.is_empty()) {
            (true, _) => Ok(Answer::Rows(rows)),
            (false, true) => Ok(Answer::Text(lines.join("\n"))),
            (false, false) => Err(serde::de::Error::custom("a list is of lines or of rows, not of both")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Answer {
        serde_saphyr::from_str(yaml).unwrap()
    }

    #[test]
    fn numbers_and_lines_are_text() {
        assert_eq!(read("99.5"), Answer::Text("99.5".to_owned()));
        assert_eq!(read("[Log in, Chat, 3]"), Answer::Text("Log in\nChat\n3".to_owned()));
        assert_eq!(read("~"), Answer::default());
        let rows = read("- {name: Tonight, steps: [a, b], share: 90}\n- {name: ~}");
        let [first] = rows.rows()[..] else { panic!("a row in which nothing stands is none: {rows:?}") };
        assert_eq!((first["steps"].as_str(), first["share"].as_str()), ("a\nb", "90"));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for wrong in ["{a: b}", "[a, {b: c}]", "[{a: {b: c}}]", "[{a: [{b: c}]}]"] {
            assert!(serde_saphyr::from_str::<Answer>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = Answer::Rows(vec![Row::from([("a".to_owned(), "1\n2: <b>".to_owned())])]);
        for answer in [Answer::Text("x: 'y' # \"z\"\nä".to_owned()), rows] {
            let yaml = serde_saphyr::to_string(&answer).unwrap();
            assert_eq!(serde_saphyr::from_str::<Answer>(&yaml).unwrap(), answer, "{yaml}");
            let json = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        }
    }
}
