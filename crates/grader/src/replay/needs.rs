//! What queries need: recordings, those followed to what they are made of, and metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use promql::Reads;
use series::{METRIC_NAME, Match, Matcher};

use super::evaluation::on_stack;
use crate::subject::Recording;

/// What some queries need.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Places of recordings, each after those that it reads. In a circle one comes first.
    pub(super) recordings: Vec<usize>,
    /// Names of metrics that no recording makes.
    pub(super) names: BTreeSet<String>,
    /// How far back they look, through recordings too.
    pub(super) back: Duration,
    /// The shortest range of samples that they take.
    pub(super) shortest: Option<Duration>,
}

/// What some queries need. `known` are the names that a selector without one name may mean.
pub(super) fn needs<'q>(
    queries: impl IntoIterator<Item = &'q str>,
    recordings: &[Recording],
    known: impl Fn() -> BTreeSet<String>,
) -> Needs {
    let mut needs = Needs::default();
    let mut seen = BTreeSet::new();
    let mut backs: BTreeMap<usize, Duration> = BTreeMap::new();
    for query in queries {
        let mut open = vec![Open::query(None, query, recordings)];
        while let Some(last) = open.last_mut() {
            if let Some(next) = last.unread.pop() {
                match backs.get(&next) {
                    Some(back) => last.deepest = last.deepest.max(*back),
                    None if seen.insert(next) => {
                        open.push(Open::query(Some(next), &recordings[next].query, recordings));
                    }
                    // It reads itself, over however many others.
                    None => {}
                }
                continue;
            }
            let Some(done) = open.pop() else { break };
            needs.add(&done.reads, recordings, &known);
            let back = done.reads.back.saturating_add(done.deepest);
            match (done.recording, open.last_mut()) {
                (Some(recording), Some(reader)) => {
                    backs.insert(recording, back);
                    needs.recordings.push(recording);
                    reader.deepest = reader.deepest.max(back);
                }
                _ => needs.back = needs.back.max(back),
            }
        }
    }
    needs
}

/// A query of which not all has been followed yet.
struct Open {
    recording: Option<usize>,
    reads: Reads,
    /// Recordings that it reads, the next one last.
    unread: Vec<usize>,
    /// How far back those look that have been followed.
    deepest: Duration,
}

impl Open {
    /// A query that cannot be read needs nothing.
    fn query(recording: Option<usize>, query: &str, recordings: &[Recording]) -> Self {
        let reads = on_stack(query, || promql::reads(query)).unwrap_or_default();
        let is_read = |place: &usize| reads.selectors.iter().any(|selector| may_be(selector, &recordings[*place]));
        let unread = (0..recordings.len()).rev().filter(is_read).collect();
        Self { recording, reads, unread, deepest: Duration::ZERO }
    }
}

impl Needs {
    fn add(&mut self, reads: &Reads, recordings: &[Recording], known: impl Fn() -> BTreeSet<String>) {
        self.shortest = [self.shortest, reads.shortest].into_iter().flatten().min();
        for selector in &reads.selectors {
            let names: Vec<_> = selector.iter().filter(|matcher| matcher.name == METRIC_NAME).collect();
            let one = names.iter().find_map(|matcher| match &matcher.value {
                Match::Equal(name) => Some(name),
                _ => None,
            });
            match one {
                Some(name) if recordings.iter().any(|recording| recording.record == *name) => {}
                Some(name) => {
                    self.names.insert(name.clone());
                }
                None => {
                    let is_meant = |name: &String| names.iter().all(|matcher| matcher.is_match(name));
                    self.names.extend(known().into_iter().filter(is_meant));
                }
            }
        }
    }
}

/// Whether a selector may mean what a recording makes, by its name and the labels that it sets.
fn may_be(selector: &[Matcher], recording: &Recording) -> bool {
    selector.iter().all(|matcher| match matcher.name.as_str() {
        METRIC_NAME => matcher.is_match(&recording.record),
        label => recording.labels.get(label).is_none_or(|value| matcher.is_match(value)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(record: &str, query: &str, labels: &[(&str, &str)]) -> Recording {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Recording { record: record.to_owned(), query: query.to_owned(), labels }
    }

    #[test]
    fn recordings_are_followed_to_what_they_are_made_of() {
        let recordings = [
            recording("share", "good / all", &[]),
            recording("good", "sum(rate(good_total[1h]))", &[]),
            recording("all", "sum(rate(all_total[1h]))", &[]),
            recording("unneeded", "other_total", &[]),
            recording("broken", "sum(", &[]),
            recording("of_slo", "rate(a_total[5m])", &[("slo", "a")]),
            recording("of_slo", "rate(b_total[5m])", &[("slo", "b")]),
        ];
        let known = || ["a_total", "known_total", "known_bytes"].map(str::to_owned).into();
        let query = "avg_over_time(share[30m]) > 1 or broken or of_slo{slo=\"b\"} or nobody{slo=\"c\"}";
        let found = needs([query, "{__name__=~\"known_.*\"}"], &recordings, known);
        assert_eq!(found.recordings, [1, 2, 0, 4, 6]);
        let names: Vec<_> = found.names.iter().map(String::as_str).collect();
        assert_eq!(names, ["all_total", "b_total", "good_total", "known_bytes", "known_total", "nobody"]);
        assert_eq!(found.back, Duration::from_secs(90 * 60));
        assert_eq!(found.shortest, Some(Duration::from_secs(300)));
    }

    #[test]
    fn a_circle_has_an_end() {
        let recordings =
            [recording("a", "b + c_total", &[]), recording("b", "a", &[]), recording("itself", "itself + 1", &[])];
        let found = needs(["a", "itself"], &recordings, BTreeSet::new);
        assert_eq!(found.recordings, [1, 0, 2]);
        assert_eq!(found.names.into_iter().collect::<Vec<_>>(), ["c_total"]);
    }
}
