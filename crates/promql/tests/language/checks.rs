//! Whether an answer is the one that is expected.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_test_prometheus::near;
use promql::{Answer, QueryError, Range};
use series::{Labels, Series};

use super::notation::{Described, shown, shown_scalar};
use super::script::{Eval, Wanted, When};
use super::world::World;

/// What was answered.
enum Answered {
    Scalar(f64),
    Series(Vec<Described>),
    Failure(QueryError),
}

async fn answered(eval: &Eval, world: &World) -> Answered {
    let moment = |ms| Timestamp::from_millisecond(ms).unwrap();
    let one = |(labels, value): (Labels, f64)| Described { labels, values: vec![Some(value)] };
    let answer = match eval.when {
        When::Instant(at) => world.source.query(&eval.query, moment(at)).await,
        When::Range { from, to, step } => {
            let range =
                Range { start: moment(from), end: moment(to), step: Duration::from_millis(step.unsigned_abs()) };
            world.source.query_range(&eval.query, range).await.map(Answer::Matrix)
        }
    };
    match (answer, eval.when) {
        (Err(failure), _) => Answered::Failure(failure),
        (Ok(Answer::Scalar(sample)), _) => Answered::Scalar(sample.value),
        (Ok(Answer::Vector(all)), _) => {
            Answered::Series(all.into_iter().map(|(labels, sample)| one((labels, sample.value))).collect())
        }
        (Ok(Answer::Matrix(all)), When::Range { from, to, step }) => {
            let on_steps = |series: Series| {
                let mut values = vec![None; ((to - from) / step + 1) as usize];
                for sample in series.samples {
                    values[((sample.at.as_millisecond() - from) / step) as usize] = Some(sample.value);
                }
                Described { labels: series.labels, values }
            };
            Answered::Series(all.into_iter().map(on_steps).collect())
        }
        (Ok(other), _) => Answered::Failure(QueryError::BadData(format!("neither a scalar nor a vector: {other:?}"))),
    }
}

fn same(one: &Described, other: &Described) -> bool {
    let value = |place: usize, of: &Described| of.values.get(place).copied().flatten();
    let same_value = |place| match (value(place, one), value(place, other)) {
        (Some(one), Some(other)) => near(one, other),
        (one, other) => one == other,
    };
    one.labels == other.labels && (0..one.values.len().max(other.values.len())).all(same_value)
}

fn holds(wanted: &Wanted, answered: &Answered) -> bool {
    match (wanted, answered) {
        (Wanted::Scalar(one), Answered::Scalar(other)) => near(*one, *other),
        (Wanted::Series { all, ordered }, Answered::Series(answered)) => {
            all.len() == answered.len()
                && all.iter().zip(answered).all(|(wanted, in_place)| match ordered {
                    true => same(wanted, in_place),
                    false => answered.iter().any(|answered| same(wanted, answered)),
                })
        }
        (Wanted::Failure(message), Answered::Failure(QueryError::BadData(text) | QueryError::Execution(text))) => {
            text.contains(message)
        }
        _ => false,
    }
}

/// Line, query, and what was answered instead.
pub(crate) async fn problem(eval: &Eval, world: &World) -> Option<String> {
    let answered = answered(eval, world).await;
    if holds(&eval.wanted, &answered) {
        return None;
    }
    let lines = match answered {
        Answered::Scalar(value) => vec![shown_scalar(value)],
        Answered::Series(all) if all.is_empty() => vec!["nothing".to_owned()],
        Answered::Series(all) => all.iter().map(shown).collect(),
        Answered::Failure(failure) => vec![format!("{failure:?}")],
    };
    let lines: Vec<_> = lines.iter().map(|line| format!("\n  answered {line}")).collect();
    Some(format!("{}: {}{}", eval.line, eval.text, lines.concat()))
}
