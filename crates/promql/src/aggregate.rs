//! Aggregations: `sum by (…)`, `topk`, `quantile` and the others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use promql_parser::parser::{AggregateExpr, Expr, LabelModifier};
use series::{Labels, is_label_name, number};

use crate::error::QueryError;
use crate::eval::{Evaluator, unexpected};
use crate::labels::grouped;
use crate::over_time::quantile;
use crate::rows::{ABSENT, Row, is_there};

/// Rows with the labels of their group, in the order in which the groups were met.
type Groups = Vec<(Arc<Labels>, Vec<Row>)>;

impl Evaluator<'_> {
    pub(crate) fn aggregate(&self, aggregate: &AggregateExpr) -> Result<Vec<Row>, QueryError> {
        let rows = self.vector(&aggregate.expr)?;
        let op = aggregate.op.to_string();
        let parameter = || aggregate.param.as_deref().ok_or_else(|| unexpected(&aggregate.expr));
        if op == "count_values" {
            return self.count_values(rows, &self.text(parameter()?)?, aggregate.modifier.as_ref());
        }
        let groups = groups(rows, |labels| grouped(labels, aggregate.modifier.as_ref()));
        match op.as_str() {
            "sum" => self.folded(groups, |_, values| values.sum()),
            "avg" => self.folded(groups, |_, values| average(values)),
            "min" => self.folded(groups, |_, values| extreme(values, |value, least| value < least)),
            "max" => self.folded(groups, |_, values| extreme(values, |value, most| value > most)),
            "count" => self.folded(groups, |_, values| values.count() as f64),
            "group" => self.folded(groups, |_, _| 1.0),
            "stdvar" => self.folded(groups, |_, values| variance(values)),
            "stddev" => self.folded(groups, |_, values| variance(values).sqrt()),
            "quantile" => {
                let share = self.scalar(parameter()?)?;
                self.folded(groups, |step, values| quantile(share[step], &mut values.collect::<Vec<_>>()))
            }
            "topk" => self.ranked(groups, parameter()?, true),
            "bottomk" => self.ranked(groups, parameter()?, false),
            newer => Err(QueryError::BadData(format!("invalid parameter \"query\": unknown aggregation `{newer}`"))),
        }
    }

    /// At each step one number for each group that has a value.
    fn folded(
        &self,
        groups: Groups,
        fold: impl Fn(usize, &mut dyn Iterator<Item = f64>) -> f64,
    ) -> Result<Vec<Row>, QueryError> {
        let mut folded = Vec::with_capacity(groups.len());
        for (labels, rows) in groups {
            self.budget.take(self.times.count())?;
            let at_step = |step| {
                let mut values = rows.iter().map(|row| row.values[step]).filter(|value| is_there(*value)).peekable();
                if values.peek().is_none() { ABSENT } else { fold(step, &mut values) }
            };
            folded.push(Row { labels, values: (0..self.times.count()).map(at_step).collect() });
        }
        Ok(folded)
    }

    /// The `k` greatest or least of each group, under their own labels.
    fn ranked(&self, groups: Groups, k: &Expr, greatest: bool) -> Result<Vec<Row>, QueryError> {
        let k = self.scalar(k)?;
        if let Some(wrong) = k.iter().find(|k| !(i64::MIN as f64..i64::MAX as f64).contains(*k)) {
            return Err(QueryError::Execution(format!("Scalar value {} overflows int64", number::of_sample(*wrong))));
        }
        let mut ranked = Vec::new();
        for (_, rows) in groups {
            self.budget.check()?;
            let mut kept: Vec<_> = rows
                .iter()
                .map(|row| Row { labels: Arc::clone(&row.labels), values: vec![ABSENT; row.values.len()] })
                .collect();
            let mut order = Vec::new();
            for (step, k) in k.iter().enumerate() {
                let value = |place: &usize| rows[*place].values[step];
                order = (0..rows.len()).filter(|place| is_there(value(place))).collect();
                order.sort_by(|one, other| by_rank(value(one), value(other), greatest));
                order.truncate((*k).max(0.0) as usize);
                for place in &order {
                    kept[*place].values[step] = value(place);
                }
            }
            if self.times.count() == 1 {
                // The answer of an instant query is in the order of rank.
                ranked.extend(order.into_iter().map(|place| kept[place].clone()));
            } else {
                ranked.extend(kept.into_iter().filter(Row::is_anywhere));
            }
        }
        Ok(ranked)
    }

    /// How often each value is there, the value as a label.
    fn count_values(
        &self,
        rows: Vec<Row>,
        label: &str,
        modifier: Option<&LabelModifier>,
    ) -> Result<Vec<Row>, QueryError> {
        if !is_label_name(label) {
            return Err(QueryError::Execution(format!("invalid label name {label:?}")));
        }
        let steps = self.times.count();
        let dropped = modifier.is_some_and(|modifier| {
            !modifier.is_include() && modifier.labels().labels.iter().any(|name| name == label)
        });
        let mut counts: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
        for row in rows {
            let own = grouped(&row.labels, modifier);
            for (step, value) in row.values.iter().enumerate().filter(|(_, value)| is_there(**value)) {
                let mut labels = own.as_ref().clone();
                if !dropped {
                    labels.insert(label.to_owned(), number::plain(*value));
                }
                if !counts.contains_key(&labels) {
                    self.budget.take(steps)?;
                }
                let counted = counts.entry(labels).or_insert_with(|| vec![ABSENT; steps]);
                counted[step] = if is_there(counted[step]) { counted[step] + 1.0 } else { 1.0 };
            }
        }
        Ok(counts.into_iter().map(|(labels, values)| Row { labels: Arc::new(labels), values }).collect())
    }
}

fn groups(rows: Vec<Row>, key: impl Fn(&Arc<Labels>) -> Arc<Labels>) -> Groups {
    let mut places: HashMap<Arc<Labels>, usize> = HashMap::new();
    let mut groups: Groups = Vec::new();
    for row in rows {
        let labels = key(&row.labels);
        let place = *places.entry(Arc::clone(&labels)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, members)) => members.push(row),
            None => groups.push((labels, vec![row])),
        }
    }
    groups
}

/// What is not a number ranks last, whichever way.
pub(crate) fn by_rank(one: f64, other: f64, greatest: bool) -> std::cmp::Ordering {
    let order = one.partial_cmp(&other).map(|order| if greatest { order.reverse() } else { order });
    order.unwrap_or_else(|| one.is_nan().cmp(&other.is_nan()))
}

/// The least or greatest; what is not a number gives way to any number.
fn extreme(values: &mut dyn Iterator<Item = f64>, beyond: impl Fn(f64, f64) -> bool) -> f64 {
    let further = |most: f64, value| if beyond(value, most) || most.is_nan() { value } else { most };
    values.reduce(further).unwrap_or(f64::NAN)
}

/// The mean, step by step as Prometheus does it: it neither overflows nor loses an infinity.
fn average(values: &mut dyn Iterator<Item = f64>) -> f64 {
    let mut mean = values.next().unwrap_or(f64::NAN);
    let mut count = 1.0;
    for value in values {
        count += 1.0;
        let same_infinity = value.is_infinite() && (mean > 0.0) == (value > 0.0);
        if mean.is_infinite() && (same_infinity || value.is_finite()) {
            continue;
        }
        mean += value / count - mean / count;
    }
    mean
}

/// The variance of a population, by Welford's method.
fn variance(values: &mut dyn Iterator<Item = f64>) -> f64 {
    let (mut mean, mut squares, mut count) = (values.next().unwrap_or(f64::NAN), 0.0, 1.0);
    for value in values {
        count += 1.0;
        let delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }
    squares / count
}
