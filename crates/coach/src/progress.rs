//! What is told while teams' labs come up or go: a line for each team that changes on a terminal, and plain lines elsewhere.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use movie_guru_cluster::{Progress as RollOut, Stuck};

use crate::terminal::tell;

/// So many of those that are waited for are named.
const MOST_NAMES: usize = 4;

/// Told to standard error: results are for standard output alone.
pub(crate) struct Progress {
    screen: Option<MultiProgress>,
    /// Of the longest name.
    width: usize,
}

/// What is told of one team.
pub(crate) struct OfTeam<'p> {
    name: String,
    bar: Option<(&'p MultiProgress, ProgressBar)>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    last: String,
    stuck: BTreeSet<String>,
}

impl Progress {
    /// For teams of these names.
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let screen = std::io::stderr().is_terminal().then(MultiProgress::new);
        Self { screen, width: names.map(str::len).max().unwrap_or(0) }
    }

    /// One team's.
    pub(crate) fn of(&self, name: &str) -> OfTeam<'_> {
        let bar = self.screen.as_ref().map(|screen| {
            let bar = screen.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {wide_msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(format!("{name:width$}", width = self.width));
            bar.enable_steady_tick(Duration::from_millis(120));
            (screen, bar)
        });
        OfTeam { name: name.to_owned(), bar, told: Mutex::default() }
    }
}

impl OfTeam<'_> {
    /// What is done just now.
    pub(crate) fn say(&self, text: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.last == text {
            return;
        }
        text.clone_into(&mut told.last);
        match &self.bar {
            Some((_, bar)) => bar.set_message(text.to_owned()),
            None => tell(&format!("{}: {text}", self.name)),
        }
    }

    /// How far a roll-out is, and what is stuck, each once.
    pub(crate) fn roll_out(&self, progress: &RollOut) {
        self.stuck(&progress.stuck);
        self.say(&roll_out(progress));
    }

    /// How far a removal is, and what holds it up, each once.
    pub(crate) fn going(&self, progress: &RollOut) {
        self.stuck(&progress.stuck);
        self.say(&going(progress));
    }

    fn stuck(&self, stuck: &[Stuck]) {
        for each in stuck {
            let line = format!("{}: {each}", self.name);
            let is_new = self.told.lock().unwrap_or_else(PoisonError::into_inner).stuck.insert(line.clone());
            if !is_new {
                continue;
            }
            match &self.bar {
                Some((screen, _)) => drop(screen.println(line)),
                None => tell(&line),
            }
        }
    }

    /// The last that is told.
    pub(crate) fn end(self, text: &str) {
        self.say(text);
        if let Some((_, bar)) = &self.bar {
            bar.finish_with_message(text.to_owned());
        }
    }
}

fn roll_out(progress: &RollOut) -> String {
    format!("{} of {} workloads ready{}", progress.ready, progress.of, waits(progress))
}

fn going(progress: &RollOut) -> String {
    format!("{} of {} objects gone{}", progress.ready, progress.of, waits(progress))
}

fn waits(progress: &RollOut) -> String {
    let names: Vec<_> = progress.waits_for.split(", ").filter(|name| !name.is_empty()).collect();
    match names.get(MOST_NAMES..) {
        _ if names.is_empty() => String::new(),
        None | Some([]) => format!("; waits for {}", names.join(", ")),
        Some(more) => format!("; waits for {} and {} more", names[..MOST_NAMES].join(", "), more.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_out_is_told_in_a_few_words() {
        let at = |ready, waits_for: &str| {
            roll_out(&RollOut { ready, of: 5, waits_for: waits_for.to_owned(), stuck: Vec::new() })
        };
        assert_eq!(at(3, "web"), "3 of 5 workloads ready; waits for web");
        assert_eq!(at(5, ""), "5 of 5 workloads ready");
        assert_eq!(at(0, "a, b, c, d, e, f"), "0 of 5 workloads ready; waits for a, b, c, d and 2 more");
    }
}
