//! What is put back into a query once it is parsed.

use promql_parser::label::MatchOp;
use promql_parser::parser::{Expr, VectorSelector};

use super::Spelled;
use crate::re2::Pattern;

impl Spelled {
    /// Puts back what the library must not see.
    ///
    /// # Errors
    /// Where a pattern is none, or a selector selects everything.
    pub(crate) fn restore(&self, expr: &mut Expr) -> Result<(), String> {
        match expr {
            Expr::Aggregate(aggregate) => {
                aggregate.param.as_deref_mut().map_or(Ok(()), |parameter| self.restore(parameter))?;
                self.restore(&mut aggregate.expr)
            }
            Expr::Unary(unary) => self.restore(&mut unary.expr),
            Expr::Binary(binary) => {
                self.restore(&mut binary.lhs)?;
                self.restore(&mut binary.rhs)
            }
            Expr::Paren(inner) => self.restore(&mut inner.expr),
            Expr::Subquery(subquery) => self.restore(&mut subquery.expr),
            Expr::Call(call) => call.args.args.iter_mut().try_for_each(|argument| self.restore(argument)),
            Expr::VectorSelector(selector) => self.selector(selector),
            Expr::MatrixSelector(selector) => self.selector(&mut selector.vs),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => Ok(()),
        }
    }

    fn selector(&self, selector: &mut VectorSelector) -> Result<(), String> {
        if let Some(name) = &mut selector.name
            && let Some((_, kept)) = self.names.iter().find(|(stand_in, _)| stand_in == name)
        {
            name.clone_from(kept);
        }
        let matchers = &mut selector.matchers;
        for matcher in matchers.matchers.iter_mut().chain(matchers.or_matchers.iter_mut().flatten()) {
            let place = matches!(matcher.op, MatchOp::Re(_)).then(|| matcher.value.parse::<usize>().ok()).flatten();
            let Some((pattern, negated)) = place.and_then(|place| self.patterns.get(place)) else { continue };
            let regex = Pattern::of_matcher(pattern)?;
            matcher.op = if *negated { MatchOp::NotRe(regex) } else { MatchOp::Re(regex) };
            matcher.value.clone_from(pattern);
        }
        match selector.name.is_none() && matchers.is_empty_matchers() {
            true => Err("vector selector must contain at least one non-empty matcher".to_owned()),
            false => Ok(()),
        }
    }
}
