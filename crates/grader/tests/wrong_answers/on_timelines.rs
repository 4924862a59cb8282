//! Wrong answers, and the model, on the lab's own timelines.

use movie_guru_grader::findings::{Finding, Mistake};
use movie_guru_grader::report::{GradedSubject, Options, grade};
use movie_guru_grader::{Submission, Timeline};

use crate::answers::{Answer, is_a_sentence, rules, text};
use crate::model;

/// What is said of an answer on some timelines; on all where none is named.
fn graded(answer: Answer, names: &[&str]) -> GradedSubject {
    let all = Timeline::all().into_iter();
    let timelines: Vec<_> =
        all.filter(|timeline| names.is_empty() || names.contains(&timeline.name.as_str())).collect();
    assert!(timelines.len() >= names.len().max(1));
    let submission =
        Submission { subjects: vec![answer.subject], recordings: answer.recordings, ..Submission::default() };
    let options = Options { timelines: &timelines, recorded: Vec::new(), progress: &|_, _| () };
    let graded = grade(&submission, options).subjects.remove(0);
    let findings = graded.findings.iter().flat_map(|finding| [&finding.says, &finding.next]);
    let verdict = &graded.verdict;
    let said = [&verdict.headline].into_iter().chain(&verdict.says).chain(&verdict.next).chain(findings);
    said.chain(&graded.sli.says).chain(&graded.sli.next).for_each(|sentence| is_a_sentence(sentence));
    graded
}

fn of<'g>(graded: &'g GradedSubject, kind: Mistake, alert: Option<&str>) -> Option<&'g Finding> {
    graded.findings.iter().find(|finding| finding.kind == kind && finding.alert.as_deref() == alert)
}

#[test]
fn a_page_for_one_failure_at_night() {
    let night = graded(rules(&text("one-failure-at-night"), 0.999), &["low-traffic"]);
    let page = of(&night, Mistake::PagesForOneFailure, Some("OfTheLastHour"));
    let page = page.unwrap_or_else(|| panic!("{:#?}", night.findings));
    assert!(page.says.contains("“Low traffic”") && page.next.contains("requests in its window"), "{page:?}");
    assert_eq!(of(&night, Mistake::PagesForOneFailure, Some("OfEnoughRequests")), None);
    assert!(night.verdict.headline.contains("a week for nothing (“Low traffic”)"), "{:#?}", night.verdict);
}

#[test]
fn an_alert_that_no_timeline_triggers() {
    let never = graded(rules(&text("never-fires"), 0.99), &["sharp-outage", "slow-leak"]);
    let finding = of(&never, Mistake::NeverFires, Some("HeldFarTooLong"));
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", never.findings));
    assert!(finding.says.contains("never long enough"), "{finding:?}");
    assert!(never.verdict.headline.starts_with("Nobody would ever be called: "), "{:#?}", never.verdict);
}

#[test]
fn two_alerts_that_always_fire_together() {
    let twins = graded(rules(&text("twins"), 0.99), &["sharp-outage", "flapping"]);
    let finding = of(&twins, Mistake::Twins, None).unwrap_or_else(|| panic!("{:#?}", twins.findings));
    assert!(finding.says.contains("`ByTheShare` and `ByTheBurnRate` always fire together"), "{finding:?}");
}

#[test]
fn an_alert_that_is_always_on() {
    let always = graded(rules(&text("raw-count"), 0.999), &["healthy"]);
    let finding = of(&always, Mistake::CallsForNothing, Some("NoComparison"));
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", always.findings));
    assert!(finding.says.contains("100 % of the time on “Healthy”"), "{finding:?}");
    assert!(always.verdict.headline.starts_with("Something would fire for 100 % of the time"), "{:#?}", always.verdict);
}

/// The mistakes that this folder is about, as far as timelines show them.
const WRONG: [Mistake; 4] =
    [Mistake::PagesForOneFailure, Mistake::NeverFires, Mistake::CallsForNothing, Mistake::Twins];

#[test]
fn the_model_has_none_of_these() {
    let set = model::model();
    let slo = set.slos.iter().find(|slo| slo.metadata.name == "main-page-loads").unwrap();
    let graded = graded(Answer { subject: model::subject(slo), recordings: Vec::new() }, &[]);
    let wrong: Vec<_> = graded.findings.iter().filter(|finding| WRONG.contains(&finding.kind)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // What no alert on the SLI can know of is said of the SLI.
    assert!(graded.sli.says[0].contains("is not what users feel: on “Lost on the way”"), "{:#?}", graded.sli);
    assert!(graded.findings.iter().any(|finding| finding.next.starts_with("No alert on this SLI can know of it")));
    let said = &graded.sli.says;
    assert!(
        said.iter().any(|says| says == "90 % would have been met on 11 of 12 timelines, not on “Slow leak”."),
        "{said:#?}"
    );
}
