//! What targets answer, read by the monitor and by Debian's Prometheus: the same targets, asked over HTTP by both, must be
//! up or down alike, and have the same series, values and moments.

mod bodies;
mod both;
mod mutations;

use bodies::Body;
use both::{Outcome, Scraped};

/// Bodies on which the two do not agree.
fn disagreements(bodies: &[Body], Scraped { ours, theirs, .. }: &Scraped) -> Vec<String> {
    let pairs = bodies.iter().zip(ours.iter().zip(theirs));
    let differ = pairs.filter(|(_, (ours, theirs))| ours.differs_from(theirs));
    differ.map(|(body, (ours, theirs))| format!("{body}\n  ours   {ours}\n  theirs {theirs}")).collect()
}

fn must_agree(bodies: &[Body], scraped: &Scraped) {
    let found = disagreements(bodies, scraped);
    assert!(found.is_empty(), "{} of {} bodies:\n{}", found.len(), bodies.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_body_is_read_as_prometheus_reads_it() {
    let now = both::now();
    let bodies = bodies::all(now);
    assert!(bodies.len() >= 150, "{}", bodies.len());
    let Some(scraped) = both::scrape(&bodies, now).await else { return };
    must_agree(&bodies, &scraped);
    // The table has much of either kind.
    let up = scraped.theirs.iter().filter(|outcome| matches!(outcome, Outcome::Up(_))).count();
    assert!(up > 50 && bodies.len() - up > 50, "{up} of {} are up", bodies.len());
    // A target that is down says where and why.
    let lines = scraped.ours.iter().filter_map(|outcome| match outcome {
        Outcome::Down(why) => Some(why.as_str()),
        Outcome::Up(_) => None,
    });
    let unclear: Vec<_> = lines.filter(|why| !why.starts_with("line ") && !why.contains("gzip")).collect();
    assert!(unclear.is_empty(), "{unclear:?}");
    assert_eq!(scraped.our_request, scraped.their_request);
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_bodies_are_read_as_prometheus_reads_them() {
    let now = both::now();
    let seed = std::env::var("LAB_MUTATIONS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(12);
    let bodies = mutations::of(&bodies::all(now), 500, seed);
    let Some(scraped) = both::scrape(&bodies, now).await else { return };
    must_agree(&bodies, &scraped);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_differences_that_stay_are_those_of_the_documentation() {
    let now = both::now();
    let bodies = bodies::that_differ();
    let Some(scraped) = both::scrape(&bodies, now).await else { return };
    assert_eq!(disagreements(&bodies, &scraped).len(), bodies.len());
    for (body, (ours, theirs)) in bodies.iter().zip(scraped.ours.iter().zip(&scraped.theirs)) {
        assert!(matches!((ours, theirs), (Outcome::Down(_), Outcome::Up(_))), "{body}: {ours} {theirs}");
    }
}
