//! What each field of a check may be, wherever it comes from. Each error says what would be right.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use super::duration;

/// So many steps a check has at most.
pub const MOST_STEPS: usize = 20;
const MOST_SIGNS: usize = 200;
pub(super) const EVERY: RangeInclusive<Duration> = Duration::from_secs(5)..=Duration::from_secs(3600);
pub(super) const LIMIT: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(60);
pub(super) const EVERY_UNSAID: Duration = Duration::from_secs(10);
pub(super) const LIMIT_UNSAID: Duration = Duration::from_secs(30);

/// The methods that a step can have; only the first sends no body.
pub(super) const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// Words on one line, without what is around them.
pub(super) fn line(field: &str, text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().count() > MOST_SIGNS || text.contains(char::is_control) {
        return Err(format!("{field} must be one line, with 1 to {MOST_SIGNS} characters"));
    }
    Ok(text.trim().to_owned())
}

/// A duration that is in its range.
pub(super) fn length(field: &str, length: Duration, range: &RangeInclusive<Duration>) -> Result<Duration, String> {
    if range.contains(&length) {
        return Ok(length);
    }
    let [from, to] = [range.start(), range.end()].map(|bound| duration::text(*bound));
    Err(format!("{field} must be from {from} to {to}"))
}

/// How long a step may take, where all together may take so long.
pub(super) fn within(limit: Duration) -> RangeInclusive<Duration> {
    Duration::from_millis(1)..=limit
}

/// The status of an answer; one of 100 to 199 ends none.
pub(super) fn status(text: &str) -> Result<StatusCode, String> {
    let status = text.parse::<u16>().ok().filter(|status| (200..=599).contains(status));
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    status.ok_or_else(|| format!("`{text}` is no status from 200 to 599, such as 200"))
}

/// How many steps there are.
pub(super) fn count(steps: usize) -> Result<(), String> {
    let can_be = (1..=MOST_STEPS).contains(&steps);
    if can_be { Ok(()) } else { Err(format!("there are {steps} steps; 1 to {MOST_STEPS} can be")) }
}

/// A step's name among those of the steps before it.
pub(super) fn name_of_its_own(names: &mut BTreeSet<String>, name: &str) -> Result<(), String> {
    let is_new = names.insert(name.to_owned());
    if is_new { Ok(()) } else { Err(format!("two steps are called `{name}`; give each a name of its own")) }
}

/// Whether a step may have a body.
pub(super) fn body(name: &str, method: &Method, has_body: bool) -> Result<(), String> {
    let has_none = method != Method::GET || !has_body;
    if has_none { Ok(()) } else { Err(format!("step `{name}` sends json with get; only the others have a body")) }
}
