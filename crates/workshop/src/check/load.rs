//! People are at work.

use serde::Deserialize;

use super::finding::Finding;
use super::scene::Scene;
use super::words::plural;

/// People are at work: so many of them, and requests in the last minute.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadCheck {
    /// The fewest people.
    pub users: u64,
}

impl LoadCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let load = match scene.evidence.load.load().await {
            Ok(load) => load,
            Err(missing) => return missing.into(),
        };
        let people = |count| if count == 1 { "1 person is".to_owned() } else { format!("{count} people are") };
        if !load.is_running || load.users < self.users {
            let observed = if load.is_running || load.users == 0 {
                format!("{} at work.", people(load.users))
            } else {
                "The load generator's run has ended, so nobody asks for anything.".to_owned()
            };
            return Finding::fails(
                observed,
                format!("Press Start on the page of the load generator; {} people are enough.", self.users.max(5)),
            );
        }
        let rate = scene.metrics().value(&format!("sum(rate({}[1m]))", attempts())).await;
        match rate {
            Ok(Some(rate)) if rate > 0.0 => {
                let pages = plural((rate * 60.0).ceil() as usize, "main page");
                Finding::holds(format!("{} at work, with {pages} a minute.", people(load.users)))
            }
            Ok(_) => Finding::not_yet(
                format!("{} at work, and no main page was asked for in the last minute.", people(load.users)),
                "Look again in a minute.",
            ),
            Err(missing) => missing.into(),
        }
    }
}

fn attempts() -> String {
    movie_guru_contract::Operation::Startup.metrics().attempts.exposed()
}
