//! Prometheus takes a world, and has the same values.

use std::time::Duration;

use movie_guru_contract::{Operation, WEB_REQUESTS};
use movie_guru_grader::{Feature, Timeline, World};
use movie_guru_test_support::{Server, backfill};
use promql::{Answer, Budget, Limits, instant};

use crate::{exact, names, subject};

#[tokio::test]
async fn prometheus_answers_of_a_world_what_we_do() {
    let mut timeline = Timeline { restarts: vec![Duration::from_secs(3_000)], ..exact(200, 0.7) };
    timeline.traffic.is_exact = false;
    timeline.traffic.instances = 2;
    timeline.calm.failing = 0.2;
    let chat = Operation::Chat.metrics();
    let mut asked = names(&[chat.attempts, chat.latency, WEB_REQUESTS]);
    asked.insert("up".to_owned());
    let world = World::of(&timeline, &subject(Operation::Chat, Feature::Answers, 0.99), &asked);
    let folder = tempfile::tempdir().unwrap();
    if !backfill(folder.path(), &world.open_metrics()) {
        return;
    }
    let Some(prometheus) = Server::prometheus(folder.path(), &[]).await else { return };
    let at = world.moment(150);
    let abandoned = std::sync::atomic::AtomicBool::new(false);
    for query in [
        format!("sum(increase({}[1h]))", chat.attempts.exposed()),
        format!("histogram_quantile(0.9, sum by (le, result) (rate({}_bucket[20m])))", chat.latency.exposed()),
        format!("sum by (result) (rate({}{{operation=\"chat\"}}[30m]))", WEB_REQUESTS.exposed()),
        "count by (job, region) (up)".to_owned(),
    ] {
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = prometheus.get(&format!("api/v1/query?query={encoded}&time={}", at.as_second())).await;
        let theirs = answer["data"]["result"].as_array().unwrap();
        let budget = Budget::new(Limits::default(), &abandoned);
        let Ok(Answer::Vector(ours)) = instant(&world, &query, at, &budget) else { unreachable!("a vector") };
        assert_eq!(theirs.len(), ours.len(), "{query}: {answer}");
        assert!(!ours.is_empty(), "{query}");
        for their in theirs {
            let labels = serde_json::from_value(their["metric"].clone()).unwrap();
            let (_, our) = ours.iter().find(|(own, _)| *own == labels).unwrap();
            let their: f64 = their["value"][1].as_str().unwrap().parse().unwrap();
            assert!((our.value - their).abs() <= 1e-9 * their.abs(), "{query}: {} and {their}", our.value);
        }
    }
}
