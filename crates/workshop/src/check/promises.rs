//! SLOs on paper: complete, countable, below 100 %.

use serde::Deserialize;

use super::finding::Finding;
use super::scene::Scene;
use super::words::{mentions, milliseconds, names_a_window, plural, share};
use crate::workbook::Row;

/// SLOs on paper are complete, can be counted by a machine, and promise no 100 %.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromisesCheck {
    /// The list, with the columns [`PromisesCheck::COLUMNS`].
    pub field: String,
    /// The fewest that must be right.
    pub at_least: usize,
    /// Which side of them is looked at; all where it is left out.
    #[serde(default)]
    pub only: Option<Side>,
}

/// A side of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Whether each column says something, and objective and window can be read.
    Complete,
    /// Whether a machine could count what is good.
    Countable,
    /// Whether it leaves something to fail.
    Below100,
}

impl PromisesCheck {
    pub(super) const COLUMNS: [&'static str; 5] = ["journey", "good", "all", "objective", "window"];

    pub(super) fn look(&self, scene: &Scene<'_>) -> Finding {
        let answer = scene.answer(&self.field);
        let rows = answer.rows();
        let looked_at = |side| self.only.is_none_or(|only| only == side);
        let mut right = Vec::new();
        let mut wrong = None;
        for row in rows {
            let trouble = [
                looked_at(Side::Complete).then(|| incomplete(row)).flatten(),
                looked_at(Side::Countable).then(|| uncountable(row)).flatten(),
                looked_at(Side::Below100).then(|| leaves_nothing(row)).flatten(),
            ];
            match trouble.into_iter().flatten().next() {
                Some(trouble) => wrong = wrong.or(Some(trouble)),
                None => right.push(format!("{} of {}", cell(row, "objective"), cell(row, "all"))),
            }
        }
        match wrong {
            Some((observed, next)) => Finding::fails(observed, next),
            None if right.len() >= self.at_least => {
                Finding::holds(format!("{}: {}.", plural(right.len(), "SLO"), right.join("; ")))
            }
            None => Finding::fails(
                format!("{} on paper; {} are the fewest.", plural(right.len(), "SLO"), self.at_least),
                "Take a journey of challenge 1, and the step in it that matters most.",
            ),
        }
    }
}

fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", |text| text.trim())
}

type Trouble = Option<(String, String)>;

fn trouble(observed: String, next: &str) -> Trouble {
    Some((observed, next.to_owned()))
}

fn of(row: &Row) -> String {
    let journey = cell(row, "journey");
    if journey.is_empty() { "An SLO".to_owned() } else { format!("The SLO of “{journey}”") }
}

fn incomplete(row: &Row) -> Trouble {
    let questions = [
        ("journey", "journey", "Say which journey it protects."),
        ("good", "good event", "Say what counts as good, so that two people would count alike."),
        ("all", "events to count", "Say of what it is a share: of all chats, of all main pages."),
        ("objective", "objective", "Say how large the share has to be."),
        ("window", "window", "Say over which time it counts: a day, a week, 28 days."),
    ];
    if let Some((_, called, next)) = questions.iter().find(|(column, ..)| cell(row, column).is_empty()) {
        return trouble(format!("{} has no {called}.", of(row)), next);
    }
    if share(cell(row, "objective")).is_none() {
        let observed = format!("{} has the objective “{}”, which is no share.", of(row), cell(row, "objective"));
        return trouble(observed, "Write it as a share between 0 and 100 %.");
    }
    if !names_a_window(cell(row, "window")) {
        let observed = format!("{} counts over “{}”, which is no time.", of(row), cell(row, "window"));
        return trouble(observed, "Say over which time it counts: a day, a week, 28 days.");
    }
    None
}

fn uncountable(row: &Row) -> Trouble {
    let listed = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let machines =
        listed(&["cpu*", "memory", "ram", "disk*", "pod*", "node*", "server load", "load average", "threads"]);
    let means = listed(&["mean", "average*", "avg", "median", "on average"]);
    let speed = listed(&["fast*", "quick*", "slow*", "speed*", "prompt*", "in time", "latency", "response time"]);
    let vague = listed(&["work*", "good", "fine", "ok", "up", "happy"]);
    let both = format!("{} {}", cell(row, "good"), cell(row, "all"));
    if both.trim().is_empty() {
        return trouble(
            format!("{} says neither what is good nor of what.", of(row)),
            "Say what a machine should count.",
        );
    }
    if let Some(word) = mentions(&both, &machines) {
        let observed = format!("{} is about {}.", of(row), word.trim_end_matches('*'));
        return trouble(observed, "Users never see that. Count something that happens to them.");
    }
    if let Some(word) = mentions(&both, &means) {
        let observed = format!("{} takes the {}.", of(row), word.trim_end_matches('*'));
        return trouble(observed, "A mean hides the unhappy. Count how many waited too long.");
    }
    let good = cell(row, "good");
    if mentions(good, &speed).is_some() && milliseconds(good).is_none() {
        return trouble(format!("{} calls “{good}” good, without a number.", of(row)), "Say how fast is fast.");
    }
    let words = good.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if words < 3 && mentions(good, &vague).is_some() {
        let observed = format!("{} calls “{good}” good; two people would count differently.", of(row));
        return trouble(observed, "Say what the user then has: an answer, within a time, that they go on with.");
    }
    if good.eq_ignore_ascii_case(cell(row, "all")) {
        return trouble(
            format!("{} counts the same above and below.", of(row)),
            "Below stands what was tried; above, what went well.",
        );
    }
    None
}

fn leaves_nothing(row: &Row) -> Trouble {
    let always = ["always".to_owned(), "never fail*".to_owned(), "every time".to_owned()];
    let objective = cell(row, "objective");
    let all = share(objective).is_some_and(|share| share >= 1.0) || mentions(objective, &always).is_some();
    if !all {
        return None;
    }
    let observed = format!("{} promises {objective}.", of(row));
    trouble(observed, "100 % leaves no budget. What would you do after the first failure in January?")
}
