//! How few failures are enough for a call.

use std::time::Duration;

use movie_guru_contract::{CHAT_OUTCOME, CHAT_SENTIMENT, Operation, label, metric_of};
use movie_guru_slo::{Period, earlier};
use series::{METRIC_NAME, Match, Matcher};

use super::room::with_room;
use super::windows::looks;
use crate::replay::{Played, scale};
use crate::subject::{Condition, GradedAlert, Recording, Subject};
use crate::world::World;

/// The fewest bad requests that an alert called somebody for: those that users lived within its longest window before the
/// call. None without calls, and for an alert that does not look at the subject's requests alone, or over no window.
pub fn fewest_failures(
    world: &World,
    subject: &Subject,
    alert: &GradedAlert,
    recordings: &[Recording],
    played: &Played,
) -> Option<f64> {
    let window = match &alert.condition {
        Condition::BurnRate(burn) => scale(world.pace, world.every, world.start).windows(burn).long,
        Condition::Query { query, .. } => {
            let queries = recordings.iter().map(|recording| recording.query.as_str()).chain([query.as_str()]);
            let looks = with_room(queries, || looks(query, recordings))?;
            let operation = subject.concern.operation;
            looks.selectors.iter().all(|selector| is_of(selector, operation)).then_some(looks.back)?
        }
    };
    if window.is_zero() {
        return None;
    }
    // What a counter says of a moment may come a scrape later, and `for` later still.
    let back = |after: Duration| window + after + world.every;
    let waited = |call: &Period| {
        let mut pending = played.pending.iter().filter(|pending| pending.start <= call.start);
        pending.next_back().filter(|pending| pending.end >= earlier(call.start, world.every)).map(Period::length)
    };
    let bad = |call: &Period| {
        let start = earlier(call.start, back(waited(call).unwrap_or_default()));
        let count = world.truth.users.count(Period { start, end: call.start });
        count.total - count.good
    };
    played.firing.iter().map(bad).reduce(f64::min)
}

/// Whether a selector means requests of an operation, and no others.
fn is_of(selector: &[Matcher], operation: Operation) -> bool {
    let equals = |label: &str| {
        selector.iter().find_map(|matcher| match &matcher.value {
            Match::Equal(value) if matcher.name == label => Some(value.as_str()),
            _ => None,
        })
    };
    let Some(metric) = equals(METRIC_NAME).and_then(metric_of) else { return false };
    let of = operation.metrics();
    let own = [Some(of.attempts), of.success, Some(of.latency), of.latency_older_name];
    let of_chat = operation == Operation::Chat && [CHAT_OUTCOME, CHAT_SENTIMENT].contains(&metric);
    own.contains(&Some(metric)) || of_chat || equals(label::OPERATION) == Some(operation.name())
}
