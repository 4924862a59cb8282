//! SLOs are in the monitor and count the right requests.

use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use movie_guru_contract::bounds::LATENCY_MS;
use movie_guru_slo::readable::percent;
use movie_guru_slo::{Measure, Side};
use serde::Deserialize;

use super::counts::{Counted, Sli, counted};
use super::finding::Finding;
use super::scene::Scene;
use crate::evidence::{BoardSlo, Metrics, Missing};

const RANGE: Duration = Duration::from_secs(300);
/// Two counts of the same requests at one moment are equal, but for how a rate is guessed at its ends.
const ALIKE: f64 = 0.005;
const LEAST: f64 = 20.0;

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

/// How an SLO and an SLI of the workshop go together.
enum Match {
    /// It counts the same.
    Same,
    /// It counts the same requests, and others of them as good.
    OtherGood { sli: f64, expected: f64 },
    /// Good and all are swapped.
    Swapped,
    /// It is about something else.
    No,
}

impl SlosCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let slos = match scene.evidence.board.slos().await {
            Ok(slos) => slos,
            Err(missing) => return missing.into(),
        };
        let names = || slos.iter().map(|slo| format!("“{}”", slo.slo.metadata.title())).collect::<Vec<_>>().join(", ");
        if slos.len() < self.slis.len() {
            let there = if slos.is_empty() {
                "There is no SLO yet.".to_owned()
            } else {
                format!("There are {}: {}.", slos.len(), names())
            };
            let missing = self.slis.iter().map(|sli| sli.title()).collect::<Vec<_>>().join(", ");
            return Finding::fails(there, format!("Make {} on the board's page New SLO: {missing}.", self.slis.len()));
        }
        if self.only == Some(Part::There) {
            return Finding::holds(format!("{}.", names()));
        }
        let mut found = Vec::new();
        for sli in &self.slis {
            match find(*sli, &slos, scene.evidence.metrics.as_ref()).await {
                Ok(Ok(slo)) => {
                    let target = percent(slo.slo.target.share());
                    found.push(format!(
                        "“{}” has {} of {target}",
                        slo.slo.metadata.title(),
                        slo.sli.map_or_else(|| "no requests".to_owned(), percent)
                    ));
                }
                Ok(Err(finding)) => return finding,
                Err(missing) => return missing.into(),
            }
        }
        Finding::holds(format!("{}.", found.join("; ")))
    }
}

/// The SLO on the board that counts what an SLI of the workshop counts; or what to say where none does.
pub(super) async fn find<'a>(
    sli: Sli,
    slos: &'a [BoardSlo],
    metrics: &dyn Metrics,
) -> Result<Result<&'a BoardSlo, Finding>, Missing> {
    // Written alike is the same, with traffic or without.
    let is_written_alike = |slo: &&BoardSlo| match (&slo.slo.indicator.measure, sli.usual_bound()) {
        (Measure::Threshold { bound, side: Side::AtMost, .. }, Some(_)) => {
            slo.slo.indicator.measure == sli.measure(Some(*bound))
        }
        (measure, None) => *measure == sli.measure(None),
        _ => false,
    };
    if let Some(slo) = slos.iter().find(is_written_alike) {
        return Ok(too_far(sli, slo).map_or(Ok(slo), Err));
    }
    let now = Timestamp::now();
    let bounds = if sli.usual_bound().is_some() { LATENCY_MS.map(Some).to_vec() } else { vec![None] };
    let reference = async |bound| counted(metrics, &sli.measure(bound), RANGE, now).await;
    let references: Result<Vec<_>, _> = join_all(bounds.into_iter().map(reference)).await.into_iter().collect();
    let references = references?;
    let total = references.first().map_or(0.0, |counted| counted.total);
    let title = sli.title();
    if total < LEAST {
        return Ok(Err(Finding::not_yet(
            format!("{total:.0} events were counted for “{title}” in five minutes; that is too little."),
            "See that people are at work, and look again in five minutes.",
        )));
    }
    let mut near = answered_alone(sli, slos);
    for slo in slos {
        let measured = counted(metrics, &slo.slo.indicator.measure, RANGE, now).await?;
        let name = slo.slo.metadata.title();
        match compare(measured, &references) {
            Match::Same => return Ok(too_far(sli, slo).map_or(Ok(slo), Err)),
            Match::Swapped => {
                near = Some(Finding::fails(
                    format!("“{name}” has good and all swapped."),
                    "What went well is good; what was tried is all.",
                ));
            }
            Match::OtherGood { sli: has, expected } if near.is_none() && sli.usual_bound().is_none() => {
                near = Some(Finding::fails(
                    format!(
                        "“{name}” counts the requests of “{title}”, but others of them as good: it has {}, where {} is so.",
                        percent(has),
                        percent(expected)
                    ),
                    "Look at what it counts as good: which label tells the good ones apart?",
                ));
            }
            Match::OtherGood { .. } | Match::No => {}
        }
    }
    let unmatched = slos.iter().find_map(|slo| Some((slo.slo.metadata.title(), slo.unmatched.as_ref()?)));
    Ok(Err(near.unwrap_or_else(|| match unmatched {
        Some((name, unmatched)) => Finding::fails(
            format!("No SLO measures that {title}. “{name}”: {unmatched}"),
            "Mend its labels; Explore shows which values there are.",
        ),
        None => Finding::fails(
            format!("No SLO measures that {title}."),
            "Make it with New SLO, which shows on live data what it would say. Its metric is on the dashboard of challenge 4.",
        ),
    })))
}

/// Something else than fast: milliseconds taken for seconds, say.
fn too_far(sli: Sli, slo: &BoardSlo) -> Option<Finding> {
    let Measure::Threshold { bound, .. } = slo.slo.indicator.measure else { return None };
    let usual = sli.usual_bound()?;
    (bound < usual / 4.0 || bound > usual * 4.0).then(|| {
        Finding::fails(
            format!("“{}” calls fast what takes at most {bound} ms.", slo.slo.metadata.title()),
            format!("The histogram is in milliseconds. How long do people wait before they look at their phone? Try {usual}."),
        )
    })
}

/// "It answered" is not "it was of use": the SLO of one that is taken for the other.
fn answered_alone(sli: Sli, slos: &[BoardSlo]) -> Option<Finding> {
    let answers = Sli::ChatAnswers.measure(None);
    let slo = slos.iter().find(|slo| sli == Sli::ChatEngages && slo.slo.indicator.measure == answers)?;
    Some(Finding::fails(
        format!("“{}” counts whether an answer came, not whether it was of use.", slo.slo.metadata.title()),
        "Count what people did with an answer: the counter of outcomes, told apart by its label.",
    ))
}

fn compare(measured: Counted, references: &[Counted]) -> Match {
    let alike = |one: f64, other: f64| (one - other).abs() <= ALIKE * other.max(one) + 0.01;
    let Some(first) = references.first() else { return Match::No };
    if alike(measured.total, first.total) && measured.total > 0.0 {
        if references.iter().any(|reference| alike(measured.good, reference.good)) {
            return Match::Same;
        }
        return Match::OtherGood { sli: measured.good / measured.total, expected: first.good / first.total };
    }
    let is_swapped = |reference: &Counted| {
        alike(measured.total, reference.good)
            && alike(measured.good, reference.total)
            && reference.good < reference.total
    };
    if references.iter().any(is_swapped) { Match::Swapped } else { Match::No }
}
