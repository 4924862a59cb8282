//! When the figures of a page begin, so that a young lab is not a sliver at the edge of an empty hour. Any source can be
//! asked: what is asked is PromQL.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use promql::Answer;
use promql_parser::parser::{Expr, MatrixSelector, VectorSelector, parse};
use promql_parser::util::{ExprVisitor, walk_expr};

use crate::source::MetricsSource;

/// How far back is looked: as far as a page shows that nobody asked otherwise.
const HOUR: SignedDuration = SignedDuration::from_secs(3600);
/// Figures that begin so soon after that are as good as the whole of it.
const NEARLY: SignedDuration = SignedDuration::from_secs(60);
/// So long it is believed that a source has an hour of figures; it may have been away.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);
/// More sets of metrics than these are not kept.
const MOST: usize = 500;

/// First figures that are known, by the metrics that were looked at.
#[derive(Default)]
pub(crate) struct Beginnings(Mutex<HashMap<String, Begun>>);

#[derive(Clone, Copy)]
struct Begun {
    first: Timestamp,
    asked: Timestamp,
}

impl Begun {
    /// Whether the first figure is still the first of the hour before `now`, or was long before it a moment ago.
    fn holds(&self, now: Timestamp) -> bool {
        let was_young = self.asked.duration_since(self.first) < HOUR - NEARLY;
        if was_young {
            now.duration_since(self.first) < HOUR - NEARLY
        } else {
            now.duration_since(self.asked) < BELIEVED
        }
    }
}

impl Beginnings {
    /// The first figure of the last hour among the metrics of these queries; none where they have an hour of figures or
    /// none at all, or cannot be asked: the charts then say why.
    pub(crate) async fn of(&self, source: &dyn MetricsSource, queries: &[String], now: Timestamp) -> Option<Timestamp> {
        let question = question(queries)?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&question).copied();
        let known = match known.filter(|known| known.holds(now)) {
            Some(known) => known,
            None => {
                let Ok(Answer::Vector(found)) = source.query(&question, now).await else { return None };
                let seconds = found.first()?.1.value;
                let first = Timestamp::from_millisecond((seconds * 1e3) as i64).ok()?;
                let known = Begun { first, asked: now };
                let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if all.len() >= MOST {
                    all.clear();
                }
                all.insert(question, known);
                known
            }
        };
        (now.duration_since(known.first) < HOUR - NEARLY).then_some(known.first)
    }
}

/// PromQL for the first sample of the last hour, of all metrics that the queries name; none where one names none.
fn question(queries: &[String]) -> Option<String> {
    let mut metrics = Metrics(BTreeSet::new());
    for query in queries {
        // A query that is wrong says so where it is drawn.
        if let Ok(expression) = parse(query) {
            match walk_expr(&mut metrics, &expression) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(never) => match never {},
            }
        }
    }
    if metrics.0.is_empty() {
        return None;
    }
    let moments: Vec<_> = metrics.0.iter().map(|name| format!("timestamp({name})")).collect();
    let moment = format!("min({})", moments.join(" or "));
    // Steps of a sub-query stand on multiples of the step, so one that has just begun may have none yet.
    Some(format!("min_over_time(({moment})[1h:15s]) or {moment}"))
}

/// The names of the metrics that are visited; stops at a selector without one.
struct Metrics(BTreeSet<String>);

impl ExprVisitor for Metrics {
    type Error = Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Infallible> {
        let (Expr::VectorSelector(VectorSelector { name, .. })
        | Expr::MatrixSelector(MatrixSelector { vs: VectorSelector { name, .. }, .. })) = expression
        else {
            return Ok(true);
        };
        let plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:".contains(&byte));
        match name.as_ref().filter(|name| plain(name)) {
            Some(name) => drop(self.0.insert(name.clone())),
            None => return Ok(false),
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_of_the_queries_is_asked_once() {
        let asked = |queries: &[&str]| question(&queries.iter().map(|&query| query.to_owned()).collect::<Vec<_>>());
        assert_eq!(
            asked(&["sum(rate(a_total[1m])) / sum(rate(b_total{x=\"1\"}[1m]))", "a_total > 0", "rate(wrong"]).unwrap(),
            "min_over_time((min(timestamp(a_total) or timestamp(b_total)))[1h:15s]) or min(timestamp(a_total) or timestamp(b_total))"
        );
        assert_eq!(asked(&["up", "{job=\"web\"}"]), None, "what it names is not known");
        assert_eq!(asked(&["1 + 1"]), None);
    }

    #[test]
    fn a_first_figure_is_believed_until_it_is_out_of_sight() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let young = Begun { first: at(10_000), asked: at(10_100) };
        assert!(young.holds(at(13_500)) && !young.holds(at(13_600)));
        let old = Begun { first: at(10_000), asked: at(13_600) };
        assert!(old.holds(at(13_650)) && !old.holds(at(13_700)));
    }
}
