//! Targets lie between what is and what can be.

use std::time::Duration;

use movie_guru_slo::readable::percent;
use serde::Deserialize;

use super::counts::{Scenario, Sli, measured};
use super::finding::Finding;
use super::scene::Scene;
use super::words::{events_were_counted, milliseconds, names_a_window, share};
use crate::workbook::Row;

/// Long enough that five people make a share of it that does not wander: a target may be a few points above it.
const RANGE: Duration = Duration::from_secs(3600);
const LEAST: f64 = 20.0;

/// An achievable target for each SLI is above what is measured and within reach; an aspirational one is stricter.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetsCheck {
    /// The list, with the columns [`TargetsCheck::COLUMNS`].
    pub field: String,
    /// The SLIs that need targets.
    pub slis: Vec<Sli>,
    /// The scenario in which they are measured.
    pub now: String,
    /// The scenario that follows, within whose reach an achievable target is.
    pub next: String,
    /// Which targets are looked at; both where it is left out.
    pub only: Option<Line>,
}

/// One of the two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// Whether all is filled in.
    Complete,
    /// To reach within a month.
    Achievable,
    /// To grow towards.
    Aspirational,
}

impl TargetsCheck {
    pub(super) const COLUMNS: [&'static str; 6] =
        ["sli", "achievable", "achievable_within", "aspirational", "aspirational_within", "window"];

    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let answer = scene.answer(&self.field);
        let rows = answer.rows();
        let mut said = Vec::new();
        for sli in &self.slis {
            let title = sli.title();
            let Some(row) =
                rows.iter().find(|row| row.get("sli").and_then(|name| Sli::named(name.trim())) == Some(*sli))
            else {
                return Finding::fails(
                    format!("“{title}” has no targets yet."),
                    "Add it to the list, with both targets and a window.",
                );
            };
            let targets = match Targets::read(*sli, row) {
                Ok(targets) => targets,
                Err(finding) => return finding,
            };
            if self.only.is_none_or(|only| only == Line::Aspirational)
                && let Some(finding) = targets.aspires()
            {
                return finding;
            }
            if self.only.is_none_or(|only| only == Line::Achievable) {
                match self.is_achievable(&targets, scene).await {
                    Ok(observed) => said.push(observed),
                    Err(finding) => return finding,
                }
            } else {
                said.push(format!("“{title}”: {}, then {}.", targets.achievable.shown(), targets.aspirational.shown()));
            }
        }
        Finding::holds(said.join(" "))
    }

    async fn is_achievable(&self, targets: &Targets, scene: &Scene<'_>) -> Result<String, Finding> {
        let (title, target) = (targets.sli.title(), targets.achievable);
        let scenario = scene.evidence.app.scenario().await?;
        if scenario.as_ref() != Some(&self.now) {
            let on = scenario.unwrap_or_else(|| "one of your own".to_owned());
            return Err(Finding::not_yet(
                format!("The scenario {on} is on; what is measured now is that of {}.", self.now),
                "Start this challenge, and give it five minutes.",
            ));
        }
        let measure = targets.sli.measure(target.within);
        let counted = measured(scene.metrics(), &measure, RANGE, scene.now()).await;
        let counted = counted?;
        let Some(now) = counted.share().filter(|_| counted.total >= LEAST) else {
            let observed = format!("{} for “{title}”; that is too little.", events_were_counted(counted.total));
            return Err(Finding::not_yet(observed, "See that people are at work, and look again in five minutes."));
        };
        let next = Scenario::named(&self.next).unwrap_or_default().share(targets.sli, target.within);
        let observed = format!("“{title}” has {} now; your target is {}.", percent(now), target.shown());
        if target.share <= now {
            Err(Finding::fails(observed, "That is met already, so nothing has to change. Aim above what is measured."))
        } else if target.share > next {
            Err(Finding::fails(
                observed,
                "The team does not get there within a month. A month of work halves the failures, perhaps.",
            ))
        } else {
            Ok(observed)
        }
    }
}

#[derive(Clone, Copy)]
struct Aim {
    share: f64,
    within: Option<f64>,
}

impl Aim {
    fn shown(self) -> String {
        match self.within {
            Some(within) => format!("{} within {within} ms", percent(self.share)),
            None => percent(self.share),
        }
    }
}

struct Targets {
    sli: Sli,
    achievable: Aim,
    aspirational: Aim,
}

impl Targets {
    fn read(sli: Sli, row: &Row) -> Result<Self, Finding> {
        let cell = |column: &str| row.get(column).map_or("", |text| text.trim());
        let title = sli.title();
        let aim = |column: &str| {
            let text = cell(column);
            if text.is_empty() {
                return Err(Finding::fails(
                    format!("“{title}” has no {column} target yet."),
                    "Write it as a share, as 90 %.",
                ));
            }
            let Some(aim) = share(text) else {
                return Err(Finding::fails(format!("“{title}”: {text} is no share."), "Write it as a share, as 90 %."));
            };
            if aim >= 1.0 {
                let next = "100 % leaves no budget: one failure, and it is missed for good. Leave room for it.";
                return Err(Finding::fails(format!("“{title}” aims at {text}."), next));
            }
            let within = cell(&format!("{column}_within"));
            let bound = sli.usual_bound().map(|usual| match (within.is_empty(), milliseconds(within)) {
                (true, _) => Ok(usual),
                (false, Some(bound)) => bucket(sli, bound),
                (false, None) => {
                    Err(Finding::fails(format!("“{title}”: {within} is no time."), "Write it as 5 s, or 500 ms."))
                }
            });
            Ok(Aim { share: aim, within: bound.transpose()? })
        };
        let (achievable, aspirational) = (aim("achievable")?, aim("aspirational")?);
        if !names_a_window(cell("window")) {
            return Err(Finding::fails(
                format!("“{title}” has no window yet."),
                "Say over which time it counts: 24 hours, 7 days.",
            ));
        }
        Ok(Self { sli, achievable, aspirational })
    }

    /// None where the aspirational target is the stricter one.
    fn aspires(&self) -> Option<Finding> {
        let (month, year) = (self.achievable, self.aspirational);
        let slower = year.within > month.within;
        let stricter = year.share > month.share || year.within < month.within;
        (slower || year.share < month.share || !stricter).then(|| {
            Finding::fails(
                format!("“{}”: {} is not stricter than {}.", self.sli.title(), year.shown(), month.shown()),
                "A higher share is stricter, and so is the same share in less time.",
            )
        })
    }
}

/// The time, where it is the bound of a bucket: others cannot be counted.
fn bucket(sli: Sli, bound: f64) -> Result<f64, Finding> {
    let bounds = movie_guru_contract::bounds::LATENCY_MS;
    if bounds.contains(&bound) {
        return Ok(bound);
    }
    let near = |bounds: &mut dyn Iterator<Item = f64>| bounds.next().map(|bound| format!("{bound} ms"));
    let around = [
        near(&mut bounds.into_iter().rev().filter(|known| *known < bound)),
        near(&mut bounds.into_iter().filter(|known| *known > bound)),
    ];
    let around: Vec<_> = around.into_iter().flatten().collect();
    Err(Finding::fails(
        format!("“{}”: {bound} ms is not the bound of a bucket, so it cannot be counted.", sli.title()),
        format!("Take {}.", around.join(" or ")),
    ))
}
