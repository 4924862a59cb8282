//! An alert was told.

use movie_guru_contract::{PHASE_INFO, label};
use serde::Deserialize;

use super::burn::{called, is_fast};
use super::counts::Sli;
use super::finding::Finding;
use super::scene::Scene;

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
        let slo = match scene.slo(self.sli).await {
            Ok(slo) => &slo.slo,
            Err(finding) => return finding,
        };
        let fired = match scene.evidence.board.fired().await {
            Ok(fired) => fired,
            Err(missing) => return missing.into(),
        };
        let metrics = scene.metrics();
        let title = slo.metadata.title();
        let fast: Vec<_> = slo.alerts.iter().filter(|alert| is_fast(alert, slo.target)).collect();
        for alert in fired.iter().filter(|alert| alert.slo == slo.metadata.name) {
            let Some(policy) = fast.iter().find(|its| its.policy.name == alert.policy) else { continue };
            let was_on =
                format!("{}{{{}=\"{}\"}} == 1", PHASE_INFO.exposed(), label::exposed(label::SCENARIO), self.scenario);
            match metrics.query(&was_on, Some(alert.at)).await {
                Ok(samples) if !samples.is_empty() => {
                    return Finding::holds(format!(
                        "{} of “{title}” fired at {}.",
                        called(policy),
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
            "Ship the release as this challenge's page says, and keep the inbox open.",
        )
    }
}
