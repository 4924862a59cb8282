//! Where we and Prometheus 2.42 differ: the kinds that stay, as `docs/monitor.md` lists them. None touches a query of the
//! workshop.

use jiff::Timestamp;
use movie_guru_monitor::source::{Answer, MetricsSource, QueryError};

use super::both;
use crate::samples;

fn first(answer: Result<Answer, QueryError>) -> f64 {
    match answer.unwrap() {
        Answer::Vector(elements) => elements[0].1.value,
        Answer::Scalar(sample) => sample.value,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_differences_that_stay_are_those_of_the_documentation() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &samples::odd_ones(start, 2)).await else { return };
    let at = Timestamp::from_millisecond(start + 20 * 60_000).unwrap();

    // 1. The date of a number that is none: a machine's conversion there, not a number here.
    let strange = "hour(vector(Inf))";
    assert!(first(ours.query(strange, at).await).is_nan());
    assert!(!first(theirs.query(strange, at).await).is_nan());

    // 2. Holt-Winters under the name that Prometheus 3 gave it.
    let smoothed = |name: &str| format!("{name}(odd_gauge{{group=\"c\"}}[5m], 0.5, 0.1)");
    let (new, old) = (smoothed("double_exponential_smoothing"), smoothed("holt_winters"));
    let (our, their) = (first(ours.query(&new, at).await), first(theirs.query(&old, at).await));
    assert!((our - their).abs() <= 1e-9 * their.abs(), "{our} {their}");
    assert!(matches!(ours.query(&old, at).await, Err(QueryError::BadData(_))));
    assert!(matches!(theirs.query(&new, at).await, Err(QueryError::BadData(_))));

    // 3. What Prometheus 3 added to the grammar is read: a duration as a number of seconds, a quoted name.
    for newer in ["rate(odd_total[300])", "{\"odd_gauge\"}"] {
        assert!(ours.query(newer, at).await.is_ok(), "{newer}");
        assert!(matches!(theirs.query(newer, at).await, Err(QueryError::BadData(_))), "{newer}");
    }

    // 4. What a parse error says: the same kind, in other words.
    let [Err(QueryError::BadData(our)), Err(QueryError::BadData(their))] =
        [ours.query("odd_gauge{", at).await, theirs.query("odd_gauge{", at).await]
    else {
        panic!("both refuse it")
    };
    assert!(our != their && our.starts_with("invalid parameter \"query\": ") && their.starts_with("invalid parameter"));

    // 5. A query may use 20 million samples all in all; there the limit is 50 million at a time, and such a query takes a
    // minute. A sub-query is counted before it is evaluated.
    let large = "sum_over_time(vector(1)[5d:20ms])";
    assert!(
        matches!(ours.query(large, at).await, Err(QueryError::Execution(text)) if text.contains("too many samples"))
    );
}
