//! Alerts that are queries: read once, with what they ask for of recordings.

use std::collections::BTreeSet;
use std::time::Duration;

use promql_parser::parser::value::ValueType;
use promql_parser::parser::{BinaryExpr, Expr, VectorSelector};

use super::meaning::{Clause, Meaning};
use super::reader::Reader;
use super::{burn, syntax};
use crate::finding::{Finding, Mistake};
use crate::plain;
use crate::subject::Subject;

/// From one scrape to the next, on the calendar: that of the timelines.
const SCRAPE: Duration = Duration::from_secs(30);
/// Off by less is the same share.
const NOTHING: f64 = 1e-9;

/// What is wrong with an alert that is a query.
pub(super) fn of_query(reader: &Reader<'_>, name: &str, query: &str, after: Duration) -> Vec<Finding> {
    let expr = match promql::parse(query) {
        Ok(expr) => expr,
        Err(problem) => return vec![unreadable(name, query, "", &problem)],
    };
    if let kind @ (ValueType::Matrix | ValueType::String) = expr.value_type() {
        let what = if kind == ValueType::String { "a text" } else { "all samples of a range" };
        return vec![Finding::of(
            Mistake::CannotBeEvaluated,
            name,
            format!("`{name}` cannot be evaluated: its query has {what} for an answer."),
            "Compare a number with a bound: `… > 0.01`.".to_owned(),
        )];
    }
    let mut walk = Walk { reader, alert: name, seen: BTreeSet::new(), findings: Vec::new() };
    walk.expr(&expr, "");
    let mut findings = walk.findings;
    findings.extend(of_meaning(reader, name, &reader.meaning(&expr), after));
    findings
}

fn unreadable(alert: &str, query: &str, by: &str, problem: &str) -> Finding {
    let problem = problem.strip_prefix("parse error: ").unwrap_or(problem);
    let (place, meant) = match syntax::breaks(query) {
        Some(found) => (format!("{}: {}", found.place(query), found.says), found.next),
        None if problem.starts_with("expected type matrix") => {
            (in_their_words(problem), "Say over which time: `rate(…[5m])`.".to_owned())
        }
        None => (in_their_words(problem), "Ask it in Prometheus' own page first: it marks the place.".to_owned()),
    };
    Finding::of(Mistake::CannotBeEvaluated, alert, format!("`{alert}` cannot be evaluated{by}: {place}."), meant)
}

/// A problem with the types as Prometheus calls them.
fn in_their_words(problem: &str) -> String {
    problem.replace("type matrix", "type range vector").replace("got vector", "got instant vector")
}

/// Walks a query and the recordings that it asks for, each once.
struct Walk<'r, 'a> {
    reader: &'r Reader<'a>,
    alert: &'r str,
    seen: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Walk<'_, '_> {
    /// `by` says through which recording an expression is asked for, with a blank before it.
    fn expr(&mut self, expr: &Expr, by: &str) {
        match expr {
            Expr::Paren(inner) => self.expr(&inner.expr, by),
            Expr::Unary(inner) => self.expr(&inner.expr, by),
            Expr::Subquery(inner) => self.expr(&inner.expr, by),
            Expr::Aggregate(aggregate) => {
                aggregate.param.iter().for_each(|parameter| self.expr(parameter, by));
                self.expr(&aggregate.expr, by);
            }
            Expr::Binary(binary) => self.binary(binary, by),
            Expr::Call(call) => {
                for argument in &call.args.args {
                    self.range(call.func.name, argument, by);
                    self.expr(argument, by);
                }
            }
            Expr::VectorSelector(selector) => self.selector(selector, by),
            Expr::MatrixSelector(matrix) => self.selector(&matrix.vs, by),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {}
        }
    }

    fn binary(&mut self, binary: &BinaryExpr, by: &str) {
        self.expr(&binary.lhs, by);
        self.expr(&binary.rhs, by);
        self.findings.extend(self.reader.sides(self.alert, binary, by));
    }

    fn selector(&mut self, selector: &VectorSelector, by: &str) {
        self.findings.extend(self.reader.name(self.alert, selector, by));
        self.findings.extend(self.reader.matchers(self.alert, selector, by));
        for name in self.reader.meant(selector) {
            if !self.reader.is_recorded(&name) || !self.seen.insert(name.clone()) {
                continue;
            }
            let by = format!(", by way of `{name}`,");
            for (recording, expr) in self.reader.recorded(&name) {
                match expr {
                    Ok(expr) => self.expr(expr, &by),
                    Err(problem) => self.findings.push(unreadable(self.alert, &recording.query, &by, problem)),
                }
            }
        }
    }

    /// A rate needs two samples.
    fn range(&mut self, function: &str, argument: &Expr, by: &str) {
        if !["rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear"].contains(&function) {
            return;
        }
        let pace = self.reader.subject.pace.max(1.0);
        let scrape = SCRAPE.div_f64(pace);
        let (range, every) = match argument {
            Expr::MatrixSelector(matrix) => (matrix.range, scrape),
            Expr::Subquery(subquery) => (subquery.range, subquery.step.unwrap_or(scrape).max(scrape)),
            _ => return,
        };
        if range >= every * 2 {
            return;
        }
        let alert = self.alert;
        let (range, least) = (plain::duration(range), movie_guru_slo::promql::duration(every * 4));
        self.findings.push(Finding::of(
            Mistake::RangeTooShort,
            alert,
            format!(
                "`{alert}` takes{by} `{function}` over {range}, in which there are not always two samples {} apart: it has no \
                 value then.",
                plain::duration(every)
            ),
            format!("Take at least four scrapes: `[{least}]`."),
        ));
    }
}

/// What is wrong with what a query compares.
fn of_meaning(reader: &Reader<'_>, name: &str, meaning: &Meaning, after: Duration) -> Vec<Finding> {
    let any = match meaning {
        Meaning::Condition { any, .. } => any,
        Meaning::Count(_) => {
            return vec![Finding::of(
                Mistake::RawCount,
                name,
                format!("`{name}` compares nothing: it fires as long as there is a number of requests, whichever."),
                "Divide the bad ones by all, and compare that with a share.".to_owned(),
            )];
        }
        _ => return Vec::new(),
    };
    let of_branch = |all: &Vec<Clause>| of_branch(reader.subject, name, all, after);
    let mut findings: Vec<Finding> = Vec::new();
    for finding in any.iter().flat_map(of_branch) {
        // One of a kind: two pairs of windows in one alert have one mistake.
        if !findings.iter().any(|known| known.kind == finding.kind) {
            findings.push(finding);
        }
    }
    findings
}

/// What is wrong with comparisons that must all hold.
fn of_branch(subject: &Subject, name: &str, all: &[Clause], after: Duration) -> Vec<Finding> {
    let mut findings = Vec::new();
    let shares = || all.iter().filter_map(|clause| if let Clause::Share(share) = clause { Some(share) } else { None });
    if let Some(clause) = shares().find(|clause| !clause.can_hold) {
        let (asked, end) = (plain::number(clause.bound), plain::number(clause.end));
        let (more, never) = if clause.is_above { ("more", "above") } else { ("less", "below") };
        findings.push(Finding::of(
            Mistake::FactorOutOfReach,
            name,
            format!(
                "`{name}` can never fire: it asks for {more} than {asked}, and what it compares is never {never} {end}, even \
                 when every request fails."
            ),
            reachable(subject, clause.bound, clause.end),
        ));
        return findings;
    }
    let counts = || all.iter().filter_map(|clause| if let Clause::Count(least) = clause { Some(*least) } else { None });
    if all.iter().all(|clause| matches!(clause, Clause::Count(_))) && !all.is_empty() {
        findings.push(Finding::of(
            Mistake::RawCount,
            name,
            format!(
                "`{name}` compares a number of requests: the same trouble is over it by day, and under it at night."
            ),
            "Divide the bad ones by all, and compare that with a share.".to_owned(),
        ));
    }
    let least = counts().flatten().reduce(f64::max);
    if let Some(share) = shares().map(|clause| clause.errors).reduce(f64::max) {
        let one_of = least.map_or(f64::INFINITY, |least| 1.0 / least.max(1.0));
        if share < NOTHING || (least.is_some() && one_of > share + NOTHING) {
            let suitable = plain::number((1.0 / share.max(subject.target.budget()) - NOTHING).ceil().max(10.0));
            let few = least.map_or_else(String::new, |least| format!(" of {}", plain::number(least.max(1.0))));
            findings.push(Finding::of(
                Mistake::PagesForOneFailure,
                name,
                format!("`{name}` calls for a single failure{few}."),
                format!(
                    "Ask for at least {suitable} requests in its window as well: `and sum(increase(…)) >= {suitable}`."
                ),
            ));
        }
    }
    let longest = shares().filter(|clause| clause.errors > NOTHING).max_by_key(|clause| clause.window);
    if let Some(clause) = longest {
        let pace = subject.pace.max(1.0);
        if clause.window.is_zero() {
            findings.push(Finding::of(
                Mistake::WrongWindow,
                name,
                format!(
                    "`{name}` divides counters as they stand: all since the app began, not a window that goes along."
                ),
                "Take `rate(…[1h])` of both.".to_owned(),
            ));
        } else {
            let factor = clause.errors / subject.target.budget();
            let threshold = burn::Threshold { factor, long: clause.window.mul_f64(pace), after: after.mul_f64(pace) };
            findings.extend(burn::wrong_window(name, threshold, subject.target, subject.window));
        }
    }
    findings
}

/// A factor that can be reached, or a share.
fn reachable(subject: &Subject, bound: f64, end: f64) -> String {
    let (budget, target) = (plain::number(subject.target.budget()), plain::share(subject.target.share()));
    let highest = subject.target.highest_burn_rate();
    let factor = plain::number(subject.target.proposed_factor());
    if (end - highest).abs() < highest * 0.01 {
        return format!(
            "With a target of {target} take a factor below {}x; {factor}x makes sense.",
            plain::number(highest)
        );
    }
    let share = plain::number(subject.target.proposed_factor() * subject.target.budget());
    match bound > end {
        true => format!("The budget of {target} is {budget}, so {factor}x of it is {share}: compare with that."),
        false => "Compare with what can be.".to_owned(),
    }
}
