//! What a series is called.

use std::collections::BTreeMap;

/// The labels of a series, its name under [`METRIC_NAME`]. A label that is absent is the same as an empty one.
pub type Labels = BTreeMap<String, String>;

/// The label that holds the name of a metric.
pub const METRIC_NAME: &str = "__name__";

/// Whether a text can be the name of a label: `[a-zA-Z_][a-zA-Z0-9_]*`.
pub fn is_label_name(name: &str) -> bool {
    let begins = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(begins) && name.bytes().all(|byte| begins(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_begins_with_a_letter() {
        assert!(["a", "_", "__name__", "A1_b"].into_iter().all(is_label_name));
        assert!(!["", "1a", "a:b", "a-b", "ä", "a b"].into_iter().any(is_label_name));
    }
}
