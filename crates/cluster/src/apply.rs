//! Makes the cluster have what is wanted.
//!
//! Before the first member is written the parent names its kind, and a kind is taken out of it after its last member is gone:
//! wherever this is broken off, the next apply, or a remove, finds all there is.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::applyset;
use crate::bundle::{Bundle, Change, Did};
use crate::calls::{self, AT_ONCE, get};
use crate::kind::Kind;
use crate::object::{Wanted, rank};
use crate::plan::{self, Plan, Planned, deleted};
use crate::trouble::{Stuck, Trouble};
use crate::wire::Wire;

/// For what is on its way out and shall be made anew.
const ENDS: Duration = Duration::from_secs(180);
const LOOK: Duration = Duration::from_millis(300);
const RANKS: std::ops::RangeInclusive<u8> = 1..=3;

pub(crate) async fn apply(wire: &Wire, bundle: &Bundle) -> Result<Vec<Change>, Trouble> {
    let Plan { objects, prune, before, kinds } = plan::read(wire, bundle).await?;
    let (first, members): (Vec<_>, Vec<_>) = objects.into_iter().partition(|planned| rank(&planned.wanted.kind) == 0);
    let mut changes = Vec::new();
    for planned in first {
        changes.push(write(wire, &bundle.namespace, planned).await?);
    }
    let held = before.clone().unwrap_or_default();
    let meanwhile: BTreeSet<String> = held.union(&kinds).cloned().collect();
    if before.as_ref() != Some(&meanwhile) {
        name_kinds(wire, bundle, &meanwhile).await?;
    }
    let mut members: Vec<Option<Planned>> = members.into_iter().map(Some).collect();
    for now in RANKS {
        let due = members.iter_mut().filter_map(|planned| planned.take_if(|planned| rank(&planned.wanted.kind) == now));
        let writes: Vec<_> = due.map(|planned| write(wire, &bundle.namespace, planned)).collect();
        changes.extend(stream::iter(writes).buffered(AT_ONCE).try_collect::<Vec<_>>().await?);
    }
    for (kind, object) in &prune {
        if calls::delete(wire, kind, &bundle.namespace, object).await? {
            changes.push(deleted(kind, object));
        }
    }
    if kinds != meanwhile {
        name_kinds(wire, bundle, &kinds).await?;
    }
    Ok(changes)
}

/// Writes the parent.
pub(crate) async fn name_kinds(wire: &Wire, bundle: &Bundle, kinds: &BTreeSet<String>) -> Result<Value, Trouble> {
    let value = applyset::parent(&bundle.name, &bundle.namespace, kinds);
    let parent = Wanted { kind: Kind::core("ConfigMap"), name: bundle.name.clone(), value };
    calls::apply(wire, &bundle.namespace, &parent).await
}

/// As planned; a write that changed nothing after all is none.
pub(crate) async fn write(wire: &Wire, namespace: &str, planned: Planned) -> Result<Change, Trouble> {
    let Planned { wanted, mut did, fields, ending, version } = planned;
    if ending {
        until_gone(wire, &wanted, namespace).await?;
    }
    if did != Did::Unchanged {
        let written = calls::apply(wire, namespace, &wanted).await?;
        if did == Did::Changed && written["metadata"]["resourceVersion"].as_str() == version.as_deref() {
            did = Did::Unchanged;
        }
    }
    Ok(Change { object: wanted.title(), did, fields: if did == Did::Unchanged { Vec::new() } else { fields } })
}

async fn until_gone(wire: &Wire, wanted: &Wanted, namespace: &str) -> Result<(), Trouble> {
    let started = Instant::now();
    while get(wire, &wanted.kind, namespace, &wanted.name).await?.is_some_and(|live| crate::object::ending(&live)) {
        if started.elapsed() > ENDS {
            return Err(Trouble::Stuck(vec![Stuck {
                object: wanted.title(),
                why: format!("it was deleted before, and is not gone after {} s", ENDS.as_secs()),
                next: format!("See what holds it: kubectl get {} {} -o yaml", wanted.kind.resource(), wanted.name),
            }]));
        }
        sleep(LOOK).await;
    }
    Ok(())
}
