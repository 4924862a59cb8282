//! What is seen in rules as they stand.

use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_grader::findings::Mistake;

use crate::answers::{Answer, DAY, documented, parsed, query, rules, subject, text};

fn alone(text: String, target: f64) -> Answer {
    Answer { subject: subject(target, 30 * DAY, vec![query(text)]), recordings: Vec::new() }
}

/// Bad logins of all over a range.
fn bad(range: &str) -> String {
    let metrics = Operation::Login.metrics();
    let (all, good) = (metrics.attempts.exposed(), metrics.success.unwrap().exposed());
    format!("(1 - sum(rate({good}[{range}])) / sum(rate({all}[{range}])))")
}

#[test]
fn a_factor_that_cannot_be_reached() {
    let answer = rules(&text("factor-out-of-reach"), 0.9);
    answer.each_is(Mistake::FactorOutOfReach);
    let burn = answer.only("FastBurn");
    assert!(burn.says.contains("more than 14.4") && burn.says.contains("never above 10"), "{burn:?}");
    assert!(burn.next.contains("below 10x; 5x makes sense"), "{burn:?}");
    let share = answer.only("BudgetWrittenOut");
    assert!(share.says.contains("more than 1.4") && share.next.contains("5x of it is 0.5"), "{share:?}");
    // The highest burn rate itself is never exceeded, and a little less is.
    alone(format!("{} / 0.1 > 10", bad("1h")), 0.9).each_is(Mistake::FactorOutOfReach);
    assert_eq!(alone(format!("{} / 0.1 > 9", bad("1h")), 0.9).findings(), []);
    assert_eq!(alone(format!("{} / 0.1 >= 10", bad("1h")), 0.9).findings(), []);
}

#[test]
fn a_factor_that_cannot_be_reached_in_a_document() {
    // A file that says so is refused; whoever has one elsewhere is told here.
    let mut set = parsed(&with_alert("0.9", "5", "1h", ""));
    set.slos[0].alerts[0].factor = 14.4;
    let concern = subject(0.9, 30 * DAY, Vec::new()).concern;
    let answer = Answer { subject: documented(&set.slos[0], concern, 30 * DAY), recordings: Vec::new() };
    let finding = answer.only("Burns fast");
    assert_eq!(finding.kind, Mistake::FactorOutOfReach);
    assert!(
        finding.says.contains("90 %") && finding.says.contains("10x") && finding.says.contains("14.4x"),
        "{finding:?}"
    );
    assert!(finding.next.contains("5x makes sense"), "{finding:?}");
}

#[test]
fn a_burn_rate_with_the_wrong_window() {
    let answer = rules(&text("wrong-window"), 0.999);
    answer.each_is(Mistake::WrongWindow);
    // 10 min of 30 days, at once the budget.
    assert!(answer.only("TargetOverTenMinutes").says.contains("0.023 %"), "{:?}", answer.only("TargetOverTenMinutes"));
    let much = answer.only("FastBurnOverThreeDays");
    assert!(much.says.contains("144 %") && much.says.contains("when much is lost"), "{much:?}");
    assert!(much.next.contains("0.5x over 3 days") || much.next.contains("14.4x over"), "{much:?}");
    assert!(answer.only("SinceTheBeginning").says.contains("since"), "{:?}", answer.only("SinceTheBeginning"));
    // The Workbook's own are in the middle.
    for (factor, long, short) in [(14.4, "1h", "5m"), (6.0, "6h", "30m"), (1.0, "3d", "6h")] {
        let pair = format!("{} > {factor} * 0.001 and {} > {factor} * 0.001", bad(long), bad(short));
        assert_eq!(alone(pair, 0.999).findings(), []);
    }
}

#[test]
fn the_windows_of_a_document_are_held_against_its_factor() {
    let concern = subject(0.99, 30 * DAY, Vec::new()).concern;
    for (factor, window, wanted) in [("2", "10m", Some("0.046 %")), ("10", "3d", Some("100 %")), ("14.4", "1h", None)] {
        let set = parsed(&with_alert("0.99", factor, window, ""));
        let answer = Answer { subject: documented(&set.slos[0], concern, 30 * DAY), recordings: Vec::new() };
        match wanted {
            None => assert_eq!(answer.findings(), []),
            Some(share) => {
                let finding = answer.only("Burns fast");
                assert_eq!(finding.kind, Mistake::WrongWindow);
                assert!(finding.says.contains(share), "{finding:?}");
            }
        }
    }
}

#[test]
fn windows_in_workshop_time_are_those_of_the_calendar() {
    // 2 min 30 s are an hour of workshop time.
    let mut answer = alone(format!("{} > 14.4 * 0.001", bad("2m30s")), 0.999);
    assert_eq!(answer.only("It").kind, Mistake::WrongWindow);
    answer.subject.pace = 24.0;
    assert_eq!(answer.findings(), []);
}

#[test]
fn a_recording_that_no_rule_makes() {
    let answer = rules(&text("undefined-recording"), 0.999);
    answer.each_is(Mistake::UndefinedRecording);
    let near = answer.only("AnotherWindow");
    assert!(near.says.contains("`login:error_ratio:5m`"), "{near:?}");
    assert!(near.next.contains("Did you mean `login:error_ratio:1h`?"), "{near:?}");
    assert!(answer.only("AnotherName").next.contains("record: slo:sli_error:ratio_rate1h"));
    assert!(answer.only("WithoutColons").next.contains("`login_burn_rate`"));
    assert!(answer.only("OfARecording").says.contains("by way of `login_mean`"));
}

#[test]
fn a_metric_that_the_app_does_not_expose() {
    let attempts = Operation::Login.metrics().attempts.exposed();
    let typo = attempts.replace("attempts", "attempt");
    let finding = alone(bad("1h").replace(&attempts, &typo) + " > 0.0144", 0.999).only("It");
    assert_eq!(finding.kind, Mistake::UnknownMetric);
    assert!(finding.says.contains(&format!("`{typo}`")), "{finding:?}");
    assert!(finding.next.contains(&format!("Did you mean `{attempts}`? For login there are")), "{finding:?}");
    let without_total = attempts.trim_end_matches("_total");
    let finding = alone(bad("1h").replace(&attempts, without_total) + " > 0.0144", 0.999).only("It");
    assert_eq!(finding.kind, Mistake::UnknownMetric);
    assert!(finding.next.contains(&format!("`{attempts}`")), "{finding:?}");
    let elsewhere = alone(
        "sum(rate(http_requests_total{code=~\"5..\"}[1h])) / sum(rate(http_requests_total[1h])) > 0.0144".to_owned(),
        0.999,
    );
    let finding = elsewhere.only("It");
    assert_eq!(finding.kind, Mistake::UnknownMetric);
    assert!(finding.next.contains(&attempts) && !finding.next.contains("_sum"), "{finding:?}");
    let of_process = movie_guru_contract::PROCESS_CPU.exposed();
    let finding = alone(format!("sum(rate({of_process}[1h])) > 1"), 0.999).findings().remove(0);
    assert!(finding.says.contains("a metric of the app that no timeline has"), "{finding:?}");
    let histogram = Operation::Login.metrics().latency.exposed();
    let finding = alone(format!("sum({histogram}) > 1"), 0.999).findings().remove(0);
    assert!(finding.says.contains(&format!("`{histogram}_bucket` and `{histogram}_count`")), "{finding:?}");
}

#[test]
fn labels_that_match_nothing() {
    let answer = rules(&text("labels-match-nothing"), 0.999);
    answer.each_is(Mistake::LabelsMatchNothing);
    assert!(
        answer.only("ValueCutShort").next.contains("Did you mean `error`? `result` of it is `success` or `error`.")
    );
    assert!(answer.only("AnotherOperation").next.contains("Did you mean `login`?"));
    let other = answer.only("LabelOfOthers");
    assert!(other.says.contains("has no label `status`") && other.next.contains("`instance`"), "{other:?}");
    assert!(answer.only("NoSuchBound").next.contains("`400` or `500`"), "{:?}", answer.only("NoSuchBound"));
    assert!(answer.only("AnotherCase").next.contains("Did you mean `Outcome`?"), "{:?}", answer.only("AnotherCase"));
    assert!(answer.only("SidesOfOtherLabels").next.contains("on ()"), "{:?}", answer.only("SidesOfOtherLabels"));
    assert!(answer.only("LabelThatTheRuleSetsOtherwise").next.contains("`login`"));
}

#[test]
fn labels_that_match_something_are_left_alone() {
    let latency = Operation::Login.metrics().latency.exposed();
    let fast =
        |le: &str| format!("1 - sum(rate({latency}_bucket{{{le}}}[1h])) / sum(rate({latency}_count[1h])) > 0.0144");
    for le in [
        "le=\"500\"",
        "le=\"500.0\"",
        "le=~\"500(\\\\.0)?\"",
        "le=~\"500|500.0\"",
        "le=\"500\",code!=\"x\"",
        "le=\"500\",a=\"\"",
    ] {
        assert_eq!(alone(fast(le), 0.999).findings(), [], "{le}");
    }
    for by in ["by (result) ", "by (instance) ", "without (le) "] {
        let per_instance =
            format!("sum {by}(rate({latency}_count[1h])) / sum {by}(rate({latency}_count[1h])) > 0.0144");
        assert_eq!(alone(per_instance, 0.999).findings(), [], "{by}");
    }
}

#[test]
fn right_answers_in_whichever_form_have_no_finding() {
    let answer = rules(&text("right"), 0.999);
    assert!(answer.subject.alerts.len() > 10);
    assert_eq!(answer.findings(), []);
}

#[test]
fn an_alert_on_the_raw_count() {
    rules(&text("raw-count"), 0.999).each_is(Mistake::RawCount);
    // A share of enough requests is none, nor is one written as a product.
    let metrics = Operation::Login.metrics();
    let (all, good) = (metrics.attempts.exposed(), metrics.success.unwrap().exposed());
    let enough = format!("{} > 0.0144 and sum(increase({all}[1h])) > 1000", bad("1h"));
    assert_eq!(alone(enough, 0.999).findings(), []);
    let product = format!("sum(rate({all}[1h])) - sum(rate({good}[1h])) > 0.0144 * sum(rate({all}[1h]))");
    assert_eq!(alone(product, 0.999).findings(), []);
    let percentile =
        format!("histogram_quantile(0.99, sum by (le) (rate({}_bucket[1h]))) > 500", metrics.latency.exposed());
    assert_eq!(alone(percentile, 0.999).findings(), []);
}

#[test]
fn a_rate_shorter_than_two_scrapes() {
    let answer = rules(&text("range-too-short"), 0.99);
    for alert in &answer.subject.alerts {
        let findings = answer.findings();
        let short = findings
            .iter()
            .find(|finding| finding.kind == Mistake::RangeTooShort && finding.alert.as_deref() == Some(&alert.name));
        let short = short.unwrap_or_else(|| panic!("{}: {findings:#?}", alert.name));
        assert!(short.next.contains("[2m]"), "{short:?}");
    }
    // In workshop time a scrape comes 24 times as often.
    let mut fast = alone(format!("{} > 0.144", bad("2m30s")), 0.99);
    fast.subject.pace = 24.0;
    assert_eq!(fast.findings(), []);
    let mut shorter = alone(format!("{} > 0.144 and {} > 0.144", bad("2m30s"), bad("2s")), 0.99);
    shorter.subject.pace = 24.0;
    assert_eq!(shorter.only("It").kind, Mistake::RangeTooShort);
}

#[test]
fn a_page_for_one_failure() {
    let answer = rules(&text("one-failure"), 0.999);
    answer.each_is(Mistake::PagesForOneFailure);
    assert!(answer.only("OneOfFive").says.contains("a single failure of 5"), "{:?}", answer.only("OneOfFive"));
    let concern = subject(0.99, 30 * DAY, Vec::new()).concern;
    let one = parsed(&with_alert("0.99", "14.4", "1h", "movie-guru-lab/min-requests: \"1\""));
    let answer = Answer { subject: documented(&one.slos[0], concern, 30 * DAY), recordings: Vec::new() };
    let finding = answer.only("Burns fast");
    assert_eq!(finding.kind, Mistake::PagesForOneFailure);
    assert!(
        finding.says.contains("one of 1 request is") && finding.next.contains("at least 10 requests"),
        "{finding:?}"
    );
}

#[test]
fn what_cannot_be_evaluated_is_said_with_its_place() {
    let answer = rules(&text("cannot-be-evaluated"), 0.999);
    answer.each_is(Mistake::CannotBeEvaluated);
    let says = |alert| answer.only(alert).says;
    assert!(says("NeverClosed").contains("column 4: `(` is never closed"), "{}", says("NeverClosed"));
    assert!(says("ClosedTwice").contains("`)` closes nothing"));
    assert!(answer.only("NoSuchFunction").next.contains("Did you mean `rate`?"), "{:?}", answer.only("NoSuchFunction"));
    assert!(says("NoSuchRange").contains("`1 hour` is no range"));
    assert!(says("NothingToCompareWith").contains("something must follow"));
    assert!(answer.only("WordsOfAnotherLanguage").next.contains("`and`"));
    assert!(says("ValueWithoutQuotes").contains("must be in quotes"));
    assert!(says("RateOfOneValue").contains("expected type range vector"), "{}", says("RateOfOneValue"));
    assert!(answer.only("RateOfOneValue").next.contains("[5m]"), "{:?}", answer.only("RateOfOneValue"));
    assert!(says("ByRecording").contains("by way of `login:errors`"), "{}", says("ByRecording"));
    let lines = alone("sum(rate(up[1h]))\n  > )".to_owned(), 0.999).only("It").says;
    assert!(lines.contains("line 2, column 5"), "{lines}");
}

#[test]
fn an_slo_without_alerts() {
    let answer = Answer { subject: subject(0.999, 30 * DAY, Vec::new()), recordings: Vec::new() };
    let findings = answer.findings();
    assert_eq!((findings.len(), findings[0].kind), (1, Mistake::NoAlert));
    assert!(findings[0].next.contains("14.4x over 1 h") && findings[0].next.contains("1x over 3 days"), "{findings:?}");
    let low = Answer { subject: subject(0.6, Duration::from_secs(86_400), Vec::new()), recordings: Vec::new() };
    assert!(low.findings()[0].next.contains("2.2x"), "{:?}", low.findings());
}

#[test]
fn a_query_of_many_levels_and_any_other_text_is_read_or_refused() {
    for text in
        ["", " ", "(", "((((", "1", "\"x\"", "{", "a{", "a{b", "a[", "sum", "sum by", "or", "a or", "# only", "é", "-"]
    {
        let findings = alone(text.to_owned(), 0.999).findings();
        findings.iter().for_each(|finding| assert!(!finding.says.is_empty(), "{text}"));
    }
    let deep = format!("{}up{} > 1", "(".repeat(1_900), ")".repeat(1_900));
    assert_eq!(alone(deep, 0.999).findings(), []);
    let long = format!("{} > 0.0144", vec![bad("1h"); 60].join(" + "));
    let _ = alone(long, 0.999).findings();
}

/// An SLO of logins with one alert.
fn with_alert(target: &str, factor: &str, window: &str, annotation: &str) -> String {
    let metrics = Operation::Login.metrics();
    let annotations =
        if annotation.is_empty() { String::new() } else { format!("\n      annotations:\n        {annotation}") };
    format!(
        r#"apiVersion: openslo/v1
kind: SLO
metadata:
  name: login-works
  displayName: Login works
spec:
  service: movie-guru
  indicator:
    metadata:
      name: login-works
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            type: Prometheus
            spec:
              query: {good}
        total:
          metricSource:
            type: Prometheus
            spec:
              query: {all}
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: {target}
  alertPolicies:
    - alertPolicyRef: burns-fast
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata:
  name: inbox
spec:
  target: inbox
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: burns-fast
  displayName: Burns fast
spec:
  alertWhenBreaching: true
  conditions:
    - kind: AlertCondition
      metadata:
        name: burns-fast{indented}
      spec:
        severity: page
        condition:
          kind: burnrate
          threshold: {factor}
          lookbackWindow: {window}
          alertAfter: 0m
  notificationTargets:
    - targetRef: inbox
"#,
        good = metrics.success.unwrap().exposed(),
        all = metrics.attempts.exposed(),
        indented = annotations.replace("\n", "\n  "),
    )
}
