//! What was read of what somebody hands in.

use std::time::Duration;

use movie_guru_grader::{Condition, Submission, Unread};
use movie_guru_slo::Target;

/// Over which time a target holds where nobody says it: the SRE Workbook's factors are for this window.
pub(super) const USUAL_WINDOW: Duration = Duration::from_secs(30 * 86_400);

/// What was read, and what is to be said of it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What is graded.
    pub submission: Submission,
    /// What was concluded and not said by anybody: sentences.
    pub notes: Vec<String>,
}

impl Reading {
    /// Adds another.
    pub fn add(&mut self, other: Self) {
        let Submission { subjects, recordings, unread } = other.submission;
        self.submission.subjects.extend(subjects);
        self.submission.recordings.extend(recordings);
        self.submission.unread.extend(unread);
        for note in other.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// Has subjects that are documents go by so many times as fast as the calendar. Windows of queries are as they are written.
    pub fn at_pace(&mut self, pace: f64) {
        for subject in &mut self.submission.subjects {
            if !subject.alerts.iter().any(|alert| matches!(alert.condition, Condition::Query { .. })) {
                subject.pace = pace;
            }
        }
    }

    pub(super) fn refuse(&mut self, what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) {
        self.submission.unread.push(Unread { what: what.into(), why: why.into(), next: next.into() });
    }
}

/// What is taken for granted where nobody says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumed {
    /// The target, and whether somebody asked for it: then nothing is said of it.
    pub target: Target,
    /// Whether it was asked for.
    pub is_asked_for: bool,
}

/// Names that no two of a list share: a second one has a number.
pub(super) fn distinct(names: &mut Vec<String>, name: &str) -> String {
    let mut own = name.to_owned();
    let mut number = 2;
    while names.contains(&own) {
        own = format!("{name} ({number})");
        number += 1;
    }
    names.push(own.clone());
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_have_one_name() {
        let mut names = Vec::new();
        let given = ["Burns", "Burns", "Slow", "Burns"].map(|name| distinct(&mut names, name));
        assert_eq!(given, ["Burns", "Burns (2)", "Slow", "Burns (3)"]);
    }
}
