//! What an apply would do: what is wanted against what is there, read without a write.
//!
//! Members are listed by their set's label, kind by kind; only what no list has is asked for by name. A second apply costs a
//! call for each kind, which is less than one for each object.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use crate::applyset::{self, PART_OF};
use crate::bundle::{Bundle, Change, Did};
use crate::calls::{AT_ONCE, MANAGER, get, list, version_of};
use crate::compare::{differences, gone, owns, told, written};
use crate::kind::Kind;
use crate::object::{APPLIED, KEPT, Wanted, annotation, ending, items, label, name, rank};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// An object that is wanted, and what is to be done for it.
pub(crate) struct Planned {
    pub(crate) wanted: Wanted,
    pub(crate) did: Did,
    pub(crate) fields: Vec<String>,
    /// It is there, and on its way out: it is made anew once it is gone.
    pub(crate) ending: bool,
    /// As it was read.
    pub(crate) version: Option<String>,
}

pub(crate) struct Plan {
    pub(crate) objects: Vec<Planned>,
    pub(crate) prune: Vec<(Kind, Value)>,
    /// Of the members that there were, by the parent; none where there is no parent.
    pub(crate) before: Option<BTreeSet<String>>,
    /// Of those that there shall be.
    pub(crate) kinds: BTreeSet<String>,
}

impl Plan {
    pub(crate) fn changes(&self) -> Vec<Change> {
        let wanted = self.objects.iter().map(|planned| Change {
            object: planned.wanted.title(),
            did: planned.did,
            fields: planned.fields.clone(),
        });
        wanted.chain(self.prune.iter().map(|(kind, object)| deleted(kind, object))).collect()
    }
}

pub(crate) fn deleted(kind: &Kind, object: &Value) -> Change {
    Change { object: format!("{}/{}", kind.kind, name(object)), did: Did::Deleted, fields: Vec::new() }
}

/// # Errors
/// [`Trouble::NotOurs`] for what is another's, [`Trouble::Refused`] for kinds that the cluster does not have.
pub(crate) async fn read(wire: &Wire, bundle: &Bundle) -> Result<Plan, Trouble> {
    let set = applyset::id(&bundle.name, &bundle.namespace);
    let mut wanted = Vec::new();
    for object in &bundle.objects {
        wanted.push(Wanted::new(object, &bundle.namespace, &set)?);
    }
    wanted.sort_by_key(|wanted| rank(&wanted.kind));
    let space = namespace(wire, &bundle.namespace).await?;
    let empty = matches!(&space, Space::Absent) || matches!(&space, Space::There(live) if ending(live));
    if empty && !wanted.iter().any(|wanted| wanted.kind.kind == "Namespace") {
        let why = format!("it is not there; make it: kubectl create namespace {}", bundle.namespace);
        return Err(Trouble::Refused { object: format!("Namespace/{}", bundle.namespace), why });
    }
    // What is in a namespace that ends goes with it.
    let before = if empty { None } else { parent(wire, bundle).await? };

    let kinds = kinds(wire, &wanted, before.as_ref()).await?;
    let ours = format!("{PART_OF}={set}");
    // Where there is nothing, only kinds that the cluster may not have are asked for.
    let kinds: Vec<Kind> = kinds.into_iter().filter(|kind| !empty || kind.installed()).collect();
    let lists: Vec<_> = kinds.iter().map(|kind| list(wire, kind, Some(&bundle.namespace), &ours)).collect();
    let lists: Vec<_> = stream::iter(lists).buffered(AT_ONCE).try_collect().await?;
    let mut members = Vec::new();
    for (kind, found) in kinds.iter().zip(lists) {
        match found {
            Some(found) if !empty => members.extend(found.into_iter().map(|object| (kind.clone(), object))),
            Some(_) => {}
            None => unknown(kind, &wanted)?,
        }
    }

    let mut objects = Vec::new();
    for part in wanted {
        let member = members.iter().position(|(kind, object)| *kind == part.kind && name(object) == part.name);
        let live = match (&space, part.kind.kind.as_str()) {
            (Space::There(live), "Namespace") => Live::There(live.clone()),
            (Space::Hidden, "Namespace") => Live::Another,
            (Space::Absent, "Namespace") => Live::Absent,
            _ => match member {
                Some(at) => Live::There(members.swap_remove(at).1),
                None if empty => Live::Absent,
                None => Live::Unknown,
            },
        };
        objects.push((part, live));
    }
    let asked: Vec<_> = objects
        .into_iter()
        .map(|(part, live)| async {
            let live = match live {
                Live::Unknown => {
                    get(wire, &part.kind, &bundle.namespace, &part.name).await?.map_or(Live::Absent, Live::There)
                }
                known => known,
            };
            planned(part, live, &set)
        })
        .collect();
    let objects: Vec<Planned> = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;

    let kept = members.iter().filter(|(_, object)| annotation(object, KEPT).is_some());
    let kinds = kept.map(|(kind, _)| kind.group_kind());
    let kinds = kinds.chain(objects.iter().map(|planned| planned.wanted.kind.group_kind()));
    let kinds = kinds.filter(|kind| kind != "Namespace").collect();
    let prune =
        members.into_iter().filter(|(_, object)| annotation(object, KEPT).is_none() && !ending(object)).collect();
    Ok(Plan { objects, prune, before, kinds })
}

enum Live {
    There(Value),
    Absent,
    /// Not to be looked at, and not to be written.
    Another,
    Unknown,
}

/// The namespace, as far as we may know.
pub(crate) enum Space {
    There(Value),
    Absent,
    /// Who has rights in one namespace only may not look at it.
    Hidden,
}

pub(crate) async fn namespace(wire: &Wire, name: &str) -> Result<Space, Trouble> {
    match get(wire, &Kind::core("Namespace"), name, name).await {
        Ok(Some(live)) => Ok(Space::There(live)),
        Ok(None) => Ok(Space::Absent),
        Err(Trouble::Forbidden { .. }) => Ok(Space::Hidden),
        Err(trouble) => Err(trouble),
    }
}

/// The kinds that the parent names; none where there is no parent.
pub(crate) async fn parent(wire: &Wire, bundle: &Bundle) -> Result<Option<BTreeSet<String>>, Trouble> {
    let live = get(wire, &Kind::core("ConfigMap"), &bundle.namespace, &bundle.name).await?;
    let Some(live) = live.filter(|live| !ending(live)) else { return Ok(None) };
    if let Some(why) = applyset::foreign(&live, &applyset::id(&bundle.name, &bundle.namespace)) {
        return Err(Trouble::NotOurs { object: format!("ConfigMap/{}", bundle.name), why });
    }
    Ok(Some(applyset::kinds(&live)))
}

/// Those of what is wanted and of what there was, each once. A parent does not say versions: the wanted one's is taken, or
/// the cluster is asked for its own.
async fn kinds(wire: &Wire, wanted: &[Wanted], before: Option<&BTreeSet<String>>) -> Result<Vec<Kind>, Trouble> {
    let kinds = wanted.iter().map(|wanted| wanted.kind.clone()).filter(|kind| !kind.cluster_wide());
    let mut kinds: BTreeSet<Kind> = kinds.collect();
    let known: BTreeSet<String> = kinds.iter().map(Kind::group_kind).collect();
    for named in before.into_iter().flatten().filter(|named| !known.contains(*named)) {
        kinds.extend(resolve(wire, named).await?);
    }
    Ok(kinds.into_iter().collect())
}

/// `Deployment.apps`, in the version that the cluster serves; none where it serves none.
pub(crate) async fn resolve(wire: &Wire, group_kind: &str) -> Result<Option<Kind>, Trouble> {
    let (kind, group) = group_kind.split_once('.').unwrap_or((group_kind, ""));
    Ok(version_of(wire, group).await?.map(|version| Kind::new(group, &version, kind)))
}

fn unknown(kind: &Kind, wanted: &[Wanted]) -> Result<(), Trouble> {
    let Some(first) = wanted.iter().find(|wanted| wanted.kind == *kind) else { return Ok(()) };
    let why =
        format!("the cluster has no {} ({}); install what brings it, or leave it out", kind.kind, kind.api_version());
    Err(Trouble::Refused { object: first.title(), why })
}

fn planned(wanted: Wanted, live: Live, set: &str) -> Result<Planned, Trouble> {
    let live = match live {
        Live::There(live) => live,
        Live::Absent | Live::Unknown => {
            return Ok(Planned { wanted, did: Did::Created, fields: Vec::new(), ending: false, version: None });
        }
        Live::Another => {
            return Ok(Planned { wanted, did: Did::Unchanged, fields: Vec::new(), ending: false, version: None });
        }
    };
    let ours = label(&live, PART_OF) == Some(set);
    if ending(&live) && (ours || wanted.kind.kind == "Namespace") {
        return Ok(Planned { wanted, did: Did::Created, fields: Vec::new(), ending: true, version: None });
    }
    let version = live["metadata"]["resourceVersion"].as_str().map(str::to_owned);
    if !ours {
        // A namespace that was there is used as it is.
        if wanted.kind.kind == "Namespace" {
            return Ok(Planned { wanted, did: Did::Unchanged, fields: Vec::new(), ending: false, version });
        }
        let why = format!(
            "it was there before, {}; delete it, or give it to us: kubectl label {} {} {PART_OF}={set}",
            whose(&live),
            wanted.kind.resource(),
            wanted.name
        );
        return Err(Trouble::NotOurs { object: wanted.title(), why });
    }
    let found = differences(&wanted.value, &live);
    for difference in &found {
        let other = others(&live).find(|(_, fields)| owns(fields, &difference.path));
        if let Some((manager, _)) = other {
            let why = format!(
                "{} was set by {manager}; take that back, or leave the field out of ours",
                written(&difference.path)
            );
            return Err(Trouble::NotOurs { object: wanted.title(), why });
        }
    }
    let mut fields: Vec<String> = found.iter().map(|difference| told(&wanted.kind.kind, difference)).collect();
    let book = items(&live["metadata"]["managedFields"]).iter().find(|entry| is_applied(entry));
    if let Some(book) = book.filter(|book| book["apiVersion"] == wanted.kind.api_version()) {
        fields.extend(gone(&wanted.value, &book["fieldsV1"]));
    }
    let same = fields.is_empty() && annotation(&live, APPLIED) == annotation(&wanted.value, APPLIED);
    let did = if same { Did::Unchanged } else { Did::Changed };
    Ok(Planned { wanted, did, fields, ending: false, version })
}

fn is_applied(entry: &Value) -> bool {
    entry["manager"] == MANAGER
        && entry["operation"] == "Apply"
        && entry["subresource"].as_str().is_none_or(str::is_empty)
}

/// Who else has fields of it, and which.
fn others(live: &Value) -> impl Iterator<Item = (&str, &Value)> {
    items(&live["metadata"]["managedFields"])
        .iter()
        .filter(|entry| entry["manager"] != MANAGER)
        .map(|entry| (entry["manager"].as_str().unwrap_or("somebody"), &entry["fieldsV1"]))
}

fn whose(live: &Value) -> String {
    if let Some(other) = label(live, PART_OF) {
        return format!("and is of ApplySet {other}");
    }
    let managers: BTreeSet<&str> = others(live).map(|(manager, _)| manager).collect();
    if managers.is_empty() {
        return "and nobody says whose".to_owned();
    }
    format!("made by {}", managers.into_iter().collect::<Vec<_>>().join(", "))
}
