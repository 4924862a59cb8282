//! What to change, most important first.

use crate::findings::{Finding, Mistake};
use crate::graded::GradedSubject;
use crate::plain;

/// More are not read.
const MOST: usize = 6;
/// Nor are more names.
const MOST_ALERTS: usize = 4;

/// What to change, each once; nothing that follows of a mistake that is said already.
pub(super) fn next(graded: &GradedSubject) -> Vec<String> {
    let has = |finding: &Finding, kinds: fn(Mistake) -> bool| {
        graded.findings.iter().any(|known| kinds(known.kind) && known.alert == finding.alert)
    };
    let is_said = |finding: &&Finding| match finding.kind {
        Mistake::NeverFires => !has(finding, |kind| kind.rank() == 0),
        Mistake::PagesForOneFailure => !has(finding, |kind| kind == Mistake::RawCount),
        Mistake::CallsForNothing => {
            !has(finding, |kind| matches!(kind, Mistake::RawCount | Mistake::PagesForOneFailure | Mistake::WrongWindow))
        }
        _ => true,
    };
    let mut findings: Vec<_> = graded.findings.iter().filter(is_said).collect();
    findings.sort_by_key(|finding| finding.kind.rank());
    // The same advice for several alerts is one.
    let mut advice: Vec<(&str, Vec<String>)> = Vec::new();
    for finding in findings {
        let alert = finding.alert.as_ref().map(|alert| format!("`{alert}`"));
        match advice.iter_mut().find(|(known, _)| *known == finding.next) {
            Some((_, alerts)) => {
                alerts.extend(alert.filter(|alert| !alerts.contains(alert)).into_iter().collect::<Vec<_>>())
            }
            None => advice.push((&finding.next, alert.into_iter().collect())),
        }
    }
    let said = |(next, alerts): &(&str, Vec<String>)| match alerts.as_slice() {
        [] => (*next).to_owned(),
        alerts => format!("{}: {next}", plain::list(alerts, MOST_ALERTS)),
    };
    advice.iter().take(MOST).map(said).collect()
}
