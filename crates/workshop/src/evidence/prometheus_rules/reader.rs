//! Expressions of rules, read with what other rules record put in its place.

use std::cell::RefCell;
use std::collections::BTreeMap;

use movie_guru_slo::{MatchOp, Matcher, Selector};
use promql_parser::label::{self, MatchOp as Op};
use promql_parser::parser::{self, AggregateExpr, BinaryExpr, Call, Expr, MatrixSelector, VectorSelector, token};

use super::labels::Labels;
use super::meaning::{Clause, Condition, Count, Meaning, Number, Ratio, Side, Why};
use super::rule::{Kind, Rule};
use crate::evidence::share::Tally;

/// The longest expression that is read. Those of four windows, written out, have two thousand bytes.
const LONGEST: usize = 16 << 10;
/// Signs and words that may each be a level of recursion.
const MOST_LEVELS: usize = 1500;
/// A recording of a recording of a recording.
const DEEPEST: usize = 12;

/// Reads the rules of one Prometheus.
pub(super) struct Reader<'r> {
    rules: &'r [Rule],
    /// Recordings by name.
    recorded: BTreeMap<&'r str, Vec<usize>>,
    /// What recordings mean, once asked.
    known: RefCell<BTreeMap<usize, Result<Meaning, Why>>>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(rules: &'r [Rule]) -> Self {
        let mut recorded = BTreeMap::<&str, Vec<usize>>::new();
        for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.kind == Kind::Recording) {
            recorded.entry(&rule.name).or_default().push(index);
        }
        Self { rules, recorded, known: RefCell::default() }
    }

    /// What a rule means, with the labels that it sets.
    pub(super) fn rule(&self, index: usize) -> Result<Meaning, Why> {
        self.at_depth(index, 0)
    }

    fn at_depth(&self, index: usize, depth: usize) -> Result<Meaning, Why> {
        if let Some(known) = self.known.borrow().get(&index) {
            return known.clone();
        }
        let Some(rule) = self.rules.get(index) else { return Err("it is not there".to_owned()) };
        // One that reads itself, over however many others, ends here.
        let itself = Err(format!("it reads `{}`, which reads itself", rule.name));
        self.known.borrow_mut().insert(index, itself);
        let found = match rule.error() {
            Some(error) => Err(format!("Prometheus cannot evaluate it: {error}")),
            None => self.text(&rule.query, depth).map(|meaning| labelled(meaning, rule)),
        };
        self.known.borrow_mut().insert(index, found.clone());
        found
    }

    fn text(&self, query: &str, depth: usize) -> Result<Meaning, Why> {
        let levels = query.chars().filter(|c| "([{+-*/%^=!<>".contains(*c)).count()
            + query.split_whitespace().filter(|word| matches!(*word, "and" | "or" | "unless")).count();
        if query.len() > LONGEST || levels > MOST_LEVELS {
            return Err("it is far longer than an alert of an SLO has to be".to_owned());
        }
        let expr = parser::parse(query).map_err(|error| format!("it is not PromQL as it is read here: {error}"))?;
        self.read(&expr, depth)
    }

    fn read(&self, expr: &Expr, depth: usize) -> Result<Meaning, Why> {
        match expr {
            Expr::NumberLiteral(number) => Ok(Meaning::Number(Number::scalar(number.val))),
            Expr::Paren(paren) => self.read(&paren.expr, depth),
            Expr::Unary(unary) => match self.read(&unary.expr, depth)? {
                Meaning::Number(number) => {
                    Ok(Meaning::Number(Number { value: -number.value, budget: None, labels: number.labels }))
                }
                Meaning::Ratio(ratio) => Ok(Meaning::Ratio(ratio.scaled(-1.0))),
                Meaning::Count(count) => Ok(Meaning::Count(Count { tally: count.tally.times(-1.0), ..count })),
                Meaning::Condition(_) => Err("it turns a condition into a number".to_owned()),
            },
            Expr::Call(call) => self.call(call, depth),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, depth),
            Expr::Binary(binary) => self.binary(binary, depth),
            Expr::VectorSelector(selector) => self.recording(selector, depth),
            Expr::Subquery(_) => Err("it asks a query of a query, `[…:…]`".to_owned()),
            Expr::MatrixSelector(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {
                Err(format!("`{expr}` is neither a count nor a share"))
            }
        }
    }

    fn call(&self, call: &Call, depth: usize) -> Result<Meaning, Why> {
        let argument = call.args.args.first().map(AsRef::as_ref);
        match (call.func.name, argument) {
            ("rate" | "increase", Some(Expr::MatrixSelector(matrix))) => {
                counter(matrix, call.func.name == "rate").map(Meaning::Count)
            }
            (name @ ("vector" | "scalar"), Some(argument)) => match self.read(argument, depth)? {
                Meaning::Number(number) => {
                    Ok(Meaning::Number(Number { labels: (name == "vector").then(Labels::default), ..number }))
                }
                _ => Err(format!("`{name}()` is of no number that is known beforehand")),
            },
            ("histogram_quantile", _) => {
                Err("it looks at a percentile, and an SLO counts requests: which share is below the bound?".to_owned())
            }
            ("irate" | "delta" | "idelta" | "deriv", _) => {
                Err(format!("`{}()` does not count what came in a window; `rate()` does", call.func.name))
            }
            (name, _) => Err(format!("it uses `{name}()`, which is not read here")),
        }
    }

    fn aggregate(&self, aggregate: &AggregateExpr, depth: usize) -> Result<Meaning, Why> {
        let name = aggregate.op.to_string();
        let modifier = aggregate.modifier.as_ref();
        let inner = self.read(&aggregate.expr, depth)?;
        match (name.as_str(), inner) {
            ("sum", Meaning::Count(count)) => {
                let labels = count.labels.aggregated(modifier);
                Ok(Meaning::Count(Count { labels, is_summed: true, ..count }))
            }
            // Of one series each of them is the series.
            ("sum" | "max" | "min" | "avg", Meaning::Ratio(ratio)) if !ratio.labels.is_split() => {
                Ok(Meaning::Ratio(Ratio { labels: ratio.labels.aggregated(modifier), ..ratio }))
            }
            ("sum" | "max" | "min" | "avg", Meaning::Number(number)) => {
                let labels = number.labels.map(|labels| labels.aggregated(modifier));
                Ok(Meaning::Number(Number { labels, ..number }))
            }
            ("sum" | "max" | "min" | "avg" | "group", Meaning::Condition(condition)) => {
                let labels = condition.labels.aggregated(modifier);
                Ok(Meaning::Condition(Condition { labels, ..condition }))
            }
            (_, Meaning::Ratio(_)) => Err(format!("it takes the {name} of several shares, not the share of all")),
            (_, Meaning::Count(_)) => Err(format!("it takes the {name} of counts, where their sum counts requests")),
            _ => Err(format!("it uses `{name}`, which is not read here")),
        }
    }

    fn binary(&self, binary: &BinaryExpr, depth: usize) -> Result<Meaning, Why> {
        let modifier = binary.modifier.as_ref();
        if modifier.is_some_and(|modifier| modifier.return_bool) {
            return Err("it has `bool`, so it always has a result and always fires".to_owned());
        }
        let (left, right) = (self.read(&binary.lhs, depth)?, self.read(&binary.rhs, depth)?);
        let operator = binary.op.id();
        if operator == token::T_LOR {
            return either(left, right);
        }
        let labels = match (labels_of(&left), labels_of(&right)) {
            (Some(one), Some(other)) => one.paired(other, modifier).ok_or_else(|| {
                format!("the two sides of `{}` have other labels, so nothing of it ever has a result", binary.op)
            })?,
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Labels::default(),
        };
        match operator {
            token::T_LAND => match (left, right) {
                (Meaning::Condition(one), Meaning::Condition(other)) => one.and(&other, labels).map(Meaning::Condition),
                _ => Err("one side of its `and` compares nothing".to_owned()),
            },
            token::T_ADD | token::T_SUB | token::T_MUL | token::T_DIV => computed(operator, left, right, labels),
            token::T_GTR | token::T_GTE => compared(Side::Above, left, right, labels),
            token::T_LSS | token::T_LTE => compared(Side::Below, left, right, labels),
            _ => Err(format!("it uses `{}`, which is not read here", binary.op)),
        }
    }

    /// What a rule records.
    fn recording(&self, selector: &VectorSelector, depth: usize) -> Result<Meaning, Why> {
        let name = selector.name.as_deref().unwrap_or_default();
        let Some(rules) = self.recorded.get(name) else {
            return Err(format!("it reads `{selector}` as it stands, which no rule records"));
        };
        if selector.offset.is_some() || selector.at.is_some() {
            return Err(format!("`{selector}` looks at another moment than now"));
        }
        if depth >= DEEPEST {
            return Err(format!("`{name}` is recorded from recordings, deeper than is read here"));
        }
        let mut found = Vec::new();
        let mut why = None;
        for index in rules {
            let rule = &self.rules[*index];
            // By the rule's own labels first: what is not meant need not be understood.
            if !selector.matchers.matchers.iter().all(|matcher| may_be(matcher, rule)) {
                continue;
            }
            match self.at_depth(*index, depth + 1) {
                Ok(meaning) => found.extend(narrowed(meaning, rule, &selector.matchers.matchers)),
                Err(reason) => why = Some(format!("`{name}`: {reason}")),
            }
        }
        match (found.len(), why) {
            (_, Some(why)) => Err(why),
            (0, None) => Err(format!("it reads `{selector}`, which no rule records with such labels")),
            (1, None) => found.pop().ok_or_else(String::new),
            (several, None) => {
                Err(format!("`{selector}` is recorded by {several} rules; say by a label which is meant"))
            }
        }
    }
}

/// Whether a matcher may hold for what a rule records, by the labels that the rule sets.
fn may_be(matcher: &label::Matcher, rule: &Rule) -> bool {
    matcher.name == "__name__" || rule.labels.get(&matcher.name).is_none_or(|value| matcher.is_match(value))
}

/// A recording under conditions on labels that its expression leaves; none where it has no such label.
fn narrowed(meaning: Meaning, rule: &Rule, matchers: &[label::Matcher]) -> Option<Meaning> {
    let mut meaning = meaning;
    for matcher in matchers.iter().filter(|matcher| matcher.name != "__name__") {
        if rule.labels.contains_key(&matcher.name) {
            continue;
        }
        let labels = labels_of(&meaning).cloned().unwrap_or_default();
        match labels.known.get(&matcher.name) {
            Some(Some(value)) if matcher.is_match(value) => continue,
            Some(Some(_)) => return None,
            None if !labels.open => {
                // An empty label is one that is not there.
                if matcher.is_match("") {
                    continue;
                }
                return None;
            }
            Some(None) | None => {}
        }
        let own = own(matcher);
        let mut labels = labels;
        let value = (own.op == MatchOp::Equal).then(|| own.value.clone());
        labels.known.insert(matcher.name.clone(), value);
        meaning = match meaning {
            Meaning::Count(count) => Meaning::Count(Count { tally: count.tally.narrowed(&own), labels, ..count }),
            Meaning::Ratio(ratio) => Meaning::Ratio(Ratio {
                part: ratio.part.narrowed(&own),
                all: ratio.all.narrowed(&own),
                labels,
                ..ratio
            }),
            other => other,
        };
    }
    Some(meaning)
}

fn labelled(meaning: Meaning, rule: &Rule) -> Meaning {
    match meaning {
        Meaning::Number(number) => {
            let is_budget = rule.name.contains("error_budget") && !rule.name.contains("remaining");
            let budget = number.budget.or(is_budget.then_some(number.value));
            Meaning::Number(Number {
                budget,
                labels: Some(number.labels.unwrap_or_default().set(&rule.labels)),
                ..number
            })
        }
        Meaning::Count(count) => Meaning::Count(Count { labels: count.labels.set(&rule.labels), ..count }),
        Meaning::Ratio(ratio) => Meaning::Ratio(Ratio { labels: ratio.labels.set(&rule.labels), ..ratio }),
        Meaning::Condition(condition) => {
            Meaning::Condition(Condition { labels: condition.labels.set(&rule.labels), ..condition })
        }
    }
}

fn labels_of(meaning: &Meaning) -> Option<&Labels> {
    match meaning {
        Meaning::Number(number) => number.labels.as_ref(),
        Meaning::Count(count) => Some(&count.labels),
        Meaning::Ratio(ratio) => Some(&ratio.labels),
        Meaning::Condition(condition) => Some(&condition.labels),
    }
}

fn counter(matrix: &MatrixSelector, per_second: bool) -> Result<Count, Why> {
    let selector = &matrix.vs;
    if selector.offset.is_some() || selector.at.is_some() {
        return Err(format!("`{selector}` looks at another moment than now"));
    }
    let Some(metric) = selector.name.clone() else { return Err(format!("`{selector}` names no metric")) };
    if !selector.matchers.or_matchers.is_empty() {
        return Err(format!("`{selector}` has `or` between labels"));
    }
    let matchers = selector.matchers.matchers.iter().filter(|matcher| matcher.name != "__name__");
    let matchers: Vec<_> = matchers.map(own).collect();
    let known = matchers
        .iter()
        .filter(|matcher| matcher.op == MatchOp::Equal)
        .map(|matcher| (matcher.label.clone(), Some(matcher.value.clone())))
        .collect();
    let tally = Tally::of(Selector { metric, matchers });
    Ok(Count { tally, window: matrix.range, per_second, labels: Labels { known, open: true }, is_summed: false })
}

/// A matcher as this project has it.
fn own(matcher: &label::Matcher) -> Matcher {
    let op = match matcher.op {
        Op::Equal => MatchOp::Equal,
        Op::NotEqual => MatchOp::NotEqual,
        Op::Re(_) => MatchOp::Matches,
        Op::NotRe(_) => MatchOp::NotMatches,
    };
    Matcher { label: matcher.name.clone(), op, value: matcher.value.clone() }
}

/// `or`: of conditions any; of a count or a share what stands in for none.
fn either(left: Meaning, right: Meaning) -> Result<Meaning, Why> {
    match (left, right) {
        (Meaning::Condition(one), Meaning::Condition(other)) => Ok(Meaning::Condition(one.or(&other))),
        (Meaning::Count(one), Meaning::Count(other)) if other.tally.is_nothing() => Ok(Meaning::Count(one)),
        (Meaning::Count(one), Meaning::Number(number)) if number.value == 0.0 => Ok(Meaning::Count(one)),
        (Meaning::Ratio(one), Meaning::Number(_)) => Ok(Meaning::Ratio(one)),
        _ => Err("its `or` joins what is not alike".to_owned()),
    }
}

fn computed(operator: u16, left: Meaning, right: Meaning, labels: Labels) -> Result<Meaning, Why> {
    let is = |other: u16| operator == other;
    Ok(match (left, right) {
        (Meaning::Number(one), Meaning::Number(other)) => {
            let (value, budget) = match operator {
                token::T_ADD => one.plus(&other),
                token::T_SUB => one.minus(&other),
                token::T_MUL => one.times(&other),
                _ => one.over(&other),
            };
            let labels = (one.labels.is_some() || other.labels.is_some()).then_some(labels);
            Meaning::Number(Number { value, budget, labels })
        }
        (Meaning::Count(one), Meaning::Count(other)) if is(token::T_ADD) => {
            Meaning::Count(one.with(1.0, &other, labels)?)
        }
        (Meaning::Count(one), Meaning::Count(other)) if is(token::T_SUB) => {
            Meaning::Count(one.with(-1.0, &other, labels)?)
        }
        (Meaning::Count(one), Meaning::Count(other)) if is(token::T_DIV) => {
            if one.is_summed != other.is_summed {
                return Err("one side of its division is a sum, and the other is not".to_owned());
            }
            Meaning::Ratio(one.of(&other, labels)?)
        }
        (Meaning::Count(count), Meaning::Number(number)) if is(token::T_MUL) => {
            Meaning::Count(Count { tally: count.tally.times(number.value), labels, ..count })
        }
        (Meaning::Number(number), Meaning::Count(count)) if is(token::T_MUL) => {
            Meaning::Count(Count { tally: count.tally.times(number.value), labels, ..count })
        }
        (Meaning::Ratio(ratio), Meaning::Number(number)) => {
            let ratio = Ratio { labels, ..ratio };
            Meaning::Ratio(match operator {
                token::T_ADD => ratio.shifted(number.value),
                token::T_SUB => ratio.shifted(-number.value),
                token::T_MUL => ratio.scaled(number.value),
                _ => ratio.over(&number)?,
            })
        }
        (Meaning::Number(number), Meaning::Ratio(ratio)) if !is(token::T_DIV) => {
            let ratio = Ratio { labels, ..ratio };
            Meaning::Ratio(match operator {
                token::T_ADD => ratio.shifted(number.value),
                token::T_SUB => ratio.scaled(-1.0).shifted(number.value),
                _ => ratio.scaled(number.value),
            })
        }
        _ => return Err("it computes with what is neither a count nor a share of one".to_owned()),
    })
}

fn compared(side: Side, left: Meaning, right: Meaning, labels: Labels) -> Result<Meaning, Why> {
    let turned = if side == Side::Above { Side::Below } else { Side::Above };
    let clause: Clause = match (left, right) {
        (Meaning::Ratio(ratio), Meaning::Number(number)) => ratio.compared(side, &number)?,
        (Meaning::Number(number), Meaning::Ratio(ratio)) => ratio.compared(turned, &number)?,
        (Meaning::Count(count), Meaning::Number(number)) if side == Side::Above => count.at_least(number.value),
        (Meaning::Number(number), Meaning::Count(count)) if turned == Side::Above => count.at_least(number.value),
        _ => return Err("it compares neither a share nor a count with a number".to_owned()),
    };
    Ok(Meaning::Condition(Condition::of(clause, labels)))
}
