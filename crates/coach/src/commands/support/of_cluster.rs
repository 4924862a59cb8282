//! What there is of a lab on a cluster.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::StreamExt;
use movie_guru_cluster::{Cluster, LogQuery};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::folder::Folder;
use super::kubeconfig;
use super::live::Live;
use super::of_lab::{teams_file, versions};
use super::structure;
use crate::clusters::Clusters;
use crate::manifests::Manifests;
use crate::side_by_side::side_by_side;
use crate::team::{ClusterPlace, Team, Teams, Way};

/// For all logs together.
const LOGS: Duration = Duration::from_secs(60);
/// Lists that are asked for at a time.
const AT_ONCE: usize = 6;

pub(super) async fn gather(teams: &Teams, team: &Team, place: &ClusterPlace, tail: u32, folder: &mut Folder) {
    let context = match &place.way {
        Way::Context(context) => Some(kubeconfig::of(context, &mut folder.redact)),
        Way::Gke { .. } => None,
    };
    let manifests = match Manifests::of(teams).and_then(|manifests| manifests.bundle(team, place)) {
        Ok(bundle) => bundle.objects,
        Err(problems) => {
            folder.lacks("manifests", problems);
            Vec::new()
        }
    };
    secrets(&manifests, folder);
    let live = Live::at(&place.way, &place.namespace).await;
    let objects = match &live {
        Ok(live) => objects(live, &manifests, folder).await,
        Err(why) => {
            folder.lacks("objects, and the secrets to be looked for", why);
            BTreeMap::new()
        }
    };
    // From here on all secrets are known.
    match context {
        Some(Ok(context)) => folder.yaml("context.yaml", vec![context]),
        Some(Err(why)) => folder.lacks("the context", why),
        None => {}
    }
    teams_file(teams, team, folder);
    folder.yaml("manifests.yaml", manifests);
    let images = images(&objects);
    for (kind, objects) in objects {
        folder.yaml(&format!("objects/{kind}.yaml"), objects);
    }
    let cluster = Clusters::default().at(&place.way).await;
    let version = match &cluster {
        Ok(cluster) => {
            of_cluster(cluster, place, tail, folder).await;
            cluster.version().await.map_err(|trouble| trouble.to_string())
        }
        Err(fault) => Err(fault.to_string()),
    };
    let version = version.map_err(|why| folder.lacks("the cluster's version", why)).ok();
    versions(folder, json!({ "cluster": version, "images": images }));
}

/// The values of all that is a Secret, as manifests and API servers have them, and of variables that are called so.
fn secrets(objects: &[Value], folder: &mut Folder) {
    let mut variables = Vec::new();
    objects.iter().for_each(|object| structure::variables(object, &mut variables));
    variables.into_iter().for_each(|variable| folder.redact.knows(variable));
    for object in objects.iter().filter(|object| object["kind"] == "Secret") {
        let texts =
            |field: &str| object[field].as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
        for text in texts("data") {
            folder.redact.knows(text);
            if let Ok(bytes) = BASE64_STANDARD.decode(text) {
                folder.redact.knows(&String::from_utf8_lossy(&bytes));
            }
        }
        texts("stringData").for_each(|text| folder.redact.knows(text));
    }
}

async fn objects(live: &Live, manifests: &[Value], folder: &mut Folder) -> BTreeMap<String, Vec<Value>> {
    let kinds = Live::kinds(manifests);
    let lists = side_by_side(kinds.iter().map(|kind| live.list(kind)), AT_ONCE).await;
    let mut found = BTreeMap::new();
    let mut failed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for ((_, kind), list) in kinds.iter().zip(lists) {
        match list {
            Ok(objects) if objects.is_empty() => {}
            Ok(objects) => {
                secrets(&objects, folder);
                found.entry(kind.clone()).or_insert_with(Vec::new).extend(objects);
            }
            Err(why) => failed.entry(why).or_default().push(kind),
        }
    }
    for (why, kinds) in failed {
        folder.lacks(&format!("objects of kind {}", kinds.join(", ")), why);
    }
    found
}

fn images(objects: &BTreeMap<String, Vec<Value>>) -> BTreeMap<String, String> {
    let pods = objects.get("Pod").into_iter().flatten();
    let statuses = pods.flat_map(|pod| pod["status"]["containerStatuses"].as_array().into_iter().flatten());
    let image = |status: &Value| {
        let id = status["imageID"].as_str().filter(|id| !id.is_empty());
        Some((status["name"].as_str()?.to_owned(), id.or(status["image"].as_str())?.to_owned()))
    };
    statuses.filter_map(image).collect()
}

async fn of_cluster(cluster: &Cluster, place: &ClusterPlace, tail: u32, folder: &mut Folder) {
    match cluster.events(&place.namespace).await {
        Ok(events) => {
            let line = |(at, object, what): &(jiff::Timestamp, String, String)| format!("{at} {object} {what}\n");
            folder.text("events.txt", &events.iter().map(line).collect::<String>());
        }
        Err(trouble) => folder.lacks("events", trouble),
    }
    match cluster.stuck(&place.namespace).await {
        Ok(stuck) => folder.text("stuck.txt", &stuck.iter().map(|stuck| format!("{stuck}\n")).collect::<String>()),
        Err(trouble) => folder.lacks("what is stuck", trouble),
    }
    let query = LogQuery { labels: String::new(), tail: Some(i64::from(tail)), follow: false };
    let lines = match cluster.logs(&place.namespace, &query).await {
        Ok(lines) => lines,
        Err(trouble) => return folder.lacks("logs", trouble),
    };
    let mut logs: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = lines.take_until(Box::pin(sleep(LOGS)));
    while let Some(line) = lines.next().await {
        let log = logs.entry(format!("logs/{}.{}.log", line.pod, line.container)).or_default();
        let _ = writeln!(log, "{}", line.text);
    }
    for (name, log) in logs {
        folder.text(&name, &log);
    }
}
