//! What cannot be read: a clear line each, and the rest is graded.

use std::fmt::Write;

use movie_guru_contract::Operation;
use movie_guru_workshop::grading::{File, of_files};
use proptest::prelude::*;

use crate::text::{assumed, known, read, unread};

fn right() -> String {
    format!("  - alert: Right\n    expr: sum(rate({}[5m])) > 5\n", Operation::Chat.metrics().attempts.exposed())
}

/// What is said of a rule beside one that is right, which is always graded.
fn said(rule: &str) -> Vec<String> {
    let file = format!("groups:\n- name: mine\n  rules:\n{rule}{}", right());
    let reading = read(&[("mine.yaml", &file)]);
    assert_eq!(reading.submission.subjects.len(), 1, "{rule}: {reading:#?}");
    assert_eq!(reading.submission.subjects[0].alerts[0].name, "Right");
    unread(&reading)
}

#[test]
fn each_mistake_of_a_rule_has_its_place_and_what_was_meant() {
    let all = Operation::Chat.metrics().attempts.exposed();
    let cases = [
        ("  - alert: A\n    exp: x > 1\n", "mine.yaml:5:5 A: nobody knows `exp` here. Did you mean `expr`?"),
        (
            "  - alert: A\n    expr: x > 1\n    for: 5\n",
            "mine.yaml:6:10 A: `for` must be a duration, not 5. Write it as `5m`",
        ),
        ("  - alert: A\n    expr: x > 1\n    for: five minutes\n", "not `five minutes`"),
        ("  - record: a b\n    expr: x\n", "mine.yaml:4:13 a b: `a b` is no name of a metric"),
        ("  - record: a\n    expr: x\n    for: 5m\n", "mine.yaml:6:5 a: `for` is of alerts, and this is a recording"),
        ("  - alert: A\n    record: b\n    expr: x\n", "is an alert and a recording at once"),
        ("  - expr: x\n", "mine.yaml:4:5: it is neither an alert nor a recording"),
        ("  - alert: A\n", "mine.yaml:4:5 A: it has no `expr`"),
        ("  - alert: A\n    expr: [x]\n", "`expr` must be an expression, not a list"),
        ("  - just words\n", "a rule must be a mapping, not `just words`"),
        ("  - alert: A\n    expr: x > 1\n    labels: {a-b: c}\n", "mine.yaml:6:14 A: `a-b` is no name of a label"),
        (
            "  - alert: A\n    expr: sum(rat(x[5m])) > 1\n",
            "mine.yaml:5:15 A: there is no function `rat`. Did you mean `rate`?",
        ),
        (
            "  - alert: A\n    expr: |\n      sum(rate(x[5m]))\n        && y > 1\n",
            "mine.yaml:7:9 A: `&&` cannot stand here. Did you mean `and`?",
        ),
        ("  - alert: A\n    expr: \"sum(rate(x{a=\\\"b\\\"}[5m]) > 1\"\n", "mine.yaml:5:15 A: `(` is not closed"),
    ];
    for (rule, expected) in cases {
        let said = said(rule);
        assert!(said.len() == 1 && said[0].contains(expected), "{rule}: {said:?}");
    }
    let near = said(&format!("  - alert: A\n    expr: rate({}x[5m]) > 1\n", all));
    assert!(near.len() == 1 && near[0].contains(&format!("Did you mean `{all}`?")), "{near:?}");
    let recording =
        said("  - alert: A\n    expr: job:errors:rate5min > 1\n  - record: job:errors:rate5m\n    expr: x\n");
    assert!(recording[0].contains("which no rule records. Did you mean `job:errors:rate5m`?"), "{recording:?}");
}

#[test]
fn metrics_that_the_timelines_do_not_have_are_said_once_with_the_list() {
    let mut rules = String::from("groups:\n- name: mine\n  rules:\n");
    for number in 0..20 {
        writeln!(rules, "  - alert: A{number}\n    expr: rate(shop_orders_{number}[5m]) > 1").unwrap();
    }
    let reading = read(&[("mine.yaml", &(rules + &right()))]);
    let said = unread(&reading);
    assert_eq!(said.len(), 20);
    assert!(said[7].contains("A7: it asks for `shop_orders_7`, which the timelines do not have"), "{said:?}");
    let lists: Vec<_> = reading.notes.iter().filter(|note| note.starts_with("The timelines have: ")).collect();
    let all = Operation::Chat.metrics().attempts.exposed();
    assert!(lists.len() == 1 && lists[0].contains(&all), "{lists:?}");
    assert_eq!(reading.submission.subjects.len(), 1);
}

#[test]
fn files_that_are_none_are_said_and_the_others_are_graded() {
    let good = format!("groups:\n- name: mine\n  rules:\n{}", right());
    let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), bytes: bytes.to_vec() };
    let mut enormous = b"groups: # ".to_vec();
    enormous.resize(9 << 20, b'x');
    let files = [
        file("empty.yaml", b""),
        file("comments.yaml", b"# nothing\n"),
        file("latin1.yaml", b"groups:\n- name: caf\xe9\n"),
        file("binary", &[0, 159, 146, 150]),
        file("other.yaml", b"hello: world\n"),
        file("broken.yaml", b"groups:\n- name: [x\n"),
        file("enormous.yaml", &enormous),
        file("slo.yaml", b"apiVersion: openslo/v1\nkind: SLO\n"),
        file("good.yaml", good.as_bytes()),
    ];
    let reading = of_files(&files, &known(), assumed());
    let said = unread(&reading);
    for expected in [
        "empty.yaml: it is empty. Hand in OpenSLO",
        "comments.yaml: it holds nothing but comments",
        "latin1.yaml:2: it is no text in UTF-8",
        "binary:1: it is no text in UTF-8",
        "other.yaml: it is neither OpenSLO nor rules of Prometheus",
        "broken.yaml:",
        "enormous.yaml: it has 9 MB, and 8 are read",
        "slo.yaml:",
    ] {
        assert!(said.iter().any(|line| line.starts_with(expected)), "{expected}: {said:#?}");
    }
    let broken = said.iter().find(|line| line.starts_with("broken.yaml:")).unwrap();
    assert!(broken.contains("is not YAML"), "{broken}");
    assert_eq!(reading.submission.subjects.len(), 1);
}

#[test]
fn five_hundred_rules_are_all_read() {
    let mut rules = String::from("groups:\n- name: mine\n  rules:\n");
    let all = Operation::Chat.metrics().attempts.exposed();
    for number in 0..500 {
        writeln!(rules, "  - alert: A{number}\n    expr: sum(rate({all}[5m])) > {number}").unwrap();
    }
    let reading = read(&[("mine.yaml", &rules)]);
    assert_eq!(unread(&reading), Vec::<String>::new());
    assert_eq!(reading.submission.subjects[0].alerts.len(), 500);
    for number in 500..5010 {
        writeln!(rules, "  - alert: A{number}\n    expr: sum(rate({all}[5m])) > {number}").unwrap();
    }
    let reading = read(&[("mine.yaml", &rules)]);
    let said = unread(&reading);
    assert_eq!(reading.submission.subjects[0].alerts.len(), 1000);
    assert!(said.iter().any(|line| line.contains("more than 5000 rules")), "{:?}", said.last());
    assert!(said.iter().any(|line| line.contains("more than 1000 alerts are not graded at once")), "{:?}", said.last());
}

#[test]
fn a_query_that_is_too_large_or_too_deep_is_said() {
    let long = format!("  - alert: A\n    expr: x{}\n", " + x".repeat(20_000));
    assert!(said(&long)[0].contains("longer than"), "{:?}", said(&long)[0].get(..200));
    let deep = format!("  - alert: A\n    expr: {}x{}\n", "(".repeat(1900), ")".repeat(1900));
    let deep = said(&deep);
    assert!(deep.len() == 1, "{deep:?}");
}

proptest! {
    #[test]
    fn any_file_is_read_or_said(lines in prop::collection::vec(prop::sample::select(vec![
        "groups:", "- name: a", "  rules:", "  - alert: A", "    expr: x > 1", "    expr: sum(x", "    for: 5m", "    labels: {a: b}",
        "  - record: b", "apiVersion: openslo/v1", "kind: SLO", "spec:", "---", "  - [", "}", "\t", "  metadata: {name: x}", "é: ü",
    ]), 0..14)) {
        let text = lines.join("\n");
        let reading = read(&[("any.yaml", &text)]);
        for unread in &reading.submission.unread {
            prop_assert!(unread.what.starts_with("any.yaml") && !unread.why.contains('\n'), "{:?}", unread);
        }
    }
}
