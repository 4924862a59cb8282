//! Waits until what was applied is rolled out, and tells meanwhile what is in its way.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::bundle::Bundle;
use crate::calls::list_all;
use crate::kind::Kind;
use crate::object::name;
use crate::progress::Progress;
use crate::rollout::{Standing, standing};
use crate::stuck::stuck;
use crate::trouble::{Stuck, Trouble};
use crate::wire::Wire;

/// Between two looks; longer as it takes longer.
const LOOK: (Duration, Duration) = (Duration::from_millis(400), Duration::from_secs(2));
/// Between two looks for what is in the way, which take more calls; most labs are up before the first.
const SEARCH: Duration = Duration::from_secs(3);

pub(crate) async fn wait(
    wire: &Wire,
    bundle: &Bundle,
    limit: Duration,
    tell: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), Trouble> {
    let started = Instant::now();
    let wanted: Vec<(Kind, String)> = workloads(bundle);
    let mut kinds: Vec<Kind> = wanted.iter().map(|(kind, _)| kind.clone()).collect();
    kinds.dedup();
    let (mut last, mut pause, mut searched) = (None, LOOK.0, started);
    let mut in_the_way = Vec::new();
    loop {
        let live = list_all(wire, &kinds, &bundle.namespace, "").await?;
        let (mut ready, mut waits, mut given_up) = (0, Vec::new(), Vec::new());
        for (kind, name) in &wanted {
            let title = format!("{}/{name}", kind.kind);
            match found(&live, kind, name).map_or(Standing::Waits("it is not there".to_owned()), standing) {
                Standing::Done => ready += 1,
                Standing::Waits(why) => waits.push(format!("{title}: {why}")),
                Standing::GaveUp(why) => {
                    waits.push(format!("{title}: {why}"));
                    given_up.push(Stuck {
                        next: format!("See why: kubectl describe {} {name} -n {}", kind.resource(), bundle.namespace),
                        object: title,
                        why,
                    });
                }
            }
        }
        let over = started.elapsed() >= limit;
        if waits.is_empty() {
            in_the_way.clear();
        } else if over || !given_up.is_empty() || searched.elapsed() >= SEARCH {
            in_the_way = stuck(wire, &bundle.namespace).await?;
            searched = Instant::now();
        }
        let waits_for = waits.join(", ");
        let progress = Progress { ready, of: wanted.len(), waits_for, stuck: in_the_way.clone() };
        if last.as_ref() != Some(&progress) {
            tell(progress.clone());
            pause = LOOK.0;
            last = Some(progress);
        }
        if waits.is_empty() {
            return Ok(());
        }
        if over || !given_up.is_empty() {
            let mut all = in_the_way;
            if all.is_empty() {
                all.extend(given_up);
            }
            if all.is_empty() {
                all.extend(wanting(&waits, limit, &bundle.namespace));
            }
            return Err(Trouble::Stuck(all));
        }
        sleep(pause.min(limit.saturating_sub(started.elapsed()))).await;
        pause = (pause * 2).min(LOOK.1);
    }
}

fn workloads(bundle: &Bundle) -> Vec<(Kind, String)> {
    let kinds = bundle.objects.iter().filter_map(|object| Some((Kind::of(object)?, name(object).to_owned())));
    let rolled = |kind: &Kind| matches!(kind.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet");
    let mut found: Vec<(Kind, String)> = kinds.filter(|(kind, _)| kind.group == "apps" && rolled(kind)).collect();
    found.sort();
    found
}

fn found<'a>(live: &'a [Value], kind: &Kind, wanted: &str) -> Option<&'a Value> {
    live.iter().find(|object| object["kind"] == kind.kind.as_str() && name(object) == wanted)
}

/// Where nothing says why.
fn wanting(waits: &[String], limit: Duration, namespace: &str) -> Vec<Stuck> {
    let split = waits.iter().map(|wait| wait.split_once(": ").unwrap_or((wait, "")));
    split
        .map(|(object, why)| Stuck {
            object: object.to_owned(),
            why: format!("not rolled out after {} s: {why}", limit.as_secs()),
            next: format!("Wait longer, or see its events: kubectl get events -n {namespace}"),
        })
        .collect()
}
