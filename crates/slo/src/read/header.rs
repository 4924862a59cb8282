//! What every object begins with: `apiVersion`, `kind`, `metadata`, `spec`.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{KEEP_FIRING_FOR, LOOK_BACK, MIN_REQUESTS, Metadata, SHORT_WINDOW, Service};
use crate::shorthand::Shorthand;
use crate::yaml::Value;

use super::fields::{At, Notes};
use crate::nearest::nearest;

/// The prefix of annotations that mean something here.
const OURS: &str = "movie-guru-lab/";
/// All that there are.
const ANNOTATIONS: [&str; 4] = [SHORT_WINDOW, LOOK_BACK, MIN_REQUESTS, KEEP_FIRING_FOR];
/// OpenSLO's limit on descriptions, in characters.
const LONGEST_DESCRIPTION: usize = 1050;

/// The kinds of object that are used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are OpenSLO's")]
pub enum Kind {
    Service,
    Slo,
    Sli,
    AlertPolicy,
    AlertCondition,
    AlertNotificationTarget,
}

impl Kind {
    const ALL: [(&'static str, Self); 6] = [
        ("Service", Self::Service),
        ("SLO", Self::Slo),
        ("SLI", Self::Sli),
        ("AlertPolicy", Self::AlertPolicy),
        ("AlertCondition", Self::AlertCondition),
        ("AlertNotificationTarget", Self::AlertNotificationTarget),
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, kind)| kind == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

/// An object whose spec is still to be read.
#[derive(Debug)]
pub(super) struct Header<'n> {
    pub(super) kind: Kind,
    pub(super) metadata: Metadata,
    pub(super) spec: At<'n>,
}

impl<'n> Header<'n> {
    pub(super) fn read(root: &At<'n>, notes: &mut Notes) -> Option<Self> {
        let mut fields = root.fields(notes)?;
        let version = fields.need(notes, "apiVersion");
        version.and_then(|version| version.word(notes, &[("openslo/v1", ())]));
        let kind = fields.need(notes, "kind").and_then(|kind| read_kind(&kind, notes));
        let metadata = fields.need(notes, "metadata").and_then(|metadata| read_metadata(&metadata, notes));
        let spec = fields.need(notes, "spec");
        fields.done(notes);
        Some(Self { kind: kind?, metadata: metadata?, spec: spec? })
    }
}

fn read_kind(kind: &At<'_>, notes: &mut Notes) -> Option<Kind> {
    if matches!(&kind.node.value, Value::Text(text) if text == "DataSource") {
        kind.refuse(notes, "DataSource is not used here: leave it out and say `type: Prometheus` in each metricSource");
        return None;
    }
    kind.word(notes, &Kind::ALL)
}

/// The metadata of an object, by itself or inline.
pub(super) fn read_metadata(metadata: &At<'_>, notes: &mut Notes) -> Option<Metadata> {
    let mut fields = metadata.fields(notes)?;
    let name = fields.need(notes, "name").and_then(|name| name.name(notes));
    let display_name = fields.get("displayName").and_then(|name| name.text(notes)).map(str::to_owned);
    let labels = fields.get("labels").map_or_else(BTreeMap::new, |labels| read_labels(&labels, notes));
    let annotations = fields.get("annotations").map_or_else(BTreeMap::new, |annotations| {
        let entries = annotations.fields(notes).map_or_else(Vec::new, |fields| fields.entries());
        entries.iter().filter_map(|(key, value)| read_annotation(key, value, notes)).collect()
    });
    fields.done(notes);
    Some(Metadata { name: name?, display_name, labels, annotations })
}

fn read_labels(labels: &At<'_>, notes: &mut Notes) -> BTreeMap<String, Vec<String>> {
    let entries = labels.fields(notes).map_or_else(Vec::new, |fields| fields.entries());
    let mut read = BTreeMap::new();
    for (key, value) in entries {
        let values = match &value.node.value {
            Value::List(_) => value.list(notes).unwrap_or_default(),
            _ => vec![value],
        };
        let values = values.iter().filter_map(|value| value.text(notes)).map(str::to_owned).collect();
        read.insert(key.to_owned(), values);
    }
    read
}

fn read_annotation(key: &str, value: &At<'_>, notes: &mut Notes) -> Option<(String, String)> {
    if key.starts_with(OURS) && !ANNOTATIONS.contains(&key) {
        let near = nearest(key, ANNOTATIONS.into_iter()).unwrap_or(SHORT_WINDOW);
        value.refuse(notes, format!("means nothing here; did you mean `{near}`?"));
        return None;
    }
    match key {
        LOOK_BACK => value.word(notes, &[("true", ()), ("false", ())])?,
        MIN_REQUESTS => {
            value.parsed(notes, |text| text.parse::<u32>().map_err(|_| min_requests(text)))?;
        }
        KEEP_FIRING_FOR if value.parsed(notes, str::parse::<Shorthand>)?.fixed().is_none() => {
            value.refuse(notes, "must be in m, h, d or w, such as `5m`; `0m` ends an alert at once");
            return None;
        }
        _ => {}
    }
    Some((key.to_owned(), value.text(notes)?.to_owned()))
}

fn min_requests(text: &str) -> String {
    let text: String = text.chars().take(60).collect();
    format!("must be a whole number of requests, such as \"20\", or \"0\" for no minimum, not `{text}`")
}

/// A description, where there is one.
pub(super) fn read_description(description: Option<At<'_>>, notes: &mut Notes) -> Option<String> {
    let description = description?;
    let text = description.text(notes)?;
    let length = text.chars().count();
    if length > LONGEST_DESCRIPTION {
        description.refuse(notes, format!("must have at most {LONGEST_DESCRIPTION} characters, not {length}"));
    }
    Some(text.to_owned())
}

/// Notes the second and every further object of the same kind and name.
pub(super) fn refuse_repeated(headers: &[Header<'_>], notes: &mut Notes) {
    for (index, header) in headers.iter().enumerate() {
        let same = |other: &&Header<'_>| other.kind == header.kind && other.metadata.name == header.metadata.name;
        if let Some(first) = headers[..index].iter().find(same) {
            let (kind, name) = (header.kind, &header.metadata.name);
            let (source, position) = (first.spec.source, first.spec.node.position);
            let detail = format!("{kind} `{name}` is there already, in {source} near line {}", position.line);
            notes.add(header.spec.source, header.spec.node.position, "metadata.name", detail);
        }
    }
}

/// All services that are described.
pub(super) fn services(headers: &[Header<'_>], notes: &mut Notes) -> Vec<Service> {
    let mut services = Vec::new();
    for header in headers.iter().filter(|header| header.kind == Kind::Service) {
        let description = header.spec.fields(notes).and_then(|mut fields| {
            let description = read_description(fields.get("description"), notes);
            fields.done(notes);
            description
        });
        services.push(Service { metadata: header.metadata.clone(), description });
    }
    services
}

impl Service {
    /// A service of which nothing but the name is known.
    pub(super) fn named(name: &str) -> Self {
        let metadata = Metadata { name: name.to_owned(), ..Metadata::default() };
        Self { metadata, description: None }
    }
}
