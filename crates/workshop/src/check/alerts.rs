//! Each SLO has a slow and a fast alert that can fire.

use movie_guru_slo::readable::percent;
use serde::Deserialize;

use super::burn::{has_any_room, has_room, is_fast, is_slow, slow_factors};
use super::counts::Sli;
use super::finding::Finding;
use super::matching::not_understood;
use super::scene::Scene;
use super::words::times;

/// Each of these SLIs has an SLO with a slow and a fast alert, both of which can fire.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertsCheck {
    /// The SLIs.
    pub slis: Vec<Sli>,
}

impl AlertsCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let mut said = Vec::new();
        for sli in &self.slis {
            let slo = match scene.slo(*sli).await {
                Ok(slo) => &slo.slo,
                Err(finding) => return finding,
            };
            let (title, target) = (slo.metadata.title(), slo.target);
            let factors: Vec<_> = slo.alerts.iter().map(|alert| format!("{}x", alert.factor)).collect();
            let has =
                if factors.is_empty() { "no alert".to_owned() } else { format!("alerts at {}", factors.join(" and ")) };
            let reach = target.highest_burn_rate();
            if let Some(alert) = slo.alerts.iter().find(|alert| alert.factor >= reach) {
                return Finding::fails(
                    format!(
                        "“{title}” has an alert at {}x; it burns at most {} times as fast.",
                        alert.factor,
                        times(reach)
                    ),
                    format!("It can never fire. Choose a factor below {}.", times(reach)),
                );
            }
            let (least_slow, most_slow) = slow_factors();
            if !has_any_room(target) {
                return Finding::fails(
                    format!(
                        "“{title}” has a target of {}, with which its budget burns at most {} times as fast.",
                        percent(target.share()),
                        times(reach)
                    ),
                    format!(
                        "That leaves no room for a fast alert above the slow one. Aim above {}.",
                        percent(1.0 - 1.0 / most_slow)
                    ),
                );
            }
            let beside = match scene.unread().await {
                Ok(unread) => {
                    not_understood(*sli, unread).map(|rule| format!(" {}", rule.in_words())).unwrap_or_default()
                }
                Err(missing) => return missing.into(),
            };
            if !slo.alerts.iter().any(is_slow) {
                return Finding::fails(
                    format!("“{title}” has {has}, and none for a slow burn.{beside}"),
                    format!("Give it one at {least_slow}x to {most_slow}x, over a long window."),
                );
            }
            if !slo.alerts.iter().any(|alert| is_fast(alert, target)) {
                let wanted = if !has_room(target) {
                    format!("more than {most_slow}x and less than {}x", times(reach))
                } else {
                    "10x".to_owned()
                };
                return Finding::fails(
                    format!("“{title}” has {has}, and none for a fast burn.{beside}"),
                    format!("Give it one at {wanted}, over a short window."),
                );
            }
            said.push(format!("“{title}” {}", factors.join(" and ")));
        }
        Finding::holds(format!("{}.", said.join("; ")))
    }
}
