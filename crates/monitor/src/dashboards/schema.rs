//! Google's schema of a dashboard, and JSON held against it. Exporters and the console write every field that there is, so
//! what a dashboard may have is taken from Google and not from what is drawn here: `schema.json` is written by
//! `scripts/check-gcp schema` from the API's own description.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::effect::Notes;

/// Messages by name, with their fields by their names in JSON.
pub(super) static SCHEMA: LazyLock<BTreeMap<String, BTreeMap<String, Field>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("schema.json")).unwrap_or_default());

/// How a field is written.
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    list: bool,
    #[serde(default)]
    map: bool,
    /// At most one of those with the same name here is given.
    one_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Kind {
    Enum {
        #[serde(rename = "enum")]
        values: Vec<String>,
    },
    /// A message, or `string`, `bool`, `int32`, `int64`, `double`, `duration`, `timestamp`.
    Named(String),
}

/// Reads a dashboard: its fields under their usual names, numbers as numbers, durations in seconds, and without what is
/// not set. With it come notes of what has no effect here.
///
/// # Errors
/// What is wrong and where: `mosaicLayout.tiles[0].widget: …`.
pub(super) fn read(dashboard: &Value) -> Result<(Value, Notes), String> {
    let mut reader = Reader { path: Vec::new(), notes: Notes::default() };
    let value = reader.message(dashboard, "Dashboard")?;
    Ok((value, reader.notes))
}

/// Fields that the console exported at other times and the API's description does not have; they say nothing that is drawn.
const OUTSIDE: [(&str, &str); 4] =
    [("Dashboard", "category"), ("TimeSeriesQuery", "apiSource"), ("DataSet", "sortBy"), ("Widget", "visibility")];

struct Reader {
    path: Vec<String>,
    notes: Notes,
}

impl Reader {
    fn wrong<T>(&self, reason: &str) -> Result<T, String> {
        let path = self.path.concat();
        let path = path.trim_start_matches('.');
        Err(if path.is_empty() { reason.to_owned() } else { format!("{path}: {reason}") })
    }

    fn message(&mut self, value: &Value, name: &str) -> Result<Value, String> {
        let none = BTreeMap::new();
        let fields = SCHEMA.get(name).unwrap_or(&none);
        let Value::Object(given) = value else { return self.expected("an object", value) };
        let (mut read, mut chosen) = (Map::new(), BTreeMap::<&str, &str>::new());
        for (written, value) in given {
            self.path.push(format!(".{written}"));
            let usual = camel_case(written);
            if OUTSIDE.contains(&(name, usual.as_str())) {
                self.path.pop();
                continue;
            }
            let Some(field) = fields.get(&usual) else {
                let known = fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                return self.wrong(&format!("unknown field `{written}`; {name} has {known}"));
            };
            // Protobuf's JSON writes null for what is not set.
            if !value.is_null() {
                if let Some(other) = field.one_of.as_deref().and_then(|group| chosen.insert(group, written)) {
                    return self.wrong(&format!("`{written}` and `{other}` exclude each other"));
                }
                if let Some(value) = self.field(value, field)? {
                    self.notes.of(name, &usual, &value);
                    read.insert(usual, value);
                }
            }
            self.path.pop();
        }
        Ok(Value::Object(read))
    }

    fn field(&mut self, value: &Value, field: &Field) -> Result<Option<Value>, String> {
        if field.list {
            let Value::Array(items) = value else { return self.expected("a list", value) };
            let mut read = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                self.path.push(format!("[{index}]"));
                read.extend(self.one(item, &field.kind)?);
                self.path.pop();
            }
            return Ok(Some(Value::Array(read)));
        }
        if field.map {
            let Value::Object(items) = value else { return self.expected("an object", value) };
            for (name, item) in items {
                self.path.push(format!(".{name}"));
                self.one(item, &field.kind)?;
                self.path.pop();
            }
            return Ok(Some(value.clone()));
        }
        self.one(value, &field.kind)
    }

    /// A value of a kind; none where it says that it is not set.
    fn one(&mut self, value: &Value, kind: &Kind) -> Result<Option<Value>, String> {
        let kind = match kind {
            Kind::Enum { values } => return self.word(value, values),
            Kind::Named(kind) => kind.as_str(),
        };
        let (read, wanted) = match kind {
            "string" => (value.as_str().map(Value::from), "a text"),
            "bool" => (value.as_bool().map(Value::from), "true or false"),
            "int32" => (whole(value).filter(|n| i32::try_from(*n).is_ok()).map(Value::from), "a whole number"),
            "int64" => (whole(value).map(Value::from), "a whole number"),
            "double" => (number(value).map(Value::from), "a number"),
            "duration" => (value.as_str().and_then(seconds).map(Value::from), "a duration like \"60s\""),
            "timestamp" => {
                let moment = value.as_str().filter(|text| text.parse::<Timestamp>().is_ok());
                (moment.map(Value::from), "a time like \"2026-01-31T12:00:00Z\"")
            }
            message => return self.message(value, message).map(Some),
        };
        read.map_or_else(|| self.expected(wanted, value), |read| Ok(Some(read)))
    }

    fn word(&self, value: &Value, values: &[String]) -> Result<Option<Value>, String> {
        // Protobuf's JSON reads an enum's number as well.
        let by_number = || values.get(usize::try_from(value.as_u64()?).ok()?);
        let found = values.iter().find(|word| value.as_str() == Some(word.as_str())).or_else(by_number);
        match found {
            None => self.expected(&format!("one of {}", values.join(", ")), value),
            Some(word) if word.ends_with("_UNSPECIFIED") => Ok(None),
            Some(word) => Ok(Some(Value::from(word.as_str()))),
        }
    }

    fn expected<T>(&self, wanted: &str, found: &Value) -> Result<T, String> {
        let found = match found {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            plain => plain.to_string().chars().take(60).collect(),
        };
        self.wrong(&format!("{found} is not {wanted}"))
    }
}

/// Protobuf reads `x_pos` as well as `xPos`.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let mut letters = part.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        all + &initial.into_iter().chain(letters).collect::<String>()
    })
}

fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    number.is_finite().then_some(number)
}

fn whole(value: &Value) -> Option<i64> {
    let from_text = || value.as_str()?.parse().ok();
    let from_float = || value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15).map(|n| n as i64);
    value.as_i64().or_else(from_text).or_else(from_float)
}

/// A duration as protobuf writes it: seconds and an `s`.
fn seconds(text: &str) -> Option<f64> {
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    (seconds.abs() <= 315_576_000_000.0).then_some(seconds)
}
