//! Labels that no series has.

use std::collections::BTreeSet;

use movie_guru_slo::nearest;
use promql_parser::label::Matcher;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Expr, LabelModifier, VectorMatchCardinality, VectorSelector, token,
};
use series::METRIC_NAME;

use super::known::{self, BOUND, Says};
use super::reader::Reader;
use crate::finding::{Finding, Mistake};
use crate::plain;

/// More values than these are not read.
const MOST_VALUES: usize = 6;

/// The labels that the series of an expression may have; none where nothing is known of them.
type Labels = Option<BTreeSet<String>>;

impl Reader<'_> {
    /// What is wrong with the labels that a selector asks for.
    pub(super) fn matchers(&self, alert: &str, selector: &VectorSelector, by: &str) -> Option<Finding> {
        let names = self.meant(selector);
        let [name] = names.iter().collect::<Vec<_>>()[..] else { return None };
        let mut matchers = selector.matchers.matchers.iter().filter(|matcher| matcher.name != METRIC_NAME);
        matchers.find_map(|matcher| {
            let (labels, says) = if self.is_recorded(name) {
                self.of_recording(name, &matcher.name)
            } else {
                (known::labels(name).map(|labels| labels.into_iter().collect()), known::says(name, &matcher.name))
            };
            mismatch(name, matcher, &says, labels).map(|(says, next)| {
                Finding::of(Mistake::LabelsMatchNothing, alert, format!("`{alert}` asks{by} for {says}"), next)
            })
        })
    }

    /// The labels of what is recorded under a name, and what one of them can say.
    fn of_recording(&self, name: &str, label: &str) -> (Labels, Says) {
        let mut all = Some(BTreeSet::new());
        let mut values = Some(Vec::new());
        for (recording, expr) in self.recorded(name) {
            let own = expr.as_ref().ok().and_then(|expr| self.labels(expr, 0));
            let value = recording.labels.get(label).cloned();
            // One that has no such label has it empty.
            let value = value.or_else(|| own.as_ref().filter(|own| !own.contains(label)).map(|_| String::new()));
            values = values.zip(value).map(|(mut values, value)| {
                values.push(value);
                values
            });
            all = all.zip(own).map(|(mut all, own)| {
                all.extend(own.into_iter().chain(recording.labels.keys().cloned()));
                all
            });
        }
        let says = match values {
            Some(values) if values.iter().all(String::is_empty) => Says::Nothing,
            Some(values) => Says::These(values),
            None => Says::Anything,
        };
        (all, says)
    }

    /// The labels that an expression may leave, the name not among them.
    fn labels(&self, expr: &Expr, depth: usize) -> Labels {
        match expr {
            Expr::Paren(inner) => self.labels(&inner.expr, depth),
            Expr::Unary(inner) => self.labels(&inner.expr, depth),
            Expr::Subquery(inner) => self.labels(&inner.expr, depth),
            Expr::MatrixSelector(matrix) => self.of_selector(&matrix.vs, depth),
            Expr::VectorSelector(selector) => self.of_selector(selector, depth),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => Some(BTreeSet::new()),
            Expr::Aggregate(aggregate) => self.of_aggregate(aggregate, depth),
            Expr::Binary(binary) => self.of_binary(binary, depth),
            Expr::Call(call) => match (call.func.name, call.args.args.as_slice()) {
                ("vector" | "scalar" | "time", _) => Some(BTreeSet::new()),
                ("label_replace" | "label_join" | "absent" | "absent_over_time", _) => None,
                ("histogram_quantile", [_, buckets]) => self.labels(buckets, depth).map(|mut labels| {
                    labels.remove(BOUND);
                    labels
                }),
                (_, arguments) => {
                    let labels = arguments.iter().map(|argument| self.labels(argument, depth));
                    labels.reduce(|one, other| one.zip(other).map(|(one, other)| &one | &other)).flatten()
                }
            },
            Expr::Extension(_) => None,
        }
    }

    fn of_aggregate(&self, aggregate: &AggregateExpr, depth: usize) -> Labels {
        let inner = self.labels(&aggregate.expr, depth);
        // These leave series as they are.
        if ["topk", "bottomk"].contains(&aggregate.op.to_string().as_str()) {
            return inner;
        }
        match &aggregate.modifier {
            None => Some(BTreeSet::new()),
            Some(LabelModifier::Include(kept)) => {
                let kept: BTreeSet<_> = kept.labels.iter().cloned().collect();
                Some(inner.map_or(kept.clone(), |inner| &inner & &kept))
            }
            Some(LabelModifier::Exclude(dropped)) => {
                let dropped: BTreeSet<_> = dropped.labels.iter().cloned().collect();
                inner.map(|inner| &inner - &dropped)
            }
        }
    }

    fn of_binary(&self, binary: &BinaryExpr, depth: usize) -> Labels {
        let (left, right) = (self.labels(&binary.lhs, depth)?, self.labels(&binary.rhs, depth)?);
        Some(&left | &right)
    }

    fn of_selector(&self, selector: &VectorSelector, depth: usize) -> Labels {
        let name = selector.name.as_deref()?;
        if !self.is_recorded(name) {
            return known::labels(name).map(|labels| labels.into_iter().collect());
        }
        if depth >= Self::DEEPEST {
            return None;
        }
        let mut all = BTreeSet::new();
        for (recording, expr) in self.recorded(name) {
            all.extend(self.labels(expr.as_ref().ok()?, depth + 1)?);
            all.extend(recording.labels.keys().cloned());
        }
        Some(all)
    }

    /// Two sides of an operator whose labels never agree: sums by other labels.
    pub(super) fn sides(&self, alert: &str, binary: &BinaryExpr, by: &str) -> Option<Finding> {
        let usual = [VectorMatchCardinality::OneToOne, VectorMatchCardinality::ManyToMany];
        let is_of_all_labels = binary
            .modifier
            .as_ref()
            .is_none_or(|modifier| modifier.matching.is_none() && usual.contains(&modifier.card));
        if !is_of_all_labels || [token::T_LOR, token::T_LUNLESS].contains(&binary.op.id()) {
            return None;
        }
        let (left, right) = (self.exact(&binary.lhs)?, self.exact(&binary.rhs)?);
        if left == right {
            return None;
        }
        let said = |labels: &BTreeSet<String>| match labels.is_empty() {
            true => "no label".to_owned(),
            false => plain::list(&labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>(), MOST_VALUES),
        };
        let common: Vec<_> = left.intersection(&right).cloned().collect();
        Some(Finding::of(
            Mistake::LabelsMatchNothing,
            alert,
            format!(
                "`{alert}` has{by} {} to the left of `{}` and {} to the right, so no series of one side has a partner on \
                 the other.",
                said(&left),
                binary.op,
                said(&right)
            ),
            format!(
                "Sum both sides by the same labels, or say `on ({})` behind the `{}`.",
                common.join(", "),
                binary.op
            ),
        ))
    }

    /// The labels that an aggregation leaves, where each of them is there.
    fn exact(&self, expr: &Expr) -> Option<BTreeSet<String>> {
        match expr {
            Expr::Paren(inner) => self.exact(&inner.expr),
            Expr::Aggregate(aggregate) if !matches!(aggregate.modifier, Some(LabelModifier::Exclude(_))) => {
                if ["topk", "bottomk"].contains(&aggregate.op.to_string().as_str()) {
                    return None;
                }
                // Of a recording it is not known which labels each of its series has.
                let inner = self.labels(&aggregate.expr, 0)?;
                let kept =
                    aggregate.modifier.as_ref().map(|modifier| modifier.labels().labels.iter().cloned().collect());
                Some(kept.map_or_else(BTreeSet::new, |kept: BTreeSet<String>| &kept & &inner))
            }
            _ => None,
        }
    }
}

/// Why a condition on a label never holds, and what to do.
fn mismatch(series: &str, matcher: &Matcher, says: &Says, labels: Labels) -> Option<(String, String)> {
    let name = &matcher.name;
    let asked = format!("`{series}` with `{name}{}\"{}\"`", matcher.op, matcher.value);
    match says {
        Says::Anything => None,
        Says::Nothing if matcher.is_match("") => None,
        Says::Nothing => {
            let labels: Vec<String> = labels.unwrap_or_default().into_iter().collect();
            let near = nearest(name, labels.iter().map(String::as_str)).map(|near| format!("Did you mean `{near}`? "));
            let listed: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
            let has = match listed.is_empty() {
                true => "It has no label at all.".to_owned(),
                false => format!("It has {}.", plain::list(&listed, MOST_VALUES)),
            };
            let says = format!("{asked}, and that has no label `{name}`, so nothing ever comes of it.");
            Some((says, format!("{}{has}", near.unwrap_or_default())))
        }
        Says::These(values) if values.iter().any(|value| matcher.is_match(value)) => None,
        Says::These(values) => {
            let near = nearest(&matcher.value, values.iter().map(String::as_str));
            let near = near.map(|near| format!("Did you mean `{near}`? ")).unwrap_or_default();
            let values: Vec<_> = match (name.as_str(), matcher.value.parse::<f64>()) {
                // The bounds next to the one that is asked for.
                (BOUND, Ok(asked)) => beside(values, asked),
                _ => values.iter().map(|value| format!("`{value}`")).collect(),
            };
            let says = format!("{asked}, which no series has, so nothing ever comes of it.");
            Some((
                says,
                format!("{near}`{name}` of it is {}.", plain::list(&values, MOST_VALUES).replace(" and ", " or ")),
            ))
        }
    }
}

/// The greatest bound below a number and the least above it.
fn beside(bounds: &[String], asked: f64) -> Vec<String> {
    let numbers = || bounds.iter().filter_map(|bound| bound.parse::<f64>().ok()).filter(|bound| bound.is_finite());
    let below = numbers().filter(|bound| *bound < asked).reduce(f64::max);
    let above = numbers().filter(|bound| *bound > asked).reduce(f64::min);
    let mut beside: Vec<_> = below.into_iter().chain(above).map(|bound| format!("`{bound}`")).collect();
    beside.dedup();
    beside
}
