//! An alert as shares that burn: over which windows, above which threshold.

use std::time::Duration;

use super::labels::Labels;
use super::meaning::{Clause, Meaning, Why};
use crate::evidence::share::Share;

/// An alert on its way.
pub(super) struct Draft {
    pub(super) rule: usize,
    pub(super) above: f64,
    pub(super) budget: Option<f64>,
    pub(super) long: Duration,
    pub(super) short: Option<Duration>,
    pub(super) least: Option<f64>,
}

/// What an alternative of an alert looks at.
pub(super) struct Burning {
    pub(super) share: Share,
    pub(super) labels: Labels,
    pub(super) draft: Draft,
}

/// What each alternative of an alert looks at.
pub(super) fn burning(rule: usize, meaning: &Result<Meaning, Why>) -> Result<Vec<Burning>, Why> {
    let condition = match meaning {
        Ok(Meaning::Condition(condition)) => condition,
        Ok(_) => return Err("it compares nothing, so it fires all the time".to_owned()),
        Err(why) => return Err(why.clone()),
    };
    condition.any.iter().map(|clauses| one(rule, clauses)).collect()
}

fn one(rule: usize, clauses: &[Clause]) -> Result<Burning, Why> {
    let mut burns = Vec::new();
    let mut counts = Vec::new();
    for clause in clauses {
        match clause {
            Clause::Burn { share, window, above, budget, labels } => {
                burns.push((share, *window, *above, *budget, labels))
            }
            Clause::Least { tally, window, number } => counts.push((tally, *window, *number)),
        }
    }
    burns.sort_by_key(|(_, window, ..)| *window);
    let (Some((_, shortest, ..)), Some((share, long, _, _, labels))) = (burns.first(), burns.last()) else {
        return Err("it compares how many there are, and not which share of all requests is bad".to_owned());
    };
    if burns.iter().any(|(other, ..)| other != share) {
        return Err("it compares shares of different requests".to_owned());
    }
    let mut least = None::<f64>;
    for (tally, window, number) in counts {
        if *tally != share.all {
            return Err("beside the share it asks for a number of something else than all requests".to_owned());
        }
        // As many in the long window, at that speed.
        let number = number * (long.as_secs_f64() / window.as_secs_f64().max(1.0));
        least = Some(least.map_or(number, |other| other.max(number)));
    }
    let draft = Draft {
        rule,
        // Where they differ, the highest has to be exceeded.
        above: burns.iter().map(|(_, _, above, ..)| *above).fold(f64::MIN, f64::max),
        budget: burns.iter().find_map(|(_, _, _, budget, _)| *budget).map(rounded),
        long: *long,
        short: (shortest < long).then_some(*shortest),
        least,
    };
    Ok(Burning { share: (*share).clone(), labels: (*labels).clone(), draft })
}

/// 1 - 0.99 is 0.01 and not 0.010000000000000009.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}
