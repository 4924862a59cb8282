//! Rules of Prometheus: files as `promtool check rules` takes them, and what they are about.

mod about;
mod expression;
mod file;
mod place;
mod placed;
mod subjects;
mod tokens;
mod words;

use std::thread;

use crate::evidence::prometheus_rules::STACK;

pub(super) use self::placed::Placed;
use super::reading::{Assumed, Reading};

/// The SLOs and alerts of rule files, each with its name, read together: what is recorded in one may be asked for in another.
pub fn of_rules(texts: &[(&str, &str)], assumed: Assumed) -> Reading {
    if texts.is_empty() {
        return Reading::default();
    }
    on_a_deep_stack(|| {
        let mut reading = Reading::default();
        let mut rules = Vec::new();
        let mut columns = expression::COLUMNS;
        for (name, text) in texts {
            file::read(name, text, &mut columns, &mut rules, &mut reading);
        }
        reading.add(subjects::of(rules, assumed));
        reading
    })
}

/// The same of rules that a server has told.
pub(super) fn of_told(rules: Vec<Placed>, assumed: Assumed) -> Reading {
    on_a_deep_stack(|| {
        let mut reading = Reading::default();
        let mut sound = Vec::new();
        for placed in rules {
            match expression::mistake(&placed.rule.query, false) {
                None => sound.push(placed),
                Some(wrong) => reading.refuse(placed.place, wrong.why, wrong.next),
            }
        }
        reading.add(subjects::of(sound, assumed));
        reading
    })
}

/// Reading goes as deep as expressions do.
fn on_a_deep_stack(read: impl FnOnce() -> Reading + Send) -> Reading {
    let failed = || {
        let mut reading = Reading::default();
        reading.refuse("the rules", "there is no thread to read them on", "End other programs, and try again.");
        reading
    };
    thread::scope(|scope| {
        let reader = thread::Builder::new().name("rules".to_owned()).stack_size(STACK).spawn_scoped(scope, read);
        reader.ok().and_then(|reader| reader.join().ok()).unwrap_or_else(failed)
    })
}
