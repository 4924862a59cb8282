//! Whether two sources say the same.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_test_prometheus::{Source, near};
use promql::{Answer, QueryError, Range};
use series::{Labels, Sample};

/// What two sources do not agree on.
pub(crate) struct Disagreement {
    query: String,
    when: String,
    what: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.query, self.when, self.what)
    }
}

type Values = BTreeMap<Labels, Vec<Sample>>;

fn differ(ours: &Values, theirs: &Values) -> Option<String> {
    for (labels, their) in theirs {
        let Some(our) = ours.get(labels) else {
            return Some(format!("we lack {labels:?} = {:?}", &their[..their.len().min(2)]));
        };
        if let Some((our, their)) =
            our.iter().zip(their).find(|(our, their)| our.at != their.at || !near(our.value, their.value))
        {
            return Some(format!(
                "{labels:?}: ours {} at {}, theirs {} at {}",
                our.value, our.at, their.value, their.at
            ));
        }
        if our.len() != their.len() {
            return Some(format!("{labels:?}: ours has {} samples, theirs {}", our.len(), their.len()));
        }
    }
    ours.keys().find(|labels| !theirs.contains_key(*labels)).map(|labels| format!("only we have {labels:?}"))
}

fn outcome<T>(
    ours: Result<T, QueryError>,
    theirs: Result<T, QueryError>,
    differ: impl Fn(T, T) -> Option<String>,
) -> Option<String> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => differ(ours, theirs),
        (Err(ours), Err(theirs)) if std::mem::discriminant(&ours) == std::mem::discriminant(&theirs) => None,
        (Err(ours), Err(theirs)) => Some(format!("our error {ours:?}, theirs {theirs:?}")),
        (Err(ours), Ok(_)) => Some(format!("only we fail: {ours:?}")),
        (Ok(_), Err(theirs)) => Some(format!("only they fail: {theirs:?}")),
    }
}

fn answers(ours: Answer, theirs: Answer) -> Option<String> {
    let ordered = |elements: &[(Labels, Sample)]| {
        elements.iter().map(|(labels, sample)| (labels.clone(), vec![*sample])).collect()
    };
    match (ours, theirs) {
        (Answer::Scalar(ours), Answer::Scalar(theirs)) => {
            (!near(ours.value, theirs.value)).then(|| format!("{ours:?}, {theirs:?}"))
        }
        (Answer::Text(at, ours), Answer::Text(when, theirs)) => {
            (at != when || ours != theirs).then(|| format!("{ours} {theirs}"))
        }
        (Answer::Vector(ours), Answer::Vector(theirs)) => differ(&ordered(&ours), &ordered(&theirs)),
        (Answer::Matrix(ours), Answer::Matrix(theirs)) => {
            let values = |series: Vec<_>| {
                series.into_iter().map(|series: series::Series| (series.labels, series.samples)).collect()
            };
            differ(&values(ours), &values(theirs))
        }
        (ours, theirs) => Some(format!("ours {ours:?}, theirs {theirs:?}")),
    }
}

pub(crate) async fn instant(ours: &Source, theirs: &Source, query: &str, at: Timestamp) -> Option<Disagreement> {
    let what = outcome(ours.query(query, at).await, theirs.query(query, at).await, answers)?;
    Some(Disagreement { query: query.to_owned(), when: format!("at {at}"), what })
}

pub(crate) async fn range(
    ours: &Source,
    theirs: &Source,
    query: &str,
    start: Timestamp,
    end: Timestamp,
    step_ms: u64,
) -> Option<Disagreement> {
    let range = Range { start, end, step: Duration::from_millis(step_ms) };
    let what =
        outcome(ours.query_range(query, range).await, theirs.query_range(query, range).await, |ours, theirs| {
            answers(Answer::Matrix(ours), Answer::Matrix(theirs))
        })?;
    Some(Disagreement { query: query.to_owned(), when: format!("from {start} to {end} every {step_ms} ms"), what })
}
