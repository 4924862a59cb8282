//! Which labels the series of an expression have. Two sides of an operator whose labels differ find no pair, and then an alert
//! never fires, however right it looks.

use std::collections::BTreeMap;

use promql_parser::parser::{BinModifier, LabelModifier, VectorMatchCardinality};

/// The labels of a vector's series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Labels {
    /// Each with its value, where all series have the same.
    pub(super) known: BTreeMap<String, Option<String>>,
    /// Whether there are others, which nobody knows.
    pub(super) open: bool,
}

impl Labels {
    /// A label's value, where it is known.
    pub(super) fn value(&self, label: &str) -> Option<&str> {
        self.known.get(label)?.as_deref()
    }

    /// Whether there may be several series.
    pub(super) fn is_split(&self) -> bool {
        self.open || self.known.values().any(Option::is_none)
    }

    /// The labels by which there may be several series; none where those are not known.
    pub(super) fn split_by(&self) -> Option<Vec<&str>> {
        let by = self.known.iter().filter(|(_, value)| value.is_none()).map(|(label, _)| label.as_str());
        (!self.open).then(|| by.collect())
    }

    /// With those that a rule sets.
    pub(super) fn set<'l>(mut self, labels: impl IntoIterator<Item = (&'l String, &'l String)>) -> Self {
        self.known.extend(labels.into_iter().map(|(label, value)| (label.clone(), Some(value.clone()))));
        self
    }

    /// After an aggregation.
    pub(super) fn aggregated(&self, modifier: Option<&LabelModifier>) -> Self {
        match modifier {
            None => Self::default(),
            Some(LabelModifier::Include(labels)) => self.only(&labels.labels),
            Some(LabelModifier::Exclude(labels)) => self.without(&labels.labels),
        }
    }

    fn only(&self, labels: &[String]) -> Self {
        let value = |label: &String| match self.known.get(label) {
            Some(value) => Some((label.clone(), value.clone())),
            None => self.open.then(|| (label.clone(), None)),
        };
        Self { known: labels.iter().filter_map(value).collect(), open: false }
    }

    fn without(&self, labels: &[String]) -> Self {
        let mut left = self.clone();
        left.known.retain(|label, _| !labels.contains(label));
        left
    }

    /// What an operator leaves of two sides; none where they find no pair.
    pub(super) fn paired(&self, other: &Self, modifier: Option<&BinModifier>) -> Option<Self> {
        let matching = modifier.and_then(|modifier| modifier.matching.as_ref());
        let of = |side: &Self| match matching {
            None => side.clone(),
            Some(LabelModifier::Include(labels)) => side.only(&labels.labels),
            Some(LabelModifier::Exclude(labels)) => side.without(&labels.labels),
        };
        let (one, two) = (of(self), of(other));
        let has = |side: &Self, label: &String, value: &Option<String>| match (side.known.get(label), value) {
            (Some(Some(own)), Some(value)) => own == value,
            (Some(_), _) => true,
            // A label that is not there is an empty one.
            (None, Some(value)) => side.open || value.is_empty(),
            (None, None) => side.open,
        };
        let fits = one.known.iter().all(|(label, value)| has(&two, label, value))
            && two.known.iter().all(|(label, value)| has(&one, label, value));
        fits.then(|| match modifier.map(|modifier| &modifier.card) {
            Some(VectorMatchCardinality::ManyToOne(_) | VectorMatchCardinality::ManyToMany) => self.clone(),
            Some(VectorMatchCardinality::OneToMany(_)) => other.clone(),
            _ => one,
        })
    }
}
