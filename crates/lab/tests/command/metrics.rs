//! What each service of a running lab exposes is what the contract says of it.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::collections::{BTreeMap, BTreeSet};

use movie_guru_contract::{Metric, PROBE_SUCCESS, Service, label};
use tempfile::TempDir;

use crate::running::{Lab, http};

async fn exposition(running: &Lab, part: &str) -> String {
    http().get(running.url(part, "metrics")).send().await.unwrap().text().await.unwrap()
}

/// The name of a sample's series, and those of its labels. No value of a label of ours has a quote in it.
fn names(line: &str) -> (&str, BTreeSet<&str>) {
    let (series, _) = line.rsplit_once(' ').unwrap();
    let (name, labels) = series.split_once('{').unwrap_or((series, ""));
    let labels = labels.trim_end_matches('}').split_inclusive("\",").filter_map(|label| label.split_once('='));
    (name, labels.map(|(label, _)| label).filter(|label| *label != "le").collect())
}

fn assert_is_as_the_contract_says(part: &str, exposition: &str, metrics: &[Metric]) {
    let types = exposition.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let shown: BTreeMap<String, _> = types.map(|(name, kind)| (name.to_owned(), kind)).collect();
    let wanted = metrics.iter().map(|metric| (metric.exposed(), metric.kind.name())).collect();
    assert_eq!(shown, wanted, "{part}");
    for line in exposition.lines().filter(|line| !line.starts_with('#')) {
        let (name, labels) = names(line);
        let metric = metrics.iter().find(|metric| metric.series().iter().any(|own| own == name));
        let known: Vec<_> = metric.unwrap().labels.iter().map(|name| label::exposed(name)).collect();
        // A request to no route has none.
        let missing = known.iter().filter(|known| !labels.contains(known.as_str()) && *known != "http_route");
        assert_eq!(missing.count(), 0, "{part}: {line} has not all of {known:?}");
        assert!(labels.iter().all(|label| known.iter().any(|known| known == label)), "{part}: {line}, not {known:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_exposes_the_metrics_of_the_contract_with_their_labels_and_no_others() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "1", "--seed", "1"]);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !exposition(&running, "monitor").await.contains(&format!("\n{} ", PROBE_SUCCESS.exposed())) {
        assert!(std::time::Instant::now() < deadline, "no synthetic check");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let monitor = [Service::Probe.exposes(), Service::Monitor.own().to_vec()].concat();
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
