//! SLOs are in the monitor and count the right requests.

use std::time::Duration;

use movie_guru_slo::readable::percent;
use serde::Deserialize;

use super::counts::{Sli, counted};
use super::finding::Finding;
use super::matching::not_understood;
use super::scene::Scene;
use crate::evidence::{BoardSlo, MadeIn, Missing};

/// Where no SLI of a whole window is at hand, it is of so long.
const RANGE: Duration = Duration::from_secs(300);

/// Each of these SLIs has an SLO.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlosCheck {
    /// The SLIs.
    pub slis: Vec<Sli>,
    /// What is looked at; both where it is left out.
    pub only: Option<Part>,
}

/// A part of what is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Whether there are as many SLOs as there should be.
    There,
    /// Whether each counts the right requests.
    Right,
}

impl SlosCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        match self.there(scene).await {
            Ok(Ok(slos)) if self.only == Some(Part::There) => Finding::holds(format!("{}.", names(slos))),
            Ok(Ok(_)) => self.right(scene).await,
            Ok(Err(finding)) => finding,
            Err(missing) => missing.into(),
        }
    }

    /// The SLOs, where there are enough.
    async fn there<'s>(&self, scene: &'s Scene<'_>) -> Result<Result<&'s [BoardSlo], Finding>, Missing> {
        let slos = scene.slos().await?;
        if slos.len() >= self.slis.len() {
            return Ok(Ok(slos));
        }
        let there = if slos.is_empty() {
            "There is no SLO yet.".to_owned()
        } else {
            format!("There are {}: {}.", slos.len(), names(slos))
        };
        let missing = self.slis.iter().map(|sli| sli.title()).collect::<Vec<_>>().join(", ");
        let number = self.slis.len();
        let unread = scene.unread().await?;
        let unread = self.slis.iter().find_map(|sli| not_understood(*sli, unread)).or(unread.first());
        Ok(Err(match (scene.made_in(), unread) {
            (MadeIn::Page, _) => {
                Finding::fails(there, format!("Make {number} on the board's page New SLO: {missing}."))
            }
            (MadeIn::Rules, Some(unread)) => Finding::fails(format!("{there} {}", unread.in_words()), &unread.next),
            (MadeIn::Rules, None) => Finding::fails(
                format!("{there} That is what its rules say."),
                format!(
                    "Write rules for {number}: {missing}. `lab slo render --to prometheus` writes those of OpenSLO."
                ),
            ),
        }))
    }

    async fn right(&self, scene: &Scene<'_>) -> Finding {
        let mut found = Vec::new();
        for sli in &self.slis {
            match scene.slo(*sli).await {
                Ok(slo) => match stands(slo, scene).await {
                    Ok(observed) => found.push(observed),
                    Err(finding) => return finding,
                },
                Err(finding) => return finding,
            }
        }
        Finding::holds(format!("{}.", found.join("; ")))
    }
}

fn names(slos: &[BoardSlo]) -> String {
    let name = |slo: &BoardSlo| {
        let derived = slo.derived.as_ref().map(|derived| format!(" ({derived})")).unwrap_or_default();
        format!("“{}”{derived}", slo.slo.metadata.title())
    };
    slos.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What it counted so far; what nothing was counted of is not said to be right.
async fn stands(slo: &BoardSlo, scene: &Scene<'_>) -> Result<String, Finding> {
    let (title, target) = (slo.slo.metadata.title(), percent(slo.slo.target.share()));
    let not_yet = |next: &str| {
        let observed = format!("“{title}” has counted no request yet, so it shows nothing of its target of {target}.");
        Err(Finding::not_yet(observed, next))
    };
    match (slo.sli, &slo.derived) {
        (Some(sli), _) => Ok(format!("“{title}” has {}, with a target of {target}", percent(sli))),
        // Prometheus has no SLI of a whole window at hand.
        (None, Some(_)) => match counted(scene.metrics(), slo.counted(RANGE), scene.now()).await?.share() {
            Some(_) => Ok(format!("“{title}” counts the same, with a target of {target}")),
            None => not_yet("See that people are at work, and look again in five minutes."),
        },
        (None, None) => not_yet(
            "An SLO counts from the moment it is made. See that people are at work, and look again in two minutes.",
        ),
    }
}
