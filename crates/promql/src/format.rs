//! A query written out as Prometheus 2.42 writes it: on one line where that is short enough, otherwise each part on lines of
//! its own. The parser's own form is that of a later Prometheus, with other numbers, escapes and indents.

use std::convert::Infallible;
use std::time::{Duration, SystemTime};

use promql_parser::parser::{AggregateExpr, AtModifier, BinaryExpr, Expr, LabelModifier, Offset, SubqueryExpr};
use promql_parser::parser::{VectorMatchCardinality, VectorSelector};
use promql_parser::util::{ExprVisitor, display_duration, walk_expr};
use series::METRIC_NAME;

use crate::query;

/// What is longer than so many bytes goes over several lines.
const LONGEST_LINE: usize = 100;

/// A query, written out.
///
/// # Errors
/// What is wrong with it.
pub fn formatted(text: &str) -> Result<String, String> {
    query::parse(text).map(|expr| pretty(&expr, 0))
}

/// Whether a query reads any series.
///
/// # Errors
/// What is wrong with it.
pub fn reads_series(text: &str) -> Result<bool, String> {
    struct Selectors(bool);
    impl ExprVisitor for Selectors {
        type Error = Infallible;
        fn pre_visit(&mut self, expr: &Expr) -> Result<bool, Infallible> {
            self.0 |= matches!(expr, Expr::VectorSelector(_) | Expr::MatrixSelector(_));
            Ok(true)
        }
    }
    let expr = query::parse(text)?;
    let mut found = Selectors(false);
    let Ok(_) = walk_expr(&mut found, &expr);
    Ok(found.0)
}

fn indent(level: usize) -> String {
    "  ".repeat(level)
}

fn pretty(expr: &Expr, level: usize) -> String {
    let flat = flat(expr);
    let (before, inner) = (indent(level), level + 1);
    let is_long = flat.len() > LONGEST_LINE;
    match expr {
        // As in Prometheus, an operator's sign comes first and its operand stays where it is.
        Expr::Unary(unary) => format!("{before}-{}", pretty(&unary.expr, level).trim()),
        Expr::Subquery(_) if !is_long => flat,
        Expr::Subquery(sub) => format!("{}{}", pretty(&sub.expr, level), subquery_suffix(sub)),
        Expr::Aggregate(aggregate) if is_long => {
            let parameter = aggregate.param.iter().map(|param| format!("{},\n", pretty(param, inner)));
            let parameter: String = parameter.collect();
            let head = aggregation(aggregate);
            format!("{before}{head}(\n{parameter}{}\n{before})", pretty(&aggregate.expr, inner))
        }
        Expr::Binary(binary) if is_long => {
            let (left, right) = (pretty(&binary.lhs, inner), pretty(&binary.rhs, inner));
            format!("{left}\n{before}{}\n{right}", operator(binary))
        }
        Expr::Paren(paren) if is_long => format!("{before}(\n{}\n{before})", pretty(&paren.expr, inner)),
        Expr::Call(call) if is_long => {
            let arguments: Vec<_> = call.args.args.iter().map(|argument| pretty(argument, inner)).collect();
            format!("{before}{}(\n{}\n{before})", call.func.name, arguments.join(",\n"))
        }
        _ => format!("{before}{flat}"),
    }
}

/// On one line.
fn flat(expr: &Expr) -> String {
    match expr {
        Expr::Aggregate(aggregate) => {
            let parameter: String = aggregate.param.iter().map(|param| format!("{}, ", flat(param))).collect();
            format!("{}({parameter}{})", aggregation(aggregate), flat(&aggregate.expr))
        }
        Expr::Unary(unary) => format!("-{}", flat(&unary.expr)),
        Expr::Binary(binary) => format!("{} {} {}", flat(&binary.lhs), operator(binary), flat(&binary.rhs)),
        Expr::Paren(paren) => format!("({})", flat(&paren.expr)),
        Expr::Subquery(sub) => format!("{}{}", flat(&sub.expr), subquery_suffix(sub)),
        Expr::NumberLiteral(number) => self::number(number.val),
        Expr::StringLiteral(text) => quoted(&text.val),
        Expr::VectorSelector(selector) => {
            format!("{}{}", series(selector), when(selector.at.as_ref(), selector.offset.as_ref()))
        }
        Expr::MatrixSelector(matrix) => {
            let (at, offset) = (matrix.vs.at.as_ref(), matrix.vs.offset.as_ref());
            format!("{}[{}]{}", series(&matrix.vs), display_duration(&matrix.range), when(at, offset))
        }
        Expr::Call(call) => {
            let arguments: Vec<_> = call.args.args.iter().map(|argument| flat(argument)).collect();
            format!("{}({})", call.func.name, arguments.join(", "))
        }
        Expr::Extension(extension) => format!("{extension:?}"),
    }
}

fn aggregation(aggregate: &AggregateExpr) -> String {
    let operation = aggregate.op.to_string();
    match &aggregate.modifier {
        Some(LabelModifier::Exclude(labels)) => format!("{operation} without ({}) ", labels.labels.join(", ")),
        Some(LabelModifier::Include(labels)) if !labels.is_empty() => {
            format!("{operation} by ({}) ", labels.labels.join(", "))
        }
        _ => operation,
    }
}

/// An operator with what says how series are matched.
fn operator(binary: &BinaryExpr) -> String {
    let mut text = binary.op.to_string();
    let Some(modifier) = &binary.modifier else { return text };
    if modifier.return_bool {
        text.push_str(" bool");
    }
    match &modifier.matching {
        Some(LabelModifier::Include(labels)) => text.push_str(&format!(" on ({})", labels.labels.join(", "))),
        Some(LabelModifier::Exclude(labels)) if !labels.is_empty() => {
            text.push_str(&format!(" ignoring ({})", labels.labels.join(", ")));
        }
        _ => return text,
    }
    match &modifier.card {
        VectorMatchCardinality::ManyToOne(labels) => {
            text.push_str(&format!(" group_left ({})", labels.labels.join(", ")));
        }
        VectorMatchCardinality::OneToMany(labels) => {
            text.push_str(&format!(" group_right ({})", labels.labels.join(", ")));
        }
        VectorMatchCardinality::OneToOne | VectorMatchCardinality::ManyToMany => {}
    }
    text
}

fn series(selector: &VectorSelector) -> String {
    let name = selector.name.as_deref().unwrap_or_default();
    let matchers =
        selector.matchers.matchers.iter().filter(|matcher| matcher.name != METRIC_NAME || matcher.value != name);
    let mut matchers: Vec<_> =
        matchers.map(|matcher| format!("{}{}{}", matcher.name, matcher.op, quoted(&matcher.value))).collect();
    matchers.sort();
    if matchers.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", matchers.join(",")) }
}

fn subquery_suffix(sub: &SubqueryExpr) -> String {
    let step = sub.step.as_ref().map(display_duration).unwrap_or_default();
    format!("[{}:{step}]{}", display_duration(&sub.range), when(sub.at.as_ref(), sub.offset.as_ref()))
}

fn when(at: Option<&AtModifier>, offset: Option<&Offset>) -> String {
    let at = match at {
        None => String::new(),
        Some(AtModifier::Start) => " @ start()".to_owned(),
        Some(AtModifier::End) => " @ end()".to_owned(),
        Some(AtModifier::At(moment)) => {
            let before = |error: std::time::SystemTimeError| -error.duration().as_secs_f64();
            let seconds =
                moment.duration_since(SystemTime::UNIX_EPOCH).map_or_else(before, |since| since.as_secs_f64());
            format!(" @ {seconds:.3}")
        }
    };
    let offset = match offset {
        None | Some(Offset::Pos(Duration::ZERO) | Offset::Neg(Duration::ZERO)) => String::new(),
        Some(Offset::Pos(length)) => format!(" offset {}", display_duration(length)),
        Some(Offset::Neg(length)) => format!(" offset -{}", display_duration(length)),
    };
    format!("{at}{offset}")
}

/// As Go's `%v` writes numbers: with an exponent from a million on, and below 0.0001.
fn number(value: f64) -> String {
    let size = value.abs();
    let is_plain = size == 0.0 || (1e-4..1e6).contains(&size);
    if is_plain { series::number::plain(value) } else { series::number::with_exponent(value) }
}

/// As Go's `%q` writes texts.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            low if (low as u32) < 0x20 || low == '\u{7f}' => quoted.push_str(&format!("\\x{:02x}", low as u32)),
            other if other != '\'' && other.escape_debug().len() > 1 && (other as u32) < 0x10000 => {
                quoted.push_str(&format!("\\u{:04x}", other as u32));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
