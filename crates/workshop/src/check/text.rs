//! A text of the workbook speaks of what it must; fields name what is so.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::counts::Sli;
use super::finding::Finding;
use super::scene::Scene;
use super::words::{mentions, plural, sentences};

/// A text that speaks of several things.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextCheck {
    /// The field.
    pub field: String,
    /// The fewest sentences.
    #[serde(default = "one")]
    pub at_least: usize,
    /// The most sentences.
    pub at_most: Option<usize>,
    /// What it must speak of.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Words that must not stand in it, as `cpu` or `metric*`, and why.
    #[serde(default)]
    pub without: Vec<Topic>,
}

/// A thing to speak of, or not to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What it is: `what it would cost`.
    pub name: String,
    /// Words by which it is known, whole or by their beginning (`cost*`).
    pub words: Vec<String>,
    /// The next step where it is missing, or where it is there and should not.
    pub next: String,
}

fn one() -> usize {
    1
}

impl TextCheck {
    pub(super) fn look(&self, scene: &Scene<'_>) -> Finding {
        let answer = scene.answer(&self.field);
        let text = answer.text().trim();
        let count = sentences(text);
        if text.is_empty() {
            return Finding::fails("Nothing is written yet.", "Write it into the workbook, in your own words.");
        }
        if count < self.at_least {
            let observed = format!("It has {}; {} are the fewest.", plural(count, "sentence"), self.at_least);
            return Finding::fails(observed, "Say it in whole sentences, one thought each.");
        }
        if let Some(most) = self.at_most.filter(|most| count > *most) {
            let observed = format!("It has {count} sentences; {most} are the most.");
            return Finding::fails(observed, "Leave out what the reader would not miss.");
        }
        for topic in &self.without {
            if let Some(word) = mentions(text, &topic.words) {
                return Finding::fails(format!("It speaks of {} (“{word}”).", topic.name), topic.next.clone());
            }
        }
        if let Some(topic) = self.topics.iter().find(|topic| mentions(text, &topic.words).is_none()) {
            return Finding::fails(format!("It does not say {}.", topic.name), topic.next.clone());
        }
        let topics: Vec<_> = self.topics.iter().map(|topic| topic.name.as_str()).collect();
        let said = if topics.is_empty() { String::new() } else { format!(" It says {}.", topics.join(", ")) };
        Finding::holds(format!("{}.{said}", plural(count, "sentence")))
    }
}

/// Fields that name what is so.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoicesCheck {
    /// What each field has to say.
    pub expected: BTreeMap<String, String>,
    /// The next step where one says something else.
    pub next: String,
}

impl ChoicesCheck {
    pub(super) fn look(&self, scene: &Scene<'_>) -> Finding {
        let chosen: BTreeMap<_, _> = self.expected.keys().map(|field| (field, scene.answer(field))).collect();
        if let Some((field, _)) = chosen.iter().find(|(_, answer)| answer.is_empty()) {
            return Finding::fails(format!("Nothing is chosen for “{}” yet.", words(field)), self.next.clone());
        }
        let said: Vec<_> =
            chosen.iter().map(|(field, answer)| format!("{}, “{}”", words(field), title(answer.text()))).collect();
        let observed = format!("You say: {}.", said.join("; "));
        if self.expected.iter().all(|(field, expected)| chosen[field].text() == expected) {
            Finding::holds(observed)
        } else {
            Finding::fails(observed, self.next.clone())
        }
    }
}

/// A name in a file, as people read it.
fn words(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// What was chosen, as people call it.
fn title(value: &str) -> String {
    Sli::named(value).map_or_else(|| words(value), |sli| sli.title().to_owned())
}
