//! How counters rose, from raw samples: what PromQL's `increase` estimates is counted here. A fall is a process that began
//! anew, and a series that a target did not have a scrape ago was born with all that it shows.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{MatchOp, Matcher, Selector};
use series::{Labels, Sample, Series};

/// The series that says of each scrape whether it succeeded.
const UP: &str = "up";
/// The labels that tell targets apart.
const TARGET: [&str; 2] = ["job", "instance"];

/// A gap may have been so long for scrapes in it to be asked for.
const LONGEST_GAP: SignedDuration = SignedDuration::from_hours(24);

/// Requests that came after one scrape and before the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rise {
    /// The scrape that did not have them yet.
    pub(super) after: Timestamp,
    /// The scrape that has them.
    pub(super) at: Timestamp,
    /// How many.
    pub(super) by: f64,
}

/// What is known of each series at a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(HashMap<Labels, Seen>);

#[derive(Clone, Copy, Debug)]
struct Seen {
    last: Sample,
    /// The shortest time between two of its samples.
    every: Option<SignedDuration>,
}

impl Tally {
    /// The series of which a sample is the first, or the first after a gap: whether they were born or went on, only the
    /// scrapes of their targets can tell. None where there is no such series.
    pub(super) fn in_doubt(&self, series: &[Series]) -> Option<Doubt> {
        let mut doubt = Doubt { targets: HashSet::new(), since: Timestamp::MAX };
        for Series { labels, samples } in series {
            let (Some(target), Some(first)) = (target(labels), samples.first()) else { continue };
            let seen = self.0.get(labels);
            if seen.is_some() && !has_gap(seen.copied(), samples) {
                continue;
            }
            // The scrape of the sample before is wanted as well.
            let last = seen.and_then(|seen| seen.last.at.checked_sub(SignedDuration::from_millis(1)).ok());
            let earliest = first.at.checked_sub(LONGEST_GAP).unwrap_or(Timestamp::MIN);
            doubt.since = doubt.since.min(last.map_or(earliest, |last| last.max(earliest)));
            doubt.targets.insert(target);
        }
        (!doubt.targets.is_empty()).then_some(doubt)
    }

    /// How series rose, with the samples that came since the last time, and the scrapes of targets as far as they matter.
    pub(super) fn rises(&mut self, series: &[Series], scrapes: &Scrapes) -> Vec<Rise> {
        let mut rises = Vec::new();
        for Series { labels, samples } in series {
            let scraped = scrapes.of(labels);
            let mut seen = self.0.get(labels).copied();
            for sample in samples.iter().filter(|sample| sample.value.is_finite()) {
                if seen.is_some_and(|seen| sample.at <= seen.last.at) {
                    continue;
                }
                let last = seen.map(|seen| seen.last);
                let every = seen.and_then(|seen| shorter(seen.every, sample.at.duration_since(seen.last.at)));
                seen = Some(Seen { last: *sample, every });
                let (after, by) = match (without(scraped, last.map(|last| last.at), sample.at), last) {
                    (Some(after), _) => (after, sample.value),
                    (None, Some(last)) if sample.value < last.value => (last.at, sample.value),
                    (None, Some(last)) => (last.at, sample.value - last.value),
                    (None, None) => continue,
                };
                if by != 0.0 {
                    rises.push(Rise { after, at: sample.at, by });
                }
            }
            if let Some(seen) = seen {
                self.0.insert(labels.clone(), seen);
            }
        }
        rises
    }
}

fn shorter(every: Option<SignedDuration>, apart: SignedDuration) -> Option<SignedDuration> {
    Some(every.map_or(apart, |every| every.min(apart)))
}

fn has_gap(seen: Option<Seen>, samples: &[Sample]) -> bool {
    let moments: Vec<_> =
        seen.map(|seen| seen.last.at).into_iter().chain(samples.iter().map(|sample| sample.at)).collect();
    let apart = |pair: &[Timestamp]| pair.first().zip(pair.last()).map(|(one, other)| other.duration_since(*one));
    let apart: Vec<_> = moments.windows(2).filter_map(apart).collect();
    let every = apart.iter().fold(seen.and_then(|seen| seen.every), |every, apart| shorter(every, *apart));
    every.is_some_and(|every| apart.iter().any(|apart| *apart * 2 >= every * 3))
}

/// The last scrape between two samples of a series that succeeded and did not have it. Both samples must be of scrapes
/// themselves: a target that gives its samples times of its own is scraped between them, and nothing is missing.
fn without(scrapes: &[Timestamp], last: Option<Timestamp>, at: Timestamp) -> Option<Timestamp> {
    let place = scrapes.binary_search(&at).ok()?;
    let before = *scrapes.get(place.checked_sub(1)?)?;
    match last {
        Some(last) => (before > last && scrapes.binary_search(&last).is_ok()).then_some(before),
        None => Some(before),
    }
}

/// A target's labels.
type Target = [String; 2];

fn target(labels: &Labels) -> Option<Target> {
    let [job, instance] = TARGET.map(|name| labels.get(name).cloned());
    Some([job?, instance?])
}

/// Targets whose scrapes have to be known, and since when.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    targets: HashSet<Target>,
    pub(super) since: Timestamp,
}

impl Doubt {
    /// What selects the scrapes of the targets.
    pub(super) fn selector(&self) -> Selector {
        let matcher = |index: usize| {
            let mut values: Vec<_> = self.targets.iter().map(|target| regex::escape(&target[index])).collect();
            values.sort();
            values.dedup();
            Matcher { label: TARGET[index].to_owned(), op: MatchOp::Matches, value: values.join("|") }
        };
        Selector { metric: UP.to_owned(), matchers: vec![matcher(0), matcher(1)] }
    }
}

/// When targets were scraped with success.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrapes(Vec<(Labels, Vec<Timestamp>)>);

impl Scrapes {
    /// From the series that say so.
    pub(super) fn new(up: Vec<Series>) -> Self {
        let successes = |series: Series| {
            let Series { mut labels, samples } = series;
            labels.remove("__name__");
            (labels, samples.into_iter().filter(|sample| sample.value == 1.0).map(|sample| sample.at).collect())
        };
        Self(up.into_iter().map(successes).collect())
    }

    /// Those of a series' target, whose labels are all among its own.
    fn of(&self, labels: &Labels) -> &[Timestamp] {
        let is_of = |(target, _): &&(Labels, Vec<Timestamp>)| {
            target.iter().all(|(name, value)| labels.get(name).is_some_and(|own| own == value))
        };
        let of = self.0.iter().filter(is_of).max_by_key(|(target, _)| target.len());
        of.map_or(&[], |(_, scrapes)| scrapes.as_slice())
    }
}
