//! `histogram_quantile` of classic histograms, whose buckets are series with the label `le`.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use promql_parser::label::BUCKET_LABEL;
use series::Labels;

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::go_number::float;
use crate::labels;
use crate::rows::{ABSENT, Row, SAME_LABELSET, is_there, merged};

/// The buckets of one histogram: upper bounds, and their rows.
type Buckets = Vec<(f64, Row)>;

impl Evaluator<'_> {
    pub(crate) fn histogram_quantile(&self, share: &[f64], rows: Vec<Row>) -> Result<Vec<Row>, QueryError> {
        let mut places: HashMap<Arc<Labels>, usize> = HashMap::new();
        let mut histograms: Vec<(Arc<Labels>, Buckets)> = Vec::new();
        for row in rows {
            let Some(bound) = row.labels.get(BUCKET_LABEL).and_then(|bound| float(bound)) else {
                continue;
            };
            let key = labels::without(&row.labels, |name| name == BUCKET_LABEL);
            let place = *places.entry(Arc::clone(&key)).or_insert(histograms.len());
            match histograms.get_mut(place) {
                Some((_, buckets)) => buckets.push((bound, row)),
                None => histograms.push((key, vec![(bound, row)])),
            }
        }
        let mut quantiles = Vec::with_capacity(histograms.len());
        for (labels, mut buckets) in histograms {
            self.budget.take(self.times.count())?;
            buckets.sort_by(|(one, _), (other, _)| one.total_cmp(other));
            let mut there = Vec::with_capacity(buckets.len());
            let at_step = |step| {
                there.clear();
                let counts = buckets.iter().map(|(bound, row)| (*bound, row.values[step]));
                there.extend(counts.filter(|(_, count)| is_there(*count)));
                if there.is_empty() { ABSENT } else { quantile(share[step], &mut there) }
            };
            let values = (0..self.times.count()).map(at_step).collect();
            quantiles.push(Row { labels, values }.without_name());
        }
        // Histograms of different names stay apart, and are then told apart by nothing.
        merged(quantiles, SAME_LABELSET)
    }
}

/// The quantile of upper bounds in order and cumulative counts. One that falls into `+Inf` is the highest finite bound.
fn quantile(share: f64, buckets: &mut Vec<(f64, f64)>) -> f64 {
    if share.is_nan() {
        return f64::NAN;
    }
    if share < 0.0 {
        return f64::NEG_INFINITY;
    }
    if share > 1.0 {
        return f64::INFINITY;
    }
    if buckets.last().is_none_or(|(bound, _)| *bound != f64::INFINITY) {
        return f64::NAN;
    }
    // Buckets of the same bound, of targets that write it differently, are one.
    buckets.dedup_by(|(bound, count), (kept, sum)| {
        let same = bound == kept;
        *sum += if same { *count } else { 0.0 };
        same
    });
    // Rates of buckets scraped at different moments may not rise with the bound.
    let mut most = f64::NEG_INFINITY;
    for (_, count) in buckets.iter_mut() {
        most = most.max(*count);
        *count = if *count < most { most } else { *count };
    }
    let (last, observations) = (buckets.len() - 1, buckets[buckets.len() - 1].1);
    if last == 0 || observations == 0.0 {
        return f64::NAN;
    }
    let mut rank = share * observations;
    let place = buckets[..last].partition_point(|(_, count)| count.partial_cmp(&rank).is_none_or(Ordering::is_lt));
    if place == last {
        return buckets[last - 1].0;
    }
    let (end, mut count) = buckets[place];
    if place == 0 && end <= 0.0 {
        return end;
    }
    let mut start = 0.0;
    if let Some((bound, below)) = place.checked_sub(1).map(|before| buckets[before]) {
        start = bound;
        count -= below;
        rank -= below;
    }
    start + (end - start) * (rank / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_in_its_bucket() {
        let of = |share, buckets: &[(f64, f64)]| quantile(share, &mut buckets.to_vec());
        let buckets = [(1.0, 10.0), (2.0, 30.0), (f64::INFINITY, 40.0)];
        assert_eq!(of(0.5, &buckets), 1.5);
        assert_eq!(of(0.99, &buckets), 2.0, "in +Inf: the highest finite bound");
        assert_eq!(of(-0.1, &buckets), f64::NEG_INFINITY);
        assert_eq!(of(1.1, &buckets), f64::INFINITY);
        assert!(of(0.5, &buckets[..2]).is_nan(), "without +Inf");
        assert!(of(0.5, &[(f64::INFINITY, 4.0)]).is_nan());
        assert!(of(0.5, &[(1.0, 0.0), (f64::INFINITY, 0.0)]).is_nan());
        assert_eq!(
            of(0.5, &[(1.0, 5.0), (1.0, 5.0), (2.0, 5.0), (f64::INFINITY, 20.0)]),
            1.0,
            "same bound, and not rising"
        );
    }
}
