//! Which series are meant: `name="value"` and its three sisters.

use regex::Regex;

/// What the value of a label must be.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The label.
    pub name: String,
    /// What is said of its value.
    pub value: Match,
}

/// What a matcher says of a value.
#[derive(Clone, Debug)]
pub enum Match {
    /// `=`: it is this.
    Equal(String),
    /// `!=`: it is not this.
    NotEqual(String),
    /// `=~`: the pattern matches it. It brings its own anchors where it has any.
    Matches(Regex),
    /// `!~`: the pattern does not match it.
    MatchesNot(Regex),
}

impl Matcher {
    /// Whether a value is one of those that are meant. Of a label that is absent the value is empty.
    pub fn is_match(&self, value: &str) -> bool {
        match &self.value {
            Match::Equal(wanted) => wanted == value,
            Match::NotEqual(unwanted) => unwanted != value,
            Match::Matches(pattern) => pattern.is_match(value),
            Match::MatchesNot(pattern) => !pattern.is_match(value),
        }
    }
}
