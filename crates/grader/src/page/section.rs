//! All that is said of an SLO: the verdict first, then what led to it.

use maud::{Markup, html};
use movie_guru_slo::readable::percent;

use super::drawing::legend;
use super::marked::with_code;
use super::panel::{comparison, panel};
use super::what_if;
use crate::graded::{AlertName, GradedSubject};
use crate::report::words::{duration, share};

/// The section of the SLO of this number.
pub(super) fn section(number: usize, subject: &GradedSubject, sliders: Option<&str>) -> Markup {
    let verdict = &subject.verdict;
    html! {
        section .card .stack {
            h2 {
                (subject.title) " " span .promise { (percent(subject.target)) " over " (duration(subject.window)) }
            }
            p .headline { (with_code(&verdict.headline)) }
            @if !verdict.says.is_empty() { ul .says { @for says in &verdict.says { li { (with_code(says)) } } } }
            @if !subject.findings.is_empty() {
                h3 { "What to change" }
                ol .findings {
                    @for finding in &subject.findings {
                        li {
                            @if let Some(alert) = finding.alert.as_ref().filter(|alert| !finding.says.contains(*alert)) { code { (alert) } " " }
                            (with_code(&finding.says))
                            p .next { (with_code(&finding.next)) }
                        }
                    }
                }
            }
            @if !subject.sli.says.is_empty() || !subject.sli.next.is_empty() {
                h3 { "The SLO itself" }
                ul .says { @for says in subject.sli.says.iter().chain(&subject.sli.next) { li { (with_code(says)) } } }
            }
            @if !subject.alerts.is_empty() { (alerts(&subject.alerts)) }
            @if !subject.timelines.is_empty() {
                h3 { "On each timeline" }
                (comparison(&subject.timelines, &format!("{}: on each timeline", subject.title)))
                // Once is enough.
                @if number == 0 { (legend()) }
                @for (at, on) in subject.timelines.iter().enumerate() { (panel(subject, on, at == most_telling(subject))) }
            }
            @if let Some(address) = sliders { (what_if::form(number, subject, address)) }
        }
    }
}

/// The timeline that is open at first: the first on which something deserves a call.
fn most_telling(subject: &GradedSubject) -> usize {
    subject.timelines.iter().position(|on| on.together.recall.is_some()).unwrap_or_default()
}

fn alerts(alerts: &[AlertName]) -> Markup {
    html! {
        details {
            summary { "Its alerts" }
            ul .alerts {
                @for alert in alerts {
                    li {
                        strong { (alert.name) } " " span .small { (alert.severity) }
                        p { code { (alert.when) } }
                        p .small {
                            @match alert.least_error_rate {
                                Some(least) => { "Never fires below " (share(least)) " of errors." }
                                None => "Never fires, even if every request fails.",
                            }
                        }
                    }
                }
            }
        }
    }
}
