//! The team's alerts, replayed against a timeline whose truth is known.

use std::time::Duration;

use movie_guru_slo::readable::percent;
use movie_guru_slo::{Alert, Slo};
use serde::Deserialize;

use super::burn::{is_fast, is_slow, slow_factors};
use super::counts::Sli;
use super::finding::{Finding, Verdict};
use super::scene::Scene;
use super::timeline::{HEALTHY, Replayed, TROUBLE};
use super::words::{on_the_clock, times};

/// A fast alert is told within so long, on the clock; in the workshop's time that is two hours.
const SOON: Duration = Duration::from_secs(300);

/// Alerts of these SLIs are right on a timeline that is well at first, and then has trouble.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayCheck {
    /// The scenario in which all is well.
    pub healthy: String,
    /// The scenario of the trouble.
    pub trouble: String,
    /// SLIs whose fast alert fires in the trouble, soon.
    #[serde(default)]
    pub fast: Vec<Sli>,
    /// SLIs whose slow alert fires in the trouble.
    #[serde(default)]
    pub slow: Vec<Sli>,
    /// SLIs none of whose alerts fires.
    #[serde(default)]
    pub quiet: Vec<Sli>,
    /// What is looked at; both where it is left out.
    pub only: Option<Part>,
}

/// A part of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Nothing fires while all is well.
    Healthy,
    /// What should fire does, once there is trouble.
    Trouble,
}

/// Where it is seen what was wrong, on more than this check's own timeline.
const SEE_IT_DRAWN: &str =
    "`lab grade` plays your alerts on a dozen incidents, and the monitor's page Grade draws them.";

impl ReplayCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let finding = self.replayed(scene).await;
        match (finding.verdict, &finding.next) {
            (Verdict::DoesNotHold, Some(next)) => Finding { next: Some(format!("{next} {SEE_IT_DRAWN}")), ..finding },
            _ => finding,
        }
    }

    async fn replayed(&self, scene: &Scene<'_>) -> Finding {
        let mut said = Vec::new();
        for sli in self.fast.iter().chain(&self.slow).chain(&self.quiet) {
            let slo = match scene.slo(*sli).await {
                Ok(slo) => &slo.slo,
                Err(finding) => return finding,
            };
            let title = slo.metadata.title();
            if slo.alerts.is_empty() {
                return Finding::fails(format!("“{title}” has no alert to replay."), "Give it a slow and a fast one.");
            }
            let Some(replayed) = scene.replayed(*sli, slo, &self.healthy, &self.trouble) else {
                return Finding::not_yet("The scenarios of this check are not there.", "Tell your coach.");
            };
            if self.only != Some(Part::Trouble)
                && let Some((policy, at)) = &replayed.early
            {
                return Finding::fails(
                    format!("{policy} of “{title}” fires after {} in which all is well.", on_the_clock(*at)),
                    "A call for nothing. Raise its factor, or its windows, so that a few failures in a row are not enough.",
                );
            }
            if self.only == Some(Part::Healthy) {
                said.push(format!("“{title}” stays quiet"));
                continue;
            }
            let found = if self.fast.contains(sli) {
                self.fast_enough(slo, &replayed)
            } else if self.slow.contains(sli) {
                self.told(slo, &replayed)
            } else {
                quiet(title, &replayed)
            };
            match found {
                Ok(observed) => said.push(observed),
                Err(finding) => return finding,
            }
        }
        Finding::holds(format!(
            "On a timeline of {} h that is well and {} that are not: {}.",
            HEALTHY.as_secs() / 3600,
            on_the_clock(TROUBLE),
            said.join("; ")
        ))
    }

    fn fast_enough(&self, slo: &Slo, replayed: &Replayed) -> Result<String, Finding> {
        let title = slo.metadata.title();
        let trouble = &self.trouble;
        let reach = out_of_reach(slo, replayed.burn, |alert| is_fast(alert, slo.target));
        match replayed.fast {
            Some(after) if after <= SOON => Ok(format!("“{title}” calls after {}", on_the_clock(after))),
            Some(after) => Err(Finding::fails(
                format!(
                    "The fast alert of “{title}” fires {} after {trouble} began; {} would be soon.",
                    on_the_clock(after),
                    on_the_clock(SOON)
                ),
                match reach {
                    Some(factor) => format!(
                        "That is late for a fast burn. Your budget burns at {} times the speed it may there, and the alert waits for {factor}x: \
                         lower its factor.",
                        times(replayed.burn)
                    ),
                    None => {
                        "That is late for a fast burn. Shorten its windows, or the time that it has to hold.".to_owned()
                    }
                },
            )),
            None => Err(Finding::fails(
                format!(
                    "No fast alert of “{title}” fires in {trouble}, where its budget burns at {} times the speed it may.",
                    times(replayed.burn)
                ),
                match reach {
                    Some(_) => "Lower its factor below that.",
                    None => "Look at its windows: would it fire if everything failed, and how soon?",
                },
            )),
        }
    }

    fn told(&self, slo: &Slo, replayed: &Replayed) -> Result<String, Finding> {
        let title = slo.metadata.title();
        if let Some(after) = replayed.slow {
            return Ok(format!("“{title}” says after {} that it burns slowly", on_the_clock(after)));
        }
        let (least, _) = slow_factors();
        let next = if replayed.burn <= least {
            format!(
                "A slow alert begins at {least}x, so this trouble is too little for a target of {}. Aim higher, above {}.",
                percent(slo.target.share()),
                percent(1.0 - slo.target.budget() * replayed.burn / least)
            )
        } else if out_of_reach(slo, replayed.burn, is_slow).is_some() {
            "Lower its factor below that, and give it a window that is full within half an hour of the clock."
                .to_owned()
        } else {
            "Its factor is below that, so it is the window: give it one that is full within half an hour of the clock."
                .to_owned()
        };
        Err(Finding::fails(
            format!(
                "No slow alert of “{title}” fires in {}, where its budget burns at {} times the speed it may.",
                self.trouble,
                times(replayed.burn)
            ),
            next,
        ))
    }
}

/// The lowest factor of these alerts, where none of them is below the burn rate.
fn out_of_reach(slo: &Slo, burn: f64, is_one: impl Fn(&Alert) -> bool) -> Option<String> {
    let least = slo.alerts.iter().filter(|alert| is_one(alert)).map(|alert| alert.factor).min_by(f64::total_cmp)?;
    (least >= burn).then(|| format!("{least}"))
}

fn quiet(title: &str, replayed: &Replayed) -> Result<String, Finding> {
    match &replayed.any {
        None => Ok(format!("“{title}” stays quiet")),
        Some(policy) => Err(Finding::fails(
            format!("{policy} of “{title}” fires, though nothing changed for it."),
            "A call for nothing. Raise its factor, or its windows.",
        )),
    }
}
