//! What an answer says it is: its `Content-Type`, read as Go reads media types, for what cannot be read there is taken for
//! the text format.

use std::fmt;

/// In what form a target answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Prometheus' text format, and whatever says nothing that is known.
    Text,
    /// OpenMetrics.
    OpenMetrics,
    /// Prometheus' protocol buffers, which are not read.
    Protobuf,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "Prometheus' text format",
            Self::OpenMetrics => "OpenMetrics",
            Self::Protobuf => "read: protocol buffers",
        })
    }
}

impl Format {
    /// What a `Content-Type` stands for.
    pub fn of(content_type: &str) -> Self {
        let (kind, parameters) = match content_type.find(';') {
            Some(place) => content_type.split_at(place),
            None => (content_type, ""),
        };
        let known = match kind.trim().to_ascii_lowercase().as_str() {
            "application/openmetrics-text" => Self::OpenMetrics,
            "application/vnd.google.protobuf" => Self::Protobuf,
            _ => Self::Text,
        };
        if are_parameters(parameters) { known } else { Self::Text }
    }
}

/// Whether this is `; name=value` any number of times; a semicolon may end it. Each name is there once, or says the same.
fn are_parameters(mut text: &str) -> bool {
    let mut known: Vec<(String, String)> = Vec::new();
    loop {
        text = text.trim_start();
        if text.is_empty() || text.trim() == ";" {
            return true;
        }
        let Some((name, value, rest)) = parameter(text) else { return false };
        if known.iter().any(|(other, said)| *other == name && *said != value) {
            return false;
        }
        known.push((name, value));
        text = rest;
    }
}

fn parameter(text: &str) -> Option<(String, String, &str)> {
    let (name, rest) = token(text.strip_prefix(';')?.trim_start())?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        Some(inside) => quoted(inside)?,
        None => token(rest).map(|(value, rest)| (value.to_owned(), rest))?,
    };
    Some((name.to_ascii_lowercase(), value, rest))
}

/// A word of RFC 2045, and what follows.
fn token(text: &str) -> Option<(&str, &str)> {
    let of_token = |byte: u8| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte);
    let length = text.bytes().position(|byte| !of_token(byte)).unwrap_or(text.len());
    (length > 0).then(|| text.split_at(length))
}

/// What stands before the closing quote, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[index + 1..])),
            '\\' => value.push(characters.next()?.1),
            '\r' | '\n' => return None,
            other => value.push(other),
        }
    }
    None
}
