//! The labels by which ours are found again: whose it is, which one, and what of it was written last.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The team. Terraform's have `managed_by` alone and are left to Terraform.
const TEAM: &str = "movie-guru-lab";
/// Which of the team's.
const ITEM: &str = "movie-guru-lab-item";
/// A digest of what was written, so that what the lab leaves out in a later version is noticed as well.
pub(super) const CONTENT: &str = "movie-guru-lab-content";
/// Of a label's value, in characters.
const LONGEST: usize = 63;
const DIGEST: usize = 10;

/// Whether it has the team's label; and which of the team's it is.
pub(super) fn item<'a>(labels: &'a Value, team: &str) -> Option<&'a str> {
    if labels[TEAM] == team { labels[ITEM].as_str() } else { None }
}

/// Puts them into a body, beside labels that are there.
pub(super) fn put(body: &mut Value, field: &str, team: &str, item: &str) {
    let content = digest(&canonical(body));
    if !body[field].is_object() {
        body[field] = Value::Object(Map::new());
    }
    let marks = [(TEAM, team), (ITEM, item), (CONTENT, content.as_str())];
    marks.into_iter().for_each(|(label, value)| body[field][label] = value.into());
}

/// A text as a label's value: small letters, digits, underscores and hyphens.
pub(super) fn value(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if text.len() <= LONGEST && !text.is_empty() && text.chars().all(is_part) {
        return text.to_owned();
    }
    let lower = text.to_lowercase();
    let plain = lower.chars().map(|c| if is_part(c) { c } else { '-' });
    let plain: String = plain.take(LONGEST - DIGEST - 1).collect();
    format!("{plain}-{}", digest(text))
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(DIGEST / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// A document as text, the same whatever the order of its fields.
fn canonical(document: &Value) -> String {
    match document {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().map(|(field, value)| (field, canonical(value))).collect();
            fields.sort();
            format!("{fields:?}")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(canonical).collect::<Vec<_>>()),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn any_text_becomes_a_value_and_different_texts_different_ones() {
        assert_eq!(value("burns-fast-5x"), "burns-fast-5x");
        let long = "x".repeat(80);
        for text in ["coach@example.com", "coach-example.com", long.as_str(), ""] {
            let value = value(text);
            assert!(value.len() <= LONGEST, "{value}");
            assert!(value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{value}");
        }
        assert_ne!(value("coach@example.com"), value("coach-example.com"));
    }

    #[test]
    fn the_digest_is_of_the_content_and_not_of_its_order() {
        let marked = |mut body: Value| {
            put(&mut body, "labels", "red", "login");
            body["labels"][CONTENT].clone()
        };
        assert_eq!(marked(json!({"a": 1, "b": [2]})), marked(json!({"b": [2], "a": 1})));
        assert_ne!(marked(json!({"a": 1, "b": [2]})), marked(json!({"a": 1, "b": [3]})));
    }
}
