//! Where we and Prometheus 2.42 differ: the kinds that stay, as `docs/monitor.md` lists them. None touches a query of the
//! workshop.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_test_prometheus::samples;
use promql::{Answer, QueryError, Range};
use series::Series;

use super::both;

fn first(answer: Result<Answer, QueryError>) -> f64 {
    match answer.unwrap() {
        Answer::Vector(elements) => elements[0].1.value,
        Answer::Scalar(sample) => sample.value,
        other => panic!("{other:?}"),
    }
}

fn of_label(answer: Result<Answer, QueryError>, label: &str) -> Vec<String> {
    match answer.unwrap() {
        Answer::Vector(elements) => elements.iter().map(|(labels, _)| labels[label].clone()).collect(),
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

    // 2. What Prometheus 3 added to the grammar is read: a duration as a number of seconds and the other way round, a quoted
    // name, Holt-Winters under its new name.
    for newer in [
        "rate(odd_total[300])",
        "vector(5m)",
        "{\"odd_gauge\"}",
        "double_exponential_smoothing(odd_gauge{group=\"c\"}[5m], 0.5, 0.1)",
    ] {
        assert!(ours.query(newer, at).await.is_ok(), "{newer}");
        assert!(matches!(theirs.query(newer, at).await, Err(QueryError::BadData(_))), "{newer}");
    }

    // 3. What a parse error says: the same kind, in other words.
    let [Err(QueryError::BadData(our)), Err(QueryError::BadData(their))] =
        [ours.query("odd_gauge{", at).await, theirs.query("odd_gauge{", at).await]
    else {
        panic!("both refuse it")
    };
    assert!(our != their && our.starts_with("invalid parameter \"query\": ") && their.starts_with("invalid parameter"));

    // 4. A query may use 20 million samples all in all; there the limit is 50 million at a time, and such a query takes a
    // minute. A sub-query is counted before it is evaluated.
    let large = "sum_over_time(vector(1)[5d:20ms])";
    assert!(
        matches!(ours.query(large, at).await, Err(QueryError::Execution(text)) if text.contains("too many samples"))
    );

    // 5. Which of equal values are among the greatest.
    let named = |name: &str, value: u8| format!("label_replace(vector({value}), \"a\", \"{name}\", \"\", \"\")");
    let ties = [named("1", 1), named("2", 1), named("3", 5), named("4", 1)].join(" or ");
    let ties = format!("topk(2, {ties})");
    assert_eq!(of_label(ours.query(&ties, at).await, "a"), ["3", "1"]);
    assert_eq!(of_label(theirs.query(&ties, at).await, "a"), ["3", "2"]);

    // 6. In a range query a window that `@` holds stays where it is, also below the functions that know the time.
    let held = "predict_linear(odd_falling[1m] @ end(), 0)";
    let step = Duration::from_secs(60);
    let range = Range { start: at - SignedDuration::from_mins(5), end: at, step };
    let values = |series: Result<Vec<Series>, QueryError>| -> Vec<f64> {
        series.unwrap()[0].samples.iter().map(|sample| sample.value).collect()
    };
    let (our, their) = (values(ours.query_range(held, range).await), values(theirs.query_range(held, range).await));
    assert_eq!((our.len(), their.len()), (6, 1), "{our:?} {their:?}");
    assert_eq!(our[0], their[0]);
    let in_brackets = "(odd_falling[1m] @ end())";
    assert!(ours.query(in_brackets, at).await.is_ok());
    assert!(matches!(theirs.query(in_brackets, at).await, Err(QueryError::Execution(_))));
    let in_subquery = "last_over_time((odd_gauge{group=\"c\"} @ end())[1m:1m] offset -17s)";
    let plain = first(ours.query("odd_gauge{group=\"c\"}", at).await);
    assert_eq!(first(ours.query(in_subquery, at).await), plain);
    assert_ne!(first(theirs.query(in_subquery, at).await), plain);

    // 7. Letters after a duration are skipped there.
    let letters = "odd_gauge[5m x]";
    assert!(matches!(ours.query(letters, at).await, Err(QueryError::BadData(_))));
    assert!(theirs.query(letters, at).await.is_ok());
}
