//! An alert was told.

use movie_guru_contract::{PHASE_INFO, label};
use serde::Deserialize;

use super::alerts::is_fast;
use super::counts::Sli;
use super::finding::Finding;
use super::scene::Scene;
use super::slos::find;

/// The fast alert of an SLI's SLO fired while a scenario was on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxCheck {
    /// The SLI.
    pub sli: Sli,
    /// The scenario.
    pub scenario: String,
}

impl InboxCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let board = scene.evidence.board.as_ref();
        let (slos, fired) = match tokio::try_join!(board.slos(), board.fired()) {
            Ok(found) => found,
            Err(missing) => return missing.into(),
        };
        let metrics = scene.evidence.metrics.as_ref();
        let slo = match find(self.sli, &slos, metrics).await {
            Ok(Ok(slo)) => &slo.slo,
            Ok(Err(finding)) => return finding,
            Err(missing) => return missing.into(),
        };
        let title = slo.metadata.title();
        let fast: Vec<_> = slo.alerts.iter().filter(|alert| is_fast(alert, slo.target)).collect();
        let is_its = |policy: &str| fast.iter().any(|alert| alert.policy.name == policy);
        for alert in fired.iter().filter(|alert| alert.slo == slo.metadata.name && is_its(&alert.policy)) {
            let was_on =
                format!("{}{{{}=\"{}\"}} == 1", PHASE_INFO.exposed(), label::exposed(label::SCENARIO), self.scenario);
            match metrics.query(&was_on, Some(alert.at)).await {
                Ok(samples) if !samples.is_empty() => {
                    return Finding::holds(format!(
                        "{} of “{title}” fired at {}.",
                        alert.policy,
                        alert.at.strftime("%H:%M UTC")
                    ));
                }
                Ok(_) => {}
                Err(missing) => return missing.into(),
            }
        }
        let scenario = match scene.evidence.app.scenario().await {
            Ok(scenario) => scenario,
            Err(missing) => return missing.into(),
        };
        if scenario.as_ref() == Some(&self.scenario) {
            return Finding::not_yet(
                format!("The release is out, and no fast alert of “{title}” fired yet."),
                "Give it five minutes. Then look at its factor and windows.",
            );
        }
        Finding::fails(
            format!("No fast alert of “{title}” fired in {}.", self.scenario),
            format!("Ship the release with `lab phase set {}`, and keep the inbox open.", self.scenario),
        )
    }
}
