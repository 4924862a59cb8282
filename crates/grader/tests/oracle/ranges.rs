//! Queries over a whole world, which Prometheus has as blocks: answers at the same moments.

use std::time::Duration;

use movie_guru_grader::World;
use movie_guru_test_prometheus::Source;
use movie_guru_test_support::{Server, backfill};
use promql::Range;

use crate::{Names, at_scrapes, busy, minutes, names, played, subject, world};

/// Alerts as people write them, and some as they should not.
fn queries() -> Vec<String> {
    let Names { attempts, success, latency } = names();
    let errors = |range: &str| format!("1 - sum(rate({success}[{range}])) / sum(rate({attempts}[{range}]))");
    let slow = |range: &str| {
        format!(
            "1 - sum(rate({latency}_bucket{{le=~\"5000(\\\\.0)?\"}}[{range}])) / sum(rate({latency}_count[{range}]))"
        )
    };
    vec![
        format!("{} > 0.0501", errors("5m")),
        format!("({} > 0.0203) and ({} > 0.0203)", errors("1h"), errors("5m")),
        format!("{} > 0.0307", slow("10m")),
        format!("avg_over_time(({})[30m:1m]) > 0.0107", errors("2m")),
        format!("increase({attempts}[10m]) - increase({success}[10m]) > 30.5"),
        format!("sum by (instance) (rate({attempts}[1m])) < 0.77"),
        format!("histogram_quantile(0.95, sum by (le) (rate({latency}_bucket[5m]))) > 4321"),
        format!("resets({attempts}[20m]) > 0"),
        format!("irate({attempts}[5m]) == 0"),
        format!("{attempts} - {attempts} offset 1h < 0"),
        format!("rate({attempts}[20s]) > 0"),
        format!("absent({attempts}) or vector(0) > 1"),
        format!("{} > 0.0501 unless {} > 0.0601", errors("5m"), errors("30m")),
    ]
}

async fn prometheus(world: &World) -> Option<(tempfile::TempDir, Server)> {
    let folder = tempfile::tempdir().unwrap();
    if !backfill(folder.path(), &world.open_metrics()) {
        return None;
    }
    let server = Server::prometheus(folder.path(), &[]).await?;
    Some((folder, server))
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_have_an_answer_when_prometheus_has() {
    let queries = queries();
    let alerts: Vec<_> = queries.iter().map(|query| ("alert", query.clone(), minutes(0), minutes(0))).collect();
    let subject = subject(&alerts);
    let world = world(&busy(minutes(6 * 60)), &subject, &[]);
    let played = played(&world, &subject, &[]);
    let Some((_folder, server)) = prometheus(&world).await else { return };
    let theirs = Source::Prometheus(server.url.clone());
    let mut fired = 0;
    for (query, played) in queries.iter().zip(&played) {
        let range = Range { start: world.start, end: world.moment(world.scrapes - 1), step: world.every };
        let mut wanted = vec![false; world.scrapes];
        for sample in theirs.query_range(query, range).await.unwrap().into_iter().flat_map(|series| series.samples) {
            let since = Duration::try_from(sample.at.duration_since(world.start)).unwrap();
            wanted[(since.as_millis() / world.every.as_millis()) as usize] = true;
        }
        let ours = at_scrapes(&world, &played.firing);
        let different: Vec<_> = (0..ours.len()).filter(|scrape| ours[*scrape] != wanted[*scrape]).collect();
        assert!(different.is_empty(), "{query}: at {different:?}");
        fired += usize::from(wanted.contains(&true) && wanted.contains(&false));
    }
    assert!(fired >= 8, "only {fired} of {} begin or end at all", queries.len());
}
