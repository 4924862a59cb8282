//! What a query reads, told without evaluating it.

use std::time::Duration;

use promql_parser::parser::{AtModifier, Expr, Offset, VectorSelector};
use series::Matcher;

use crate::error::QueryError;
use crate::query;
use crate::selector::matchers;

/// What a query reads.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// What each selector says of the series that it means, its name among it.
    pub selectors: Vec<Vec<Matcher>>,
    /// How far before its moment the query looks, by ranges, sub-queries and offsets. Nothing where it looks at the newest
    /// samples alone.
    pub back: Duration,
    /// The shortest range of samples that it takes; none where it takes none.
    pub shortest: Option<Duration>,
    /// Whether `@ start()` or `@ end()` is in it: over a range they are not the moment that is asked for.
    pub knows_ends: bool,
}

/// What a query reads.
///
/// # Errors
/// What is wrong with it.
pub fn reads(query: &str) -> Result<Reads, QueryError> {
    let expr = query::parse(query).map_err(QueryError::BadData)?;
    let mut reads = Reads::default();
    reads.add(&expr, Duration::ZERO)?;
    Ok(reads)
}

impl Reads {
    /// Adds an expression that is evaluated up to so far back.
    fn add(&mut self, expr: &Expr, back: Duration) -> Result<(), QueryError> {
        match expr {
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => Ok(()),
            Expr::Paren(inner) => self.add(&inner.expr, back),
            Expr::Unary(inner) => self.add(&inner.expr, back),
            Expr::Binary(binary) => {
                self.add(&binary.lhs, back)?;
                self.add(&binary.rhs, back)
            }
            Expr::Aggregate(aggregate) => {
                aggregate.param.iter().try_for_each(|parameter| self.add(parameter, back))?;
                self.add(&aggregate.expr, back)
            }
            Expr::Call(call) => call.args.args.iter().try_for_each(|argument| self.add(argument, back)),
            Expr::Subquery(subquery) => {
                self.knows_ends |= is_end(subquery.at.as_ref());
                let back = back.saturating_add(subquery.range).saturating_add(earlier(subquery.offset.as_ref()));
                self.add(&subquery.expr, back)
            }
            Expr::VectorSelector(selector) => self.selector(selector, back),
            Expr::MatrixSelector(matrix) => {
                self.shortest = Some(self.shortest.map_or(matrix.range, |shortest| shortest.min(matrix.range)));
                self.selector(&matrix.vs, back.saturating_add(matrix.range))
            }
        }
    }

    fn selector(&mut self, selector: &VectorSelector, back: Duration) -> Result<(), QueryError> {
        self.knows_ends |= is_end(selector.at.as_ref());
        self.back = self.back.max(back.saturating_add(earlier(selector.offset.as_ref())));
        self.selectors.push(matchers(selector)?);
        Ok(())
    }
}

fn is_end(at: Option<&AtModifier>) -> bool {
    matches!(at, Some(AtModifier::Start | AtModifier::End))
}

fn earlier(offset: Option<&Offset>) -> Duration {
    match offset {
        Some(Offset::Pos(offset)) => *offset,
        Some(Offset::Neg(_)) | None => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use series::{METRIC_NAME, Match};

    #[test]
    fn a_query_tells_what_it_reads() {
        let query = "sum(rate(a{b=\"c\"}[5m])) / topk(scalar(d), max_over_time(rate({__name__=\"e\"}[1h] offset 30m)[1d:5m])) > 1";
        let found = reads(query).unwrap();
        let name = |matchers: &Vec<Matcher>| {
            let name = matchers.iter().find(|matcher| matcher.name == METRIC_NAME).unwrap();
            let Match::Equal(name) = &name.value else { panic!("{name:?}") };
            name.clone()
        };
        assert_eq!(found.selectors.iter().map(name).collect::<Vec<_>>(), ["a", "d", "e"]);
        assert_eq!(found.selectors[0].len(), 2);
        assert_eq!(found.back, Duration::from_secs(25 * 3600 + 1800));
        assert_eq!(found.shortest, Some(Duration::from_secs(300)));
        assert!(!found.knows_ends && reads("rate(a[5m] @ end())").unwrap().knows_ends);
        assert_eq!(reads("vector(1)").unwrap().back, Duration::ZERO);
        assert!(reads("sum(").is_err());
    }
}
