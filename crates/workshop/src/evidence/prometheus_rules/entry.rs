//! SLOs on their way: which rules are of the same one.

use super::burning::Draft;
use super::labels::Labels;
use super::meaning::Why;
use crate::evidence::share::Share;

/// Labels that say whose a rule is: this lab's and Pyrra's, Sloth's, and what people call it.
pub(crate) const IDENTITIES: [&str; 5] = ["slo", "sloth_id", "sloth_slo", "slo_name", "objective_name"];
/// Of one SLO all rules must count the same.
pub(super) const OTHER_REQUESTS: &str = "it counts other requests than another rule of the same SLO";

/// An SLO on its way.
pub(super) struct Entry {
    pub(super) identity: Option<String>,
    pub(super) share: Share,
    pub(super) labels: Labels,
    /// The rule that it was first seen in.
    pub(super) rule: usize,
    pub(super) drafts: Vec<Draft>,
}

pub(super) fn identity(labels: &Labels) -> Option<String> {
    IDENTITIES.into_iter().find_map(|label| labels.value(label)).map(str::to_owned)
}

/// The SLO among those that were found that counts the same and is the same one, or else a new one.
pub(super) fn put(
    entries: &mut Vec<Entry>,
    identity: Option<String>,
    share: Share,
    labels: Labels,
    rule: usize,
    budget: Option<f64>,
) -> Result<&mut Entry, Why> {
    if identity.is_some() && entries.iter().any(|entry| entry.identity == identity && entry.share != share) {
        return Err(OTHER_REQUESTS.to_owned());
    }
    let is_it = |entry: &Entry| {
        let same_budget = || {
            let known = entry.drafts.iter().find_map(|draft| draft.budget);
            known.zip(budget).is_none_or(|(one, other)| (one - other).abs() < 1e-9)
        };
        let same = match (&entry.identity, &identity) {
            (Some(one), Some(other)) => one == other,
            _ => same_budget(),
        };
        entry.share == share && same
    };
    let place = entries.iter().position(is_it).unwrap_or(entries.len());
    if place == entries.len() {
        entries.push(Entry { identity, share, labels, rule, drafts: Vec::new() });
    }
    entries.get_mut(place).ok_or_else(String::new)
}
