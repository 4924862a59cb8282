//! Rules: those that the lab renders, and those of tools and people.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

use std::fmt::Write;
use std::time::Duration;

use movie_guru_contract::{CHAT_OUTCOME, Operation};
use movie_guru_grader::Condition;
use movie_guru_slo::render::prometheus;
use movie_guru_slo::{KnownMetrics, SloSet, Source, TimeScale};

use crate::text::{about, borrowed, queries, read, unread, workshop};

fn model() -> SloSet {
    let files = workshop(&["achievable.yaml", "alerts.yaml", "movie-guru.yaml"]);
    let sources: Vec<_> = files.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap()
}

/// An alert of a rule file.
fn alert(name: &str, expr: &str) -> String {
    format!("  - alert: {name}\n    expr: '{}'\n    labels: {{severity: page}}\n", expr.replace('\'', "''"))
}

fn file(rules: &[String]) -> String {
    format!("groups:\n- name: mine\n  rules:\n{}", rules.concat())
}

#[test]
fn what_the_lab_renders_is_the_same_subjects() {
    let set = model();
    let documents = workshop(&["achievable.yaml", "alerts.yaml", "movie-guru.yaml"]);
    let documents = read(&borrowed(&documents)).submission.subjects;
    let workshop = TimeScale::new(24.0, Duration::from_secs(5), jiff::Timestamp::UNIX_EPOCH).unwrap();
    for (scale, pace) in [(TimeScale::REAL, 1.0), (workshop, 24.0)] {
        let rules = prometheus::rules(&set, &scale).unwrap();
        let reading = read(&[("rules.yaml", &rules)]);
        assert_eq!(unread(&reading), Vec::<String>::new());
        let subjects = &reading.submission.subjects;
        assert_eq!(subjects.len(), documents.len());
        for (subject, document) in subjects.iter().zip(&documents) {
            assert_eq!((about(subject), subject.target), (about(document), document.target));
            assert_eq!((subject.window, subject.pace), (document.window, pace), "{}", subject.title);
            assert_eq!(subject.alerts.len(), document.alerts.len());
            assert_eq!(queries(subject).len(), document.alerts.len(), "what is graded is the rule's own expression");
            let (of_rules, of_document) = (subject.slo.as_ref().unwrap(), document.slo.as_ref().unwrap());
            assert_eq!(of_rules.indicator.measure, of_document.indicator.measure);
        }
        let recordings = &reading.submission.recordings;
        assert!(
            recordings.iter().any(|rule| rule.record == "slo:objective:ratio" && rule.labels["slo"] == "chat-is-fast")
        );
    }
}

/// As Sloth generates them: alerts that say by recordings' labels whose they are, two of one name.
#[test]
fn rules_of_sloth_are_its_slos() {
    let chat = Operation::Chat.metrics();
    let (all, good) = (chat.attempts.exposed(), chat.success.unwrap().exposed());
    let id = "sloth_id: guru-chat, sloth_service: guru, sloth_slo: chat";
    let of = r#"{sloth_id="guru-chat", sloth_service="guru", sloth_slo="chat"}"#;
    let mut rules = String::from("groups:\n- name: sloth-slo-sli-recordings-guru-chat\n  rules:\n");
    for window in ["5m", "30m", "1h", "6h"] {
        let expr = format!(
            "(sum(rate({all}[{window}])) - sum(rate({good}[{window}])))\n      /\n      (sum(rate({all}[{window}])))"
        );
        writeln!(rules, "  - record: slo:sli_error:ratio_rate{window}\n    expr: |\n      {expr}\n    labels: {{{id}, sloth_window: {window}}}").unwrap();
    }
    writeln!(rules, "  - record: slo:objective:ratio\n    expr: vector(0.999)\n    labels: {{{id}}}").unwrap();
    writeln!(rules, "  - record: slo:time_period:days\n    expr: vector(28)\n    labels: {{{id}}}").unwrap();
    for (factor, short, long, severity) in [(14.4, "5m", "1h", "page"), (6.0, "30m", "6h", "ticket")] {
        let above = |window: &str| format!("(slo:sli_error:ratio_rate{window}{of} > ({factor} * 0.001))");
        writeln!(
            rules,
            "  - alert: ChatErrors\n    expr: |\n      ({}\n      and ignoring (sloth_window)\n      {})\n    labels: {{sloth_severity: {severity}}}",
            above(short),
            above(long)
        )
        .unwrap();
    }
    let reading = read(&[("sloth.yaml", &rules)]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    let [subject] = reading.submission.subjects.as_slice() else { panic!("{reading:#?}") };
    assert_eq!((about(subject).as_str(), subject.target.share()), ("chat answers", 0.999));
    assert_eq!(subject.window, Duration::from_secs(28 * 86_400));
    let alerts: Vec<_> = subject.alerts.iter().map(|alert| (alert.name.as_str(), alert.severity.as_str())).collect();
    assert_eq!(alerts, [("ChatErrors", "page"), ("ChatErrors (2)", "ticket")]);
    assert!(
        reading.notes.iter().any(|note| note.contains("target 99.9 % by `slo:objective:ratio`")),
        "{:?}",
        reading.notes
    );
}

/// As Pyrra generates them: the target in the threshold, and an alert on what is gone beside it.
#[test]
fn rules_of_pyrra_are_its_slos() {
    let startup = Operation::Startup.metrics();
    let (all, good) = (startup.attempts.exposed(), startup.success.unwrap().exposed());
    let burn = |window: &str| {
        let expr = format!("(sum(rate({all}[{window}])) - sum(rate({good}[{window}]))) / sum(rate({all}[{window}]))");
        format!("  - record: startup:burnrate{window}\n    expr: {expr}\n    labels: {{slo: startup}}\n")
    };
    let rules = [
        burn("5m"),
        burn("1h"),
        "  - alert: ErrorBudgetBurn\n    expr: startup:burnrate5m{slo=\"startup\"} > (14 * (1-0.995)) and startup:burnrate1h{slo=\"startup\"} > (14 * (1-0.995))\n    for: 2m\n    labels: {slo: startup, severity: critical}\n".to_owned(),
        format!("  - alert: SLOMetricAbsent\n    expr: absent(sum(rate({all}[5m]))) == 1\n    for: 10m\n    labels: {{slo: startup}}\n"),
    ];
    let reading = read(&[("pyrra.yaml", &file(&rules))]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    let [subject] = reading.submission.subjects.as_slice() else { panic!("{reading:#?}") };
    assert_eq!((about(subject).as_str(), subject.target.share(), subject.alerts.len()), ("startup answers", 0.995, 1));
    let Condition::Query { after, .. } = &subject.alerts[0].condition else { panic!("{subject:?}") };
    assert_eq!(*after, Duration::from_secs(120));
    assert!(
        reading.notes.iter().any(|note| note.starts_with("1 alert on metrics that are gone")),
        "{:?}",
        reading.notes
    );
}

#[test]
fn alerts_that_no_slo_is_known_for_belong_together_by_what_they_ask_for() {
    let chat = Operation::Chat.metrics();
    let (all, good, ms) = (chat.attempts.exposed(), chat.success.unwrap().exposed(), chat.latency.exposed());
    let outcome = CHAT_OUTCOME.exposed();
    let rules = file(&[
        alert("TooManyErrors", &format!("sum(increase({all}[5m])) - sum(increase({good}[5m])) > 5")),
        alert("NoAnswers", &format!("sum(rate({good}[5m])) == 0")),
        alert("Slow", &format!("histogram_quantile(0.95, sum by (le) (rate({ms}_bucket[5m]))) > 3000")),
        alert("Unhappy", &format!("sum(rate({outcome}[1h])) < 0.01")),
        alert("Recorded", "job:errors:rate5m > 0.1"),
        format!("  - record: job:errors:rate5m\n    expr: sum(rate({all}[5m])) - sum(rate({good}[5m]))\n"),
    ]);
    let reading = read(&[("mine.yml", &rules)]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    let found = reading.submission.subjects.iter().map(|subject| {
        let names: Vec<_> = subject.alerts.iter().map(|alert| alert.name.as_str()).collect();
        (about(subject), subject.target.share(), names)
    });
    let found: Vec<_> = found.collect();
    assert_eq!(
        found,
        [
            ("chat answers".to_owned(), 0.999, vec!["TooManyErrors", "NoAnswers", "Recorded"]),
            ("chat within 3000".to_owned(), 0.999, vec!["Slow"]),
            ("chat pleases".to_owned(), 0.999, vec!["Unhappy"]),
        ]
    );
    assert!(reading.notes.iter().any(|note| note.contains("99.9 % over 30 days is assumed")), "{:?}", reading.notes);
}

#[test]
fn an_alert_beside_an_slo_is_of_that_slo() {
    let set = model();
    let rendered = prometheus::rules(&set, &TimeScale::REAL).unwrap();
    let chat = Operation::Chat.metrics().latency.exposed();
    let beside = file(&[
        alert("Raw", &format!("sum(increase({chat}_bucket{{le=\"5000\"}}[5m])) < 3")),
        "  - alert: ByLabel\n    expr: vector(1) > 2\n    labels: {slo: chat-engages}\n".to_owned(),
    ]);
    let reading = read(&[("rules.yaml", &rendered), ("beside.yaml", &beside)]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    let has = |title: &str, alert: &str| {
        let mut subjects = reading
            .submission
            .subjects
            .iter()
            .filter(|subject| subject.slo.as_ref().is_some_and(|slo| slo.metadata.name == title));
        subjects.any(|subject| subject.alerts.iter().any(|known| known.name == alert))
    };
    assert!(has("chat-is-fast", "Raw") && has("chat-engages", "ByLabel"), "{reading:#?}");
    assert_eq!(reading.submission.subjects.len(), set.slos.len());
}

#[test]
fn rules_of_the_kubernetes_operator_are_read_too() {
    let all = Operation::Chat.metrics().attempts.exposed();
    let rules = format!(
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{name: mine}}\nspec:\n  groups:\n  - name: mine\n    rules:\n    - alert: Quiet\n      expr: rate({all}[5m]) == 0\n"
    );
    let reading = read(&[("operator.yaml", &rules)]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    assert_eq!(reading.submission.subjects[0].alerts[0].name, "Quiet");
}
