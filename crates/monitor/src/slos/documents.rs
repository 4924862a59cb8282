//! The SLOs and alert policies of this lab, as the OpenSLO objects that somebody wrote.
//!
//! Objects are kept as they came, so what has no meaning here is not lost. A change is read together with all that
//! stays, and taken as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use movie_guru_slo::{Kind, KnownMetrics, Mistake, Mistakes, Object, Position, Slo, SloSet, Source};
use serde_json::{Value, json};

/// Whom SLOs are about and where alerts go: there from the beginning, so that a file need not say it.
const BASE: &str = include_str!("../../../../slos/movie-guru.yaml");

/// The kind and name of an object.
pub(crate) type Id = (Kind, String);

/// A set of objects that fit together.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    objects: BTreeMap<Id, Value>,
    /// When each SLO began to measure.
    since: BTreeMap<String, Timestamp>,
    set: Arc<SloSet>,
}

/// What a text would change.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The objects of the text, in its order.
    pub(crate) objects: Vec<Id>,
    /// All objects afterwards.
    pub(crate) after: Documents,
}

impl Documents {
    /// From what was kept; nothing where nothing was. An SLO whose beginning is not known begins now.
    pub(crate) fn read(
        kept: Option<&str>,
        since: BTreeMap<String, Timestamp>,
        catalogue: &KnownMetrics,
        now: Timestamp,
    ) -> Result<Self, Mistakes> {
        let nothing = Self { objects: BTreeMap::new(), since: BTreeMap::new(), set: Arc::default() };
        let mut documents = nothing.changed(BASE, "base", catalogue, now)?.after;
        documents.since = since;
        // What was kept may have another description of the service.
        if let Some(kept) = kept {
            documents = documents.changed(kept, "slos.yaml", catalogue, now)?.after;
        }
        Ok(documents)
    }

    /// Everything, with references found.
    pub(crate) fn set(&self) -> Arc<SloSet> {
        Arc::clone(&self.set)
    }

    /// An SLO.
    pub(crate) fn slo(&self, name: &str) -> Option<&Slo> {
        self.set.slos.iter().find(|slo| slo.metadata.name == name)
    }

    /// The moment from which an SLO measures; none where it looks back.
    pub(crate) fn since(&self, slo: &Slo) -> Option<Timestamp> {
        self.since.get(&slo.metadata.name).copied().filter(|_| !slo.looks_back())
    }

    /// All beginnings, also of SLOs that look back.
    pub(crate) fn beginnings(&self) -> &BTreeMap<String, Timestamp> {
        &self.since
    }

    /// The names of the objects of a kind.
    pub(crate) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.objects.keys().filter(move |(of, _)| *of == kind).map(|(_, name)| name.as_str())
    }

    /// An object as it was written.
    pub(crate) fn object(&self, kind: Kind, name: &str) -> Option<&Value> {
        self.objects.get(&(kind, name.to_owned()))
    }

    /// Everything as one OpenSLO file.
    pub(crate) fn yaml(&self) -> Result<String, String> {
        let texts: Result<Vec<_>, _> = self.objects.values().map(yaml).collect();
        texts.map(|texts| texts.join("---\n"))
    }

    /// What would be there with the objects of a text added, in place of those of the same kind and name.
    ///
    /// # Errors
    /// Everything that is wrong with the text, or with what is there already once the text is added.
    pub(crate) fn changed(
        &self,
        text: &str,
        name: &str,
        catalogue: &KnownMetrics,
        now: Timestamp,
    ) -> Result<Change, Mistakes> {
        let source = Source { name, text };
        // A text that is no YAML has its problems told by the reader of SLOs, with their places.
        let values: Vec<Value> = serde_saphyr::from_multiple(text).unwrap_or_default();
        let values: Vec<Value> = values.into_iter().filter(|value| !value.is_null()).collect();
        let replaced: BTreeSet<(&str, &str)> = values.iter().filter_map(kind_and_name).collect();
        let stays = |(kind, name): &Id| !replaced.contains(&(kind.to_string().as_str(), name.as_str()));
        let stay: Vec<_> = self.objects.iter().filter(|(id, _)| stays(id)).collect();
        let texts: Vec<_> = stay
            .iter()
            .filter_map(|((kind, name), value)| Some((format!("{kind} {name}, there already"), yaml(value).ok()?)))
            .collect();
        let mut sources = vec![source];
        sources.extend(texts.iter().map(|(name, text)| Source { name, text }));
        let set = SloSet::parse(&sources, catalogue)?;
        let ids: Vec<Id> = set
            .objects
            .iter()
            .filter(|object| object.source == name)
            .map(|Object { kind, name, .. }| (*kind, name.clone()))
            .collect();
        if ids.len() != values.len() {
            let (source, detail) =
                (name.to_owned(), "cannot be kept: it has values that JSON does not have".to_owned());
            return Err(Mistakes(vec![Mistake {
                source,
                position: Position::default(),
                field: String::new(),
                detail,
            }]));
        }
        let mut objects: BTreeMap<Id, Value> =
            stay.into_iter().map(|(id, value)| (id.clone(), value.clone())).collect();
        objects.extend(ids.iter().cloned().zip(values));
        let after = Self { objects, since: self.beginnings_with(&set, now), set: Arc::new(sorted(set)) };
        Ok(Change { objects: ids, after })
    }

    /// An SLO goes on measuring where only its target, its window, its alerts or its words are changed. Other requests, or
    /// other good ones, are another SLI: it begins anew.
    fn beginnings_with(&self, set: &SloSet, now: Timestamp) -> BTreeMap<String, Timestamp> {
        let same = |slo: &Slo| match self.slo(&slo.metadata.name) {
            Some(before) => before.indicator.measure == slo.indicator.measure,
            // Read from the folder.
            None => true,
        };
        let beginning = |slo: &Slo| self.since.get(&slo.metadata.name).copied().filter(|_| same(slo)).unwrap_or(now);
        set.slos.iter().map(|slo| (slo.metadata.name.clone(), beginning(slo))).collect()
    }

    /// What would be there without an object that nobody refers to; the reason where somebody does.
    pub(crate) fn without(
        &self,
        kind: Kind,
        name: &str,
        catalogue: &KnownMetrics,
        now: Timestamp,
    ) -> Result<Self, Mistakes> {
        let mut left = self.clone();
        left.objects.remove(&(kind, name.to_owned()));
        left.again(catalogue, now)
    }

    /// With an alert policy named by an SLO, or no longer.
    pub(crate) fn with_policy(
        &self,
        policy: &str,
        slo: &str,
        named: bool,
        catalogue: &KnownMetrics,
        now: Timestamp,
    ) -> Result<Self, Mistakes> {
        let mut object = self.object(Kind::Slo, slo).cloned().unwrap_or_default();
        if let Some(Value::Object(spec)) = object.get_mut("spec") {
            let policies = spec.entry("alertPolicies").or_insert_with(|| json!([]));
            if policies.is_null() {
                *policies = json!([]);
            }
            if let Value::Array(policies) = policies {
                policies.retain(|item| item["alertPolicyRef"] != policy);
                if named {
                    policies.push(json!({"alertPolicyRef": policy}));
                }
            }
        }
        let text = yaml(&object).unwrap_or_default();
        Ok(self.changed(&text, &format!("SLO {slo}"), catalogue, now)?.after)
    }

    /// Reads the objects once more.
    fn again(&self, catalogue: &KnownMetrics, now: Timestamp) -> Result<Self, Mistakes> {
        let nothing = Self { objects: BTreeMap::new(), since: self.since.clone(), set: self.set() };
        let text = self.yaml().unwrap_or_default();
        Ok(nothing.changed(&text, "slos", catalogue, now)?.after)
    }

    /// The SLOs that name a policy.
    pub(crate) fn naming(&self, policy: &str) -> Vec<&str> {
        let names = |slo: &&Slo| slo.alerts.iter().any(|alert| alert.policy.name == policy);
        self.set.slos.iter().filter(names).map(|slo| slo.metadata.name.as_str()).collect()
    }
}

/// One order, whoever came first.
fn sorted(mut set: SloSet) -> SloSet {
    set.slos.sort_by(|one, other| one.metadata.name.cmp(&other.metadata.name));
    set
}

fn kind_and_name(value: &Value) -> Option<(&str, &str)> {
    Some((value.get("kind")?.as_str()?, value.get("metadata")?.get("name")?.as_str()?))
}

/// An object as YAML.
pub(crate) fn yaml(value: &Value) -> Result<String, String> {
    serde_saphyr::to_string(value).map_err(|error| error.to_string())
}
