//! Operators between two sides: numbers, series, or one of each.

use promql_parser::parser::{BinaryExpr, Expr};

use crate::error::QueryError;
use crate::eval::{Evaluator, unexpected};
use crate::rows::{ABSENT, Row, SAME_LABELSET, Value, merged};

/// An operator of arithmetic or comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Atan2,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Op {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "+" => Self::Add,
            "-" => Self::Sub,
            "*" => Self::Mul,
            "/" => Self::Div,
            "%" => Self::Mod,
            "^" => Self::Pow,
            "atan2" => Self::Atan2,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    /// What arithmetic makes has no name; what a comparison lets through keeps its own. Prometheus forgot one.
    pub(crate) fn drops_name(self) -> bool {
        !self.is_comparison() && self != Self::Atan2
    }

    pub(crate) fn is_comparison(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual | Self::Less | Self::AtMost | Self::Greater | Self::AtLeast)
    }

    /// The result, for a comparison 1 or 0.
    fn of(self, left: f64, right: f64) -> f64 {
        let told = |holds: bool| f64::from(u8::from(holds));
        match self {
            Self::Add => left + right,
            Self::Sub => left - right,
            Self::Mul => left * right,
            Self::Div => left / right,
            Self::Mod => left % right,
            Self::Pow => left.powf(right),
            Self::Atan2 => left.atan2(right),
            Self::Equal => told(left == right),
            Self::NotEqual => told(left != right),
            Self::Less => told(left < right),
            Self::AtMost => told(left <= right),
            Self::Greater => told(left > right),
            Self::AtLeast => told(left >= right),
        }
    }

    /// The result between series: a comparison without `bool` is a filter, which lets `kept` through.
    pub(crate) fn filtered(self, left: f64, right: f64, kept: f64, as_bool: bool) -> f64 {
        let result = self.of(left, right);
        match self.is_comparison() && !as_bool {
            false => result,
            true if result == 1.0 => kept,
            true => ABSENT,
        }
    }
}

impl Evaluator<'_> {
    pub(crate) fn binary(&self, binary: &BinaryExpr) -> Result<Value, QueryError> {
        let modifier = binary.modifier.as_ref();
        if modifier.is_some_and(|modifier| modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some()) {
            return Err(unexpected(&Expr::Binary(binary.clone())));
        }
        let (left, right) = (self.eval(&binary.lhs)?, self.eval(&binary.rhs)?);
        let as_bool = binary.return_bool();
        let Some(op) = Op::named(&binary.op.to_string()) else {
            let (Value::Vector(left), Value::Vector(right)) = (left, right) else {
                return Err(unexpected(&Expr::Binary(binary.clone())));
            };
            return Ok(Value::Vector(self.set(&binary.op.to_string(), left, right, modifier)?));
        };
        Ok(match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => {
                Value::Scalar(left.into_iter().zip(right).map(|(left, right)| op.of(left, right)).collect())
            }
            (Value::Vector(rows), Value::Scalar(right)) => {
                let change = |step: usize, value| op.filtered(value, right[step], value, as_bool);
                Value::Vector(self.with_scalar(rows, op, as_bool, change)?)
            }
            (Value::Scalar(left), Value::Vector(rows)) => {
                let change = |step: usize, value| op.filtered(left[step], value, value, as_bool);
                Value::Vector(self.with_scalar(rows, op, as_bool, change)?)
            }
            (Value::Vector(left), Value::Vector(right)) => {
                Value::Vector(self.matched(op, left, right, modifier, as_bool)?)
            }
            (Value::Text(_), _) | (_, Value::Text(_)) => return Err(unexpected(&Expr::Binary(binary.clone()))),
        })
    }

    fn with_scalar(
        &self,
        rows: Vec<Row>,
        op: Op,
        as_bool: bool,
        change: impl Fn(usize, f64) -> f64,
    ) -> Result<Vec<Row>, QueryError> {
        self.budget.check()?;
        let changed = rows.into_iter().map(|row| row.map(&change)).filter(Row::is_anywhere);
        let rows =
            if op.drops_name() || as_bool { changed.map(Row::without_name).collect() } else { changed.collect() };
        merged(rows, SAME_LABELSET)
    }
}
