//! Each SLO has a slow and a fast alert that can fire.

use movie_guru_slo::{Alert, Target};
use serde::Deserialize;

use super::counts::Sli;
use super::finding::Finding;
use super::scene::Scene;
use super::slos::find;

/// What a slow alert may be: 1.5 to 2 times as fast as it should be.
const SLOW: std::ops::RangeInclusive<f64> = 1.5..=2.0;
/// What a fast one is at least, where its target lets it: 6x is the second page of the SRE Workbook, chapter 5.
const FAST: f64 = 6.0;

/// Each of these SLIs has an SLO with a slow and a fast alert, both of which can fire.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertsCheck {
    /// The SLIs.
    pub slis: Vec<Sli>,
}

pub(super) fn is_slow(alert: &Alert) -> bool {
    SLOW.contains(&alert.factor)
}

/// Fast, as far as the target lets it: a burn rate is at most 1 / (1 - target).
pub(super) fn is_fast(alert: &Alert, target: Target) -> bool {
    let reach = target.highest_burn_rate();
    alert.factor > *SLOW.end() && alert.factor < reach && (alert.factor >= FAST || reach < 2.0 * FAST)
}

impl AlertsCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let slos = match scene.evidence.board.slos().await {
            Ok(slos) => slos,
            Err(missing) => return missing.into(),
        };
        let mut said = Vec::new();
        for sli in &self.slis {
            let slo = match find(*sli, &slos, scene.evidence.metrics.as_ref()).await {
                Ok(Ok(slo)) => &slo.slo,
                Ok(Err(finding)) => return finding,
                Err(missing) => return missing.into(),
            };
            let (title, target) = (slo.metadata.title(), slo.target);
            let factors: Vec<_> = slo.alerts.iter().map(|alert| format!("{}x", alert.factor)).collect();
            let has =
                if factors.is_empty() { "no alert".to_owned() } else { format!("alerts at {}", factors.join(" and ")) };
            let reach = target.highest_burn_rate();
            if let Some(alert) = slo.alerts.iter().find(|alert| alert.factor >= reach) {
                return Finding::fails(
                    format!("“{title}” has an alert at {}x; it burns at most {reach:.1} times as fast.", alert.factor),
                    format!("It can never fire. Choose a factor below {reach:.1}."),
                );
            }
            if !slo.alerts.iter().any(is_slow) {
                return Finding::fails(
                    format!("“{title}” has {has}, and none for a slow burn."),
                    "Give it one at 1.5x to 2x, over a long window.",
                );
            }
            if !slo.alerts.iter().any(|alert| is_fast(alert, target)) {
                let wanted = if reach < 2.0 * FAST {
                    format!("more than 2x and less than {reach:.1}x")
                } else {
                    "10x".to_owned()
                };
                return Finding::fails(
                    format!("“{title}” has {has}, and none for a fast burn."),
                    format!("Give it one at {wanted}, over a short window."),
                );
            }
            said.push(format!("“{title}” {}", factors.join(" and ")));
        }
        Finding::holds(format!("{}.", said.join("; ")))
    }
}
