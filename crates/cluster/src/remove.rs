//! Takes away what is ours, and nothing else.
//!
//! A namespace that the bundle made is taken away with all that is in it, in one call; but only where nobody else put
//! anything there. Otherwise members go one by one, and the namespace stays for whom it now serves.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::applyset::{self, PART_OF};
use crate::bundle::{Bundle, Change};
use crate::calls::{delete, get, list_all};
use crate::foreign::foreign;
use crate::kind::Kind;
use crate::object::{ending, items, label, name};
use crate::plan::{self, Space, deleted};
use crate::progress::Progress;
use crate::trouble::{Stuck, Trouble};
use crate::wire::Wire;

const LOOK: Duration = Duration::from_millis(300);

type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

pub(crate) async fn remove(
    wire: &Wire,
    bundle_name: &str,
    namespace: &str,
    limit: Duration,
    tell: Tell<'_>,
) -> Result<Vec<Change>, Trouble> {
    let started = Instant::now();
    let set = applyset::id(bundle_name, namespace);
    let bundle = Bundle { name: bundle_name.to_owned(), namespace: namespace.to_owned(), objects: Vec::new() };
    let space = match plan::namespace(wire, namespace).await? {
        Space::Absent => return Ok(Vec::new()),
        Space::There(live) if label(&live, PART_OF) == Some(&set) => Some(live),
        Space::There(_) | Space::Hidden => None,
    };
    let parent = plan::parent(wire, &bundle).await?;
    let mut kinds = Vec::new();
    for named in parent.iter().flatten() {
        kinds.extend(plan::resolve(wire, named).await?);
    }
    let members = list_all(wire, &kinds, namespace, &format!("{PART_OF}={set}")).await?;
    let claims = claims(wire, namespace, &members).await?;
    let whole: Vec<Value> = claims.into_iter().chain(members).collect();
    let mut changes: Vec<Change> =
        whole.iter().filter_map(|object| Some(deleted(&Kind::of(object)?, object))).collect();

    let strangers = match &space {
        Some(_) => foreign(wire, namespace, &set, bundle_name, &kinds).await?,
        None => Vec::new(),
    };
    if let Some(live) = space.as_ref().filter(|_| strangers.is_empty()) {
        let kind = Kind::core("Namespace");
        if !ending(live) {
            delete(wire, &kind, namespace, live).await?;
        }
        changes.push(deleted(&kind, live));
        let all = changes.len();
        let count = |left: &[Value]| Progress {
            ready: all.saturating_sub(left.len() + 1),
            of: all,
            waits_for: format!("Namespace/{namespace}"),
            stuck: Vec::new(),
        };
        until_namespace_gone(wire, namespace, (&kinds, &set), limit.saturating_sub(started.elapsed()), tell, &count)
            .await?;
        tell(Progress { ready: all, of: all, waits_for: String::new(), stuck: Vec::new() });
        return Ok(changes);
    }

    for object in &whole {
        if let Some(kind) = Kind::of(object).filter(|_| !ending(object)) {
            delete(wire, &kind, namespace, object).await?;
        }
    }
    until_gone(wire, namespace, &whole, started, limit, tell).await?;
    // The parent goes last: while a member is there, it says where to look.
    let kind = Kind::core("ConfigMap");
    if parent.is_some()
        && let Some(live) = get(wire, &kind, namespace, bundle_name).await?
        && delete(wire, &kind, namespace, &live).await?
    {
        changes.push(deleted(&kind, &live));
    }
    if !strangers.is_empty() {
        return Err(Trouble::Stuck(vec![Stuck {
            object: format!("Namespace/{namespace}"),
            why: format!("all of ours is gone from it, but others have {} there", strangers.join(", ")),
            next: format!("Keep it for them, or delete it with theirs: kubectl delete namespace {namespace}"),
        }]));
    }
    Ok(changes)
}

/// What a StatefulSet's volumes are kept in is of nobody by the API, and outlives it.
async fn claims(wire: &Wire, namespace: &str, members: &[Value]) -> Result<Vec<Value>, Trouble> {
    let sets = members.iter().filter(|object| object["kind"] == "StatefulSet");
    let starts: Vec<String> = sets
        .flat_map(|set| {
            let templates = items(&set["spec"]["volumeClaimTemplates"]).iter();
            templates.map(|template| format!("{}-{}-", name(template), name(set))).collect::<Vec<_>>()
        })
        .collect();
    if starts.is_empty() {
        return Ok(Vec::new());
    }
    let found = list_all(wire, &[Kind::core("PersistentVolumeClaim")], namespace, "").await?;
    let ordinal = |claim: &str, start: &str| {
        claim.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_digit()))
    };
    Ok(found.into_iter().filter(|claim| starts.iter().any(|start| ordinal(name(claim), start))).collect())
}

async fn until_gone(
    wire: &Wire,
    namespace: &str,
    whole: &[Value],
    started: Instant,
    limit: Duration,
    tell: Tell<'_>,
) -> Result<(), Trouble> {
    let mut kinds: Vec<Kind> = whole.iter().filter_map(Kind::of).collect();
    kinds.sort();
    kinds.dedup();
    let mut last = None;
    loop {
        let live = list_all(wire, &kinds, namespace, "").await?;
        let same = |object: &&Value| whole.iter().any(|ours| ours["metadata"]["uid"] == object["metadata"]["uid"]);
        let left: Vec<&Value> = live.iter().filter(same).collect();
        if last != Some(left.len()) {
            last = Some(left.len());
            let ready = whole.len() - left.len();
            tell(Progress { ready, of: whole.len(), waits_for: titles(&left), stuck: Vec::new() });
        }
        if left.is_empty() {
            return Ok(());
        }
        if started.elapsed() >= limit {
            return Err(Trouble::Stuck(left.into_iter().map(|object| held(object, namespace)).collect()));
        }
        sleep(LOOK).await;
    }
}

fn titles(objects: &[&Value]) -> String {
    let titles =
        objects.iter().map(|object| format!("{}/{}", object["kind"].as_str().unwrap_or_default(), name(object)));
    titles.collect::<Vec<_>>().join(", ")
}

fn held(object: &Value, namespace: &str) -> Stuck {
    let finalizers: Vec<&str> = items(&object["metadata"]["finalizers"]).iter().filter_map(Value::as_str).collect();
    let why = if finalizers.is_empty() {
        "it was deleted, and is still there".to_owned()
    } else {
        format!("it was deleted, and waits for {}", finalizers.join(", "))
    };
    let resource = Kind::of(object).map(|kind| kind.resource()).unwrap_or_default();
    let next = format!("See what holds it: kubectl get {resource} {} -n {namespace} -o yaml", name(object));
    Stuck { object: titles(&[object]), why, next }
}

async fn until_namespace_gone(
    wire: &Wire,
    namespace: &str,
    (kinds, set): (&[Kind], &str),
    limit: Duration,
    tell: Tell<'_>,
    count: &(dyn Fn(&[Value]) -> Progress + Send + Sync),
) -> Result<(), Trouble> {
    let started = Instant::now();
    let mut last = None;
    while let Some(live) = get(wire, &Kind::core("Namespace"), namespace, namespace).await? {
        // One of the same name that somebody made since.
        if !ending(&live) {
            return Ok(());
        }
        let left = list_all(wire, kinds, namespace, &format!("{PART_OF}={set}")).await?;
        let progress = count(&left);
        if last.as_ref() != Some(&progress) {
            tell(progress.clone());
            last = Some(progress);
        }
        if started.elapsed() >= limit {
            let mut stuck: Vec<Stuck> = left.iter().map(|object| held(object, namespace)).collect();
            let conditions = items(&live["status"]["conditions"]).iter();
            let said: Vec<&str> = conditions
                .filter(|condition| condition["status"] == "True")
                .filter_map(|condition| condition["message"].as_str())
                .collect();
            stuck.push(Stuck {
                object: format!("Namespace/{namespace}"),
                why: format!("it ends since {} s: {}", limit.as_secs(), said.join("; ")),
                next: format!("See what holds it: kubectl get namespace {namespace} -o yaml"),
            });
            return Err(Trouble::Stuck(stuck));
        }
        sleep(LOOK).await;
    }
    Ok(())
}
