//! Which SLO on the board counts what an SLI of the workshop counts, however it is written.

use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use movie_guru_contract::bounds::LATENCY_MS;
use movie_guru_slo::readable::percent;
use movie_guru_slo::{Measure, Side};

use super::counts::{Counted, Sli, counted, measured};
use super::finding::Finding;
use super::words::events_were_counted;
use crate::evidence::{BoardSlo, MadeIn, Metrics, Missing, Unread};

const RANGE: Duration = Duration::from_secs(300);
/// Two counts of the same requests at one moment are equal, but for how a rate is guessed at its ends.
const ALIKE: f64 = 0.005;
const LEAST: f64 = 20.0;

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

/// What was seen of a board at a moment.
#[derive(Clone, Copy)]
pub(super) struct Seen<'s> {
    pub(super) slos: &'s [BoardSlo],
    pub(super) unread: &'s [Unread],
    pub(super) made_in: MadeIn,
    pub(super) at: Timestamp,
}

/// The rule of an SLI among those that were not understood: it names the SLI, or counts what it counts.
pub(super) fn not_understood(sli: Sli, unread: &[Unread]) -> Option<&Unread> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let name = plain(sli.name());
    let names_it = |rule: &&Unread| {
        plain(&rule.rule).contains(&name) || rule.slo.as_ref().is_some_and(|slo| plain(slo).contains(&name))
    };
    let (counts, reads) =
        (sli.measure(None).counters(), |rule: &&Unread, metric: &str| rule.expression.contains(metric));
    let (part, all) = (&counts.part.metric, &counts.all.metric);
    unread.iter().find(names_it).or_else(|| unread.iter().find(|rule| reads(rule, part) || reads(rule, all)))
}

/// The SLO on the board that counts what an SLI of the workshop counts; or what to say where none does.
pub(super) async fn find<'a>(
    sli: Sli,
    seen: Seen<'a>,
    metrics: &dyn Metrics,
) -> Result<Result<&'a BoardSlo, Finding>, Missing> {
    let Seen { slos, unread, made_in, at: now } = seen;
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
    let bounds = if sli.usual_bound().is_some() { LATENCY_MS.map(Some).to_vec() } else { vec![None] };
    let reference = async |bound| measured(metrics, &sli.measure(bound), RANGE, now).await;
    let references: Result<Vec<_>, _> = join_all(bounds.into_iter().map(reference)).await.into_iter().collect();
    let references = references?;
    let total = references.first().map_or(0.0, |counted| counted.total);
    let title = sli.title();
    if total < LEAST {
        return Ok(Err(Finding::not_yet(
            format!("{} for “{title}” in five minutes; that is too little.", events_were_counted(total)),
            "See that people are at work, and look again in five minutes.",
        )));
    }
    let mut near = answered_alone(sli, slos);
    for slo in slos {
        let measured = counted(metrics, slo.counted(RANGE), now).await?;
        let name = slo.slo.metadata.title();
        match compare(measured, &references) {
            Match::Same => return Ok(too_far(sli, slo).map_or(Ok(slo), Err)),
            Match::Swapped => {
                near = Some(Finding::fails(
                    format!("“{name}” has good and all swapped."),
                    "What went well is good; what was tried is all.",
                ));
            }
            // One of time has the same requests, and is about something else.
            Match::OtherGood { .. } if matches!(slo.slo.indicator.measure, Measure::Threshold { .. }) => {}
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
    if let Some(near) = near {
        return Ok(Err(near));
    }
    let nothing = format!("No SLO measures that {title}.");
    let by_rules = made_in == MadeIn::Rules;
    Ok(Err(match (not_understood(sli, unread).filter(|_| by_rules), unmatched) {
        (Some(unread), _) => Finding::fails(format!("{nothing} {}", unread.in_words()), &unread.next),
        (None, Some((name, unmatched))) => Finding::fails(
            format!("{nothing} “{name}”: {unmatched}"),
            if by_rules { "Mend its rule." } else { "Mend its labels; Explore shows which values there are." },
        ),
        (None, None) if by_rules => Finding::fails(
            nothing,
            "Record its share of bad requests, and alert on it. Its metric is on the dashboard of challenge 4.",
        ),
        (None, None) => Finding::fails(
            nothing,
            "Make it with New SLO, which shows on live data what it would say. Its metric is on the dashboard of challenge 4.",
        ),
    }))
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
