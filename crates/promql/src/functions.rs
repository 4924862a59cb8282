//! PromQL's functions (<https://prometheus.io/docs/prometheus/2.42/querying/functions/>), by name.

use std::cell::Cell;
use std::sync::Arc;

use numbers::{larger, smaller};
use promql_parser::parser::{Call, Expr};

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::rate::{Change, between_last, extrapolated, linear_regression, slope, smoothed};
use crate::rows::{ABSENT, Row, SAME_LABELSET, Value, is_there, merged};
use crate::{aggregate, over_time};

mod absent;
mod calendar;
mod numbers;
mod relabel;

impl Evaluator<'_> {
    pub(crate) fn call(&self, call: &Call) -> Result<Value, QueryError> {
        let arguments: Vec<&Expr> = call.args.args.iter().map(AsRef::as_ref).collect();
        let name = call.func.name;
        if let Some(rows) = self.over_window(name, &arguments)? {
            return Ok(Value::Vector(rows));
        }
        if let Some(change) = numbers::function(name) {
            return Ok(Value::Vector(self.each(arguments.first(), change)?));
        }
        if let Some(part) = calendar::part(name) {
            let rows = match arguments.first() {
                Some(argument) => self.vector(argument)?,
                None => vec![Row { labels: Arc::default(), values: self.seconds()? }],
            };
            return Ok(Value::Vector(self.mapped(rows, |_, value| calendar::of(part, value))?));
        }
        let rows = match (name, &arguments[..]) {
            ("time", []) => return Ok(Value::Scalar(self.seconds()?)),
            ("pi", []) => return Ok(Value::Scalar(self.constant(std::f64::consts::PI)?)),
            ("scalar", [argument]) => return Ok(Value::Scalar(self.only_one(&self.vector(argument)?)?)),
            ("vector", [argument]) => vec![Row { labels: Arc::default(), values: self.scalar(argument)? }],
            ("timestamp", [argument]) => self.timestamp(argument)?,
            ("absent", [argument]) => self.absent(&self.vector(argument)?, argument)?,
            ("absent_over_time", [argument]) => {
                let there = self.ranges(argument)?.rows(self, true, |_, _| Some(1.0))?;
                self.absent(&there, argument)?
            }
            ("round", [argument]) => self.each(Some(argument), |value| (value + 0.5).floor())?,
            ("round", [argument, nearest]) => {
                let nearest = self.scalar(nearest)?;
                let round = |step: usize, value: f64| {
                    let inverse = 1.0 / nearest[step];
                    (value * inverse + 0.5).floor() / inverse
                };
                self.mapped(self.vector(argument)?, round)?
            }
            ("clamp", [argument, least, most]) => {
                let (least, most) = (self.scalar(least)?, self.scalar(most)?);
                let clamp = |step: usize, value| match most[step] < least[step] {
                    true => ABSENT,
                    false => larger(least[step], smaller(most[step], value)),
                };
                self.mapped(self.vector(argument)?, clamp)?
            }
            ("clamp_min", [argument, least]) => {
                let least = self.scalar(least)?;
                self.mapped(self.vector(argument)?, |step, value| larger(least[step], value))?
            }
            ("clamp_max", [argument, most]) => {
                let most = self.scalar(most)?;
                self.mapped(self.vector(argument)?, |step, value| smaller(most[step], value))?
            }
            ("histogram_quantile", [share, buckets]) => {
                self.histogram_quantile(&self.scalar(share)?, self.vector(buckets)?)?
            }
            // There are no native histograms here.
            ("histogram_count" | "histogram_sum" | "histogram_fraction", _) => Vec::new(),
            ("sort", [argument]) => self.sorted(argument, false)?,
            ("sort_desc", [argument]) => self.sorted(argument, true)?,
            ("label_replace", [argument, rest @ ..]) => relabel::replace(self.vector(argument)?, &self.texts(rest)?)?,
            ("label_join", [argument, rest @ ..]) => relabel::join(self.vector(argument)?, &self.texts(rest)?)?,
            (newer, _) => {
                return Err(QueryError::BadData(format!(
                    "invalid parameter \"query\": unknown function with name {newer:?}"
                )));
            }
        };
        Ok(Value::Vector(rows))
    }

    /// Functions of a range vector; none where it is another function.
    fn over_window(&self, name: &str, arguments: &[&Expr]) -> Result<Option<Vec<Row>>, QueryError> {
        let [of, factors @ ..] = arguments else { return Ok(None) };
        let of_values =
            |function: fn(&[f64]) -> f64| self.ranges(of)?.rows(self, false, |_, window| Some(function(window.values)));
        let changed = |change| self.ranges(of)?.rows(self, false, |_, window| extrapolated(change, window));
        let between = |counter| self.ranges(of)?.rows(self, false, |_, window| between_last(counter, window));
        let rows = match (name, factors) {
            ("rate", []) => changed(Change::Rate),
            ("increase", []) => changed(Change::Increase),
            ("delta", []) => changed(Change::Delta),
            ("irate", []) => between(true),
            ("idelta", []) => between(false),
            ("sum_over_time", []) => of_values(over_time::sum),
            ("avg_over_time", []) => of_values(over_time::average),
            ("min_over_time", []) => of_values(over_time::least),
            ("max_over_time", []) => of_values(over_time::most),
            ("stdvar_over_time", []) => of_values(over_time::variance),
            ("stddev_over_time", []) => of_values(|values| over_time::variance(values).sqrt()),
            ("count_over_time", []) => of_values(|values| values.len() as f64),
            ("present_over_time", []) => of_values(|_| 1.0),
            ("changes", []) => of_values(over_time::changes),
            ("resets", []) => of_values(over_time::resets),
            ("last_over_time", []) => self.ranges(of)?.rows(self, true, |_, window| window.values.last().copied()),
            ("deriv", []) => self.ranges(of)?.rows(self, false, |_, window| slope(window.at, window.values)),
            ("predict_linear", [ahead]) => {
                let ahead = self.scalar(ahead)?;
                self.ranges(of)?.rows(self, false, |step, window| {
                    let line = || linear_regression(window.at, window.values, window.now);
                    (window.values.len() > 1).then(line).map(|(slope, now)| slope * ahead[step] + now)
                })
            }
            ("quantile_over_time", [of]) => {
                let share = self.scalar(arguments[0])?;
                self.ranges(of)?.rows(self, false, |step, window| {
                    Some(over_time::quantile(share[step], &mut window.values.to_vec()))
                })
            }
            // Renamed in Prometheus 3, whose name the parser knows.
            ("holt_winters" | "double_exponential_smoothing", [smoothing, trend]) => {
                self.smoothed(of, smoothing, trend)
            }
            _ => return Ok(None),
        };
        rows.map(Some)
    }

    /// Double exponential smoothing. A wrong factor is wrong only where there is something to smooth.
    fn smoothed(&self, of: &Expr, smoothing: &Expr, trend: &Expr) -> Result<Vec<Row>, QueryError> {
        let (smoothing, trend) = (self.scalar(smoothing)?, self.scalar(trend)?);
        let wrong = Cell::new(None);
        let rows = self.ranges(of)?.rows(self, false, |step, window| {
            for (what, factor) in [("smoothing", smoothing[step]), ("trend", trend[step])] {
                if factor <= 0.0 || factor >= 1.0 {
                    wrong.set(wrong.get().or(Some((what, factor))));
                }
            }
            smoothed(window.values, smoothing[step], trend[step])
        });
        match wrong.get() {
            Some((what, factor)) => {
                let letter = &what[..1];
                Err(QueryError::Execution(format!(
                    "invalid {what} factor. Expected: 0 < {letter}f < 1, got: {factor:.6}"
                )))
            }
            None => rows,
        }
    }

    fn each(&self, argument: Option<&&Expr>, change: fn(f64) -> f64) -> Result<Vec<Row>, QueryError> {
        let rows = argument.map(|argument| self.vector(argument)).transpose()?.unwrap_or_default();
        self.mapped(rows, |_, value| change(value))
    }

    fn mapped(&self, rows: Vec<Row>, change: impl Fn(usize, f64) -> f64) -> Result<Vec<Row>, QueryError> {
        self.budget.check()?;
        merged(rows.into_iter().map(|row| row.map(&change).without_name()).collect(), SAME_LABELSET)
    }

    /// The moment of each step, in seconds.
    fn seconds(&self) -> Result<Vec<f64>, QueryError> {
        let mut values = self.constant(0.0)?;
        values.iter_mut().enumerate().for_each(|(index, value)| *value = self.times.at(index) as f64 / 1000.0);
        Ok(values)
    }

    fn texts(&self, arguments: &[&Expr]) -> Result<Vec<String>, QueryError> {
        arguments.iter().map(|argument| self.text(argument)).collect()
    }

    /// The value of the only series there is at each step.
    fn only_one(&self, rows: &[Row]) -> Result<Vec<f64>, QueryError> {
        let mut values = self.constant(f64::NAN)?;
        for (step, value) in values.iter_mut().enumerate() {
            let mut there = rows.iter().map(|row| row.values[step]).filter(|value| is_there(*value));
            if let (Some(only), None) = (there.next(), there.next()) {
                *value = only;
            }
        }
        Ok(values)
    }

    fn timestamp(&self, argument: &Expr) -> Result<Vec<Row>, QueryError> {
        match argument {
            Expr::Paren(inner) => self.timestamp(&inner.expr),
            Expr::VectorSelector(selector) => merged(self.sample_times(selector)?, SAME_LABELSET),
            other => self.mapped(self.vector(other)?, |step, _| self.times.at(step) as f64 / 1000.0),
        }
    }

    /// By value where the answer is of one moment; otherwise as they are.
    fn sorted(&self, argument: &Expr, greatest_first: bool) -> Result<Vec<Row>, QueryError> {
        let mut rows = self.vector(argument)?;
        if self.times.count() == 1 {
            rows.retain(Row::is_anywhere);
            rows.sort_by(|one, other| aggregate::by_rank(one.values[0], other.values[0], greatest_first));
        }
        Ok(rows)
    }
}
