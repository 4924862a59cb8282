//! Secrets that are made once: what has been handed out stays as it is, whatever is applied later.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::apply::{name_kinds, write};
use crate::applyset::{self, PART_OF};
use crate::bundle::{Bundle, Change, Did};
use crate::calls::{create, get};
use crate::kind::Kind;
use crate::object::{KEPT, Wanted};
use crate::plan::{self, Planned, Space};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// A secret's values.
pub(crate) async fn secret(
    wire: &Wire,
    namespace: &str,
    name: &str,
) -> Result<Option<BTreeMap<String, String>>, Trouble> {
    let live = get(wire, &Kind::core("Secret"), namespace, name).await?;
    Ok(live.map(|live| values(&live)))
}

fn values(live: &Value) -> BTreeMap<String, String> {
    let data = live["data"].as_object().into_iter().flatten();
    data.filter_map(|(key, value)| {
        let bytes = BASE64_STANDARD.decode(value.as_str()?).ok()?;
        Some((key.clone(), String::from_utf8_lossy(&bytes).into_owned()))
    })
    .collect()
}

/// Made where there is none. Its namespace may have to be made first, and the set's parent, so that a remove finds it.
pub(crate) async fn ensure(
    wire: &Wire,
    bundle: &Bundle,
    name: &str,
    values: &BTreeMap<String, String>,
) -> Result<Change, Trouble> {
    let kind = Kind::core("Secret");
    let change = |did| Change { object: format!("Secret/{name}"), did, fields: Vec::new() };
    let set = applyset::id(&bundle.name, &bundle.namespace);
    make_namespace(wire, bundle, &set).await?;
    if get(wire, &kind, &bundle.namespace, name).await?.is_some_and(|live| !crate::object::ending(&live)) {
        return Ok(change(Did::Unchanged));
    }
    let before = plan::parent(wire, bundle).await?;
    let mut kinds = before.clone().unwrap_or_default();
    kinds.insert(kind.group_kind());
    if before.as_ref() != Some(&kinds) {
        name_kinds(wire, bundle, &kinds).await?;
    }
    let data: BTreeMap<&str, String> =
        values.iter().map(|(key, value)| (key.as_str(), BASE64_STANDARD.encode(value))).collect();
    let object = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": name,
            "namespace": bundle.namespace,
            "labels": {PART_OF: set},
            "annotations": {KEPT: "true"},
        },
        "data": data,
    });
    let made = create(wire, &kind, Some(&bundle.namespace), &object).await?;
    Ok(change(if made.is_some() { Did::Created } else { Did::Unchanged }))
}

async fn make_namespace(wire: &Wire, bundle: &Bundle, set: &str) -> Result<(), Trouble> {
    let Some(object) = bundle.objects.iter().find(|object| object["kind"] == "Namespace") else { return Ok(()) };
    let ending = match plan::namespace(wire, &bundle.namespace).await? {
        Space::There(live) if crate::object::ending(&live) => true,
        Space::There(_) | Space::Hidden => return Ok(()),
        Space::Absent => false,
    };
    let wanted = Wanted::new(object, &bundle.namespace, set)?;
    let planned = Planned { wanted, did: Did::Created, fields: Vec::new(), ending, version: None };
    write(wire, &bundle.namespace, planned).await.map(drop)
}
