//! OpenSLO v1 (<https://github.com/OpenSLO/OpenSLO>, README), read strictly: every mistake in every file in one go.

mod alert;
mod fields;
mod header;
mod sli;
mod slo;

use crate::known_metrics::KnownMetrics;
use crate::mistake::{Mistakes, Position};
use crate::model::{NotificationTarget, Service, Slo};
use crate::yaml;

use alert::Alerts;
use fields::{At, Notes};
use header::Header;
use sli::Indicators;

pub use header::Kind;

/// A text to read, YAML (one document or many) or JSON, under the name that mistakes give it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// A path, or whatever tells the reader of a mistake where to look.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

/// One object that was read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its name, unique among those of its kind.
    pub name: String,
    /// The name of its [`Source`].
    pub source: String,
}

/// All that the sources say, with every reference found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SloSet {
    /// The SLOs, in the order of the sources.
    pub slos: Vec<Slo>,
    /// Their services; one that is only named by an SLO has just its name.
    pub services: Vec<Service>,
    /// Where alerts go.
    pub targets: Vec<NotificationTarget>,
    /// Every object that stands by itself, in the order of the sources.
    pub objects: Vec<Object>,
}

impl SloSet {
    /// Reads all sources together, so that objects of one may refer to those of another. Metrics are held against
    /// `catalogue`.
    ///
    /// # Errors
    /// Everything that is wrong, in all of them.
    pub fn parse(sources: &[Source<'_>], catalogue: &KnownMetrics) -> Result<Self, Mistakes> {
        let mut notes = Notes::default();
        let mut trees = Vec::new();
        for source in sources {
            match yaml::documents(source.text) {
                Ok(nodes) if nodes.is_empty() => {
                    notes.add(source.name, Position::default(), "", "holds no OpenSLO object");
                }
                Ok(nodes) => trees.push((source.name, nodes)),
                Err((position, detail)) => notes.add(source.name, position, "", detail),
            }
        }
        let roots = trees.iter().flat_map(|(name, nodes)| nodes.iter().map(|node| At::root(name, node)));
        let headers: Vec<Header<'_>> = roots.filter_map(|root| Header::read(&root, &mut notes)).collect();
        header::refuse_repeated(&headers, &mut notes);
        let set = Self::resolve(&headers, catalogue, &mut notes);
        if notes.0.is_empty() {
            return Ok(set);
        }
        let order = |name: &str| sources.iter().position(|source| source.name == name);
        notes.0.sort_by_key(|mistake| (order(&mistake.source), mistake.position));
        Err(Mistakes(notes.0))
    }

    fn resolve(headers: &[Header<'_>], catalogue: &KnownMetrics, notes: &mut Notes) -> Self {
        let indicators = Indicators::read(headers, catalogue, notes);
        let mut services = header::services(headers, notes);
        let targets = alert::targets(headers, notes);
        let alerts = Alerts::read(headers, notes);
        let of_kind = headers.iter().filter(|header| header.kind == Kind::Slo);
        let slos: Vec<Slo> =
            of_kind.filter_map(|header| slo::read(header, &indicators, &alerts, catalogue, notes)).collect();
        for slo in &slos {
            if !services.iter().any(|service| service.metadata.name == slo.service) {
                services.push(Service::named(&slo.service));
            }
        }
        let objects = headers
            .iter()
            .map(|header| Object {
                kind: header.kind,
                name: header.metadata.name.clone(),
                source: header.spec.source.to_owned(),
            })
            .collect();
        Self { slos, services, targets, objects }
    }
}
