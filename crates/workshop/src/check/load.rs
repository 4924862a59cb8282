//! People are at work.

use serde::Deserialize;

use super::finding::Finding;
use super::scene::Scene;

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
            return Finding::fails(
                format!("{} at work.", people(load.users)),
                format!("Press Start on the page of the load generator; {} people are enough.", self.users.max(5)),
            );
        }
        let rate = scene.evidence.metrics.value(&format!("sum(rate({}[1m]))", attempts())).await;
        match rate {
            Ok(Some(rate)) if rate > 0.0 => {
                Finding::holds(format!("{} at work, with {:.0} main pages a minute.", people(load.users), rate * 60.0))
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
