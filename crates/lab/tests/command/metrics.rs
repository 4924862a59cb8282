//! What each service of a running lab exposes is what the contract says of it.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::collections::{BTreeMap, BTreeSet};

use movie_guru_contract::{Metric, PROBE_SUCCESS, SYNTHETIC_DURATION, Service, label};
use movie_guru_test_support::{Exposition, client, until};
use tempfile::TempDir;

use crate::running::{Lab, lab};

async fn exposition(running: &Lab, part: &str) -> Exposition {
    let answer = client().get(running.url(part, "metrics")).send().await.unwrap();
    Exposition::parse(&answer.text().await.unwrap())
}

fn assert_is_as_the_contract_says(part: &str, exposition: &Exposition, metrics: &[Metric]) {
    let shown: BTreeMap<_, _> = exposition.types.iter().map(|(name, kind)| (name.clone(), kind.as_str())).collect();
    let wanted = metrics.iter().map(|metric| (metric.exposed(), metric.kind.name())).collect();
    assert_eq!(shown, wanted, "{part}");
    for sample in &exposition.samples {
        let labels: BTreeSet<_> = sample.labels.keys().map(String::as_str).filter(|label| *label != "le").collect();
        let metric = metrics.iter().find(|metric| metric.series().contains(&sample.name));
        let known: Vec<_> = metric.unwrap().labels.iter().map(|name| label::exposed(name)).collect();
        // A request to no route has none.
        let missing = known.iter().filter(|known| !labels.contains(known.as_str()) && *known != "http_route");
        assert_eq!(missing.count(), 0, "{part}: {sample:?} has not all of {known:?}");
        assert!(
            labels.iter().all(|label| known.iter().any(|known| known == label)),
            "{part}: {sample:?}, not {known:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_exposes_the_metrics_of_the_contract_with_their_labels_and_no_others() {
    let folder = TempDir::new().unwrap();
    assert!(lab(folder.path(), &["synthetic", "new", "my-check"]).status.success());
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "1", "--seed", "1"]);
    let is_checked = async || {
        let seen = exposition(&running, "monitor").await;
        [PROBE_SUCCESS, SYNTHETIC_DURATION].iter().all(|metric| seen.get(&metric.exposed(), &[]).is_some())
    };
    until("there was a synthetic check", is_checked).await;
    let monitor =
        [Service::Probe.exposes(), Service::Synthetic.own().to_vec(), Service::Monitor.own().to_vec()].concat();
    let parts = [
        ("backend", Service::Backend.exposes()),
        ("web", Service::Web.exposes()),
        ("load", Service::Load.exposes()),
        ("monitor", monitor),
    ];
    for (part, metrics) in parts {
        // The first scrape is the first request that every service has surely had.
        exposition(&running, part).await;
        assert_is_as_the_contract_says(part, &exposition(&running, part).await, &metrics);
    }
}
