//! SLIs: which requests are good.

use std::collections::BTreeMap;

use crate::known_metrics::{BoundMistake, KnownMetrics};
use crate::model::{Indicator, Measure, Metadata, Side};
use crate::selector::Selector;

use super::fields::{At, Fields, Notes};
use super::header::{Header, Kind, read_description, read_metadata};

/// An SLI before it meets its objective, which has the threshold.
#[derive(Clone, Debug)]
pub(super) struct Sli {
    metadata: Metadata,
    description: Option<String>,
    measure: ReadMeasure,
}

#[derive(Clone, Debug)]
enum ReadMeasure {
    Ratio(Measure),
    Threshold(Selector),
}

/// The SLIs that stand by themselves. None in place of one that is wrong, which has been noted.
#[derive(Debug)]
pub(super) struct Indicators(BTreeMap<String, Option<Sli>>);

impl Indicators {
    pub(super) fn read(headers: &[Header<'_>], catalogue: &KnownMetrics, notes: &mut Notes) -> Self {
        let of_kind = headers.iter().filter(|header| header.kind == Kind::Sli);
        let each = of_kind.map(|header| {
            (header.metadata.name.clone(), read_spec(header.metadata.clone(), &header.spec, catalogue, notes))
        });
        Self(each.collect())
    }

    /// The SLI of an SLO, inline or by reference.
    pub(super) fn of_slo(&self, fields: &mut Fields<'_>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<Sli> {
        match (fields.get("indicator"), fields.get("indicatorRef")) {
            (Some(inline), None) => read_inline(&inline, catalogue, notes),
            (None, Some(reference)) => {
                let name = reference.text(notes)?;
                match self.0.get(name) {
                    Some(found) => found.clone(),
                    None => {
                        reference.refuse(notes, format!("names an SLI that is not in these files: `{name}`"));
                        None
                    }
                }
            }
            (Some(_), Some(both)) => {
                both.refuse(notes, "cannot stand beside an `indicator`; have one of the two");
                None
            }
            (None, None) => {
                fields.refuse(notes, "needs an `indicator` or an `indicatorRef`");
                None
            }
        }
    }
}

fn read_inline(inline: &At<'_>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<Sli> {
    let mut fields = inline.fields(notes)?;
    let metadata = fields.need(notes, "metadata").and_then(|metadata| read_metadata(&metadata, notes));
    let spec = fields.need(notes, "spec");
    fields.done(notes);
    // Read even where the name is wrong: all mistakes in one go.
    read_spec(metadata?, &spec?, catalogue, notes)
}

fn read_spec(metadata: Metadata, spec: &At<'_>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<Sli> {
    let mut fields = spec.fields(notes)?;
    let description = read_description(fields.get("description"), notes);
    let measure = match (fields.get("ratioMetric"), fields.get("thresholdMetric")) {
        (Some(ratio), None) => read_ratio(&ratio, catalogue, notes).map(ReadMeasure::Ratio),
        (None, Some(threshold)) => threshold.fields(notes).and_then(|fields| read_threshold(fields, catalogue, notes)),
        _ => {
            spec.refuse(notes, "needs either a `ratioMetric` or a `thresholdMetric`");
            None
        }
    };
    fields.done(notes);
    Some(Sli { metadata, description, measure: measure? })
}

fn read_threshold(mut fields: Fields<'_>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<ReadMeasure> {
    let query = fields.need(notes, "metricSource").and_then(|source| read_query(&source, notes));
    fields.done(notes);
    let (at, histogram) = query?;
    if let Err(BoundMistake::Metric(detail) | BoundMistake::Bound(detail)) =
        catalogue.check_bound(&histogram.metric, None)
    {
        at.refuse(notes, detail);
        return None;
    }
    Some(ReadMeasure::Threshold(histogram))
}

fn read_ratio(ratio: &At<'_>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<Measure> {
    let mut fields = ratio.fields(notes)?;
    if let Some(raw) = fields.get("raw").or_else(|| fields.get("rawType")) {
        raw.refuse(notes, "is not used here: requests are counted, so name counters as `good` (or `bad`) and `total`");
        return None;
    }
    if let Some(counter) = fields.need(notes, "counter")
        && counter.boolean(notes) == Some(false)
    {
        counter.refuse(notes, "must be true: requests are counted, and a gauge says nothing of those between scrapes");
    }
    let (good, bad) = (fields.get("good"), fields.get("bad"));
    let total = fields.need(notes, "total");
    let total = total.and_then(|total| read_counter(&total, catalogue, notes)).map(|(_, total)| total);
    let measure = match (good, bad) {
        (Some(good), None) => {
            let both = read_counter(&good, catalogue, notes).zip(total);
            both.and_then(|(good, total)| {
                Some(Measure::Good { good: part_of(good, &total, ["good", "100 %"], notes)?, total })
            })
        }
        (None, Some(bad)) => {
            let both = read_counter(&bad, catalogue, notes).zip(total);
            both.and_then(|(bad, total)| {
                Some(Measure::Bad { bad: part_of(bad, &total, ["bad", "0 %"], notes)?, total })
            })
        }
        _ => {
            ratio.refuse(notes, "needs either `good` or `bad` beside `total`");
            None
        }
    };
    fields.done(notes);
    measure
}

fn read_counter<'n>(field: &At<'n>, catalogue: &KnownMetrics, notes: &mut Notes) -> Option<(At<'n>, Selector)> {
    let mut inner = field.fields(notes)?;
    let query = inner.need(notes, "metricSource").and_then(|source| read_query(&source, notes));
    inner.done(notes);
    let (at, selector) = query?;
    catalogue.check_counter(&selector.metric).map_err(|detail| at.refuse(notes, detail)).ok()?;
    Some((at, selector))
}

/// The good or the bad requests, unless they are all of them.
fn part_of((at, part): (At<'_>, Selector), total: &Selector, words: [&str; 2], notes: &mut Notes) -> Option<Selector> {
    if !part.covers(total) {
        return Some(part);
    }
    let [which, always] = words;
    at.refuse(
        notes,
        format!(
            "counts every request that `total` counts, so the SLI would be {always} whatever happens: select the {which} \
             ones alone, by a label or by a counter of their own"
        ),
    );
    None
}

fn read_query<'n>(source: &At<'n>, notes: &mut Notes) -> Option<(At<'n>, Selector)> {
    let mut fields = source.fields(notes)?;
    if let Some(reference) = fields.get("metricSourceRef") {
        reference.refuse(notes, "is not used here: leave it out and say `type: Prometheus`");
    }
    fields.need(notes, "type").and_then(|kind| kind.word(notes, &[("Prometheus", ()), ("prometheus", ())]));
    let query = fields.need(notes, "spec").and_then(|spec| {
        let mut inner = spec.fields(notes)?;
        let query = inner.need(notes, "query");
        inner.done(notes);
        query
    });
    fields.done(notes);
    let query = query?;
    let selector = query.parsed(notes, str::parse::<Selector>)?;
    Some((query, selector))
}

impl Sli {
    /// The SLI with the threshold that the objective gives, where it needs one.
    pub(super) fn with_objective(
        self,
        objective: &mut Fields<'_>,
        catalogue: &KnownMetrics,
        notes: &mut Notes,
    ) -> Option<Indicator> {
        let (op, value) = (objective.get("op"), objective.get("value"));
        let measure = match self.measure {
            ReadMeasure::Ratio(measure) => {
                for unused in op.iter().chain(&value) {
                    unused.refuse(notes, "is only for a thresholdMetric; this SLI is a ratio");
                }
                measure
            }
            ReadMeasure::Threshold(histogram) => {
                let op = op.or_else(|| objective.need(notes, "op"));
                let value = value.or_else(|| objective.need(notes, "value"));
                let side = op.and_then(|op| read_side(&op, notes));
                let bound = value.and_then(|value| {
                    let bound = value.number(notes)?;
                    match catalogue.check_bound(&histogram.metric, Some(bound)) {
                        Err(BoundMistake::Bound(detail)) => {
                            value.refuse(notes, detail);
                            None
                        }
                        _ => Some(bound),
                    }
                });
                Measure::Threshold { side: side?, bound: bound?, histogram }
            }
        };
        Some(Indicator { metadata: self.metadata, description: self.description, measure })
    }
}

fn read_side(op: &At<'_>, notes: &mut Notes) -> Option<Side> {
    let exact = [("lte", Some(Side::AtMost)), ("gt", Some(Side::Above)), ("lt", None), ("gte", None)];
    let side = op.word(notes, &exact)?;
    if side.is_none() {
        op.refuse(
            notes,
            "must be `lte` or `gt`: a bucket counts what is at most its bound, so `lt` and `gte` cannot be told",
        );
    }
    side
}
