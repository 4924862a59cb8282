//! Files with mistakes: each is named with its place, all in one go, and says what would be right.

use crate::files::parse;

pub(crate) const GOOD: &str = include_str!("good.yaml");

#[test]
fn the_good_file_is_good() {
    let set = parse(GOOD).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(set.objects.len(), 5);
    assert_eq!(set.slos.len(), 2);
    assert_eq!(set.slos[0].alerts.len(), 2);
}

/// `mistakes.txt` has three lines for each: what `good.yaml` says, what it says instead, and all that is said of it.
/// `UPDATE=1 cargo test` writes the third.
#[test]
fn each_mistake_is_told_with_its_place_and_what_would_be_right() {
    let unescaped = |text: &str| text.replace("\\n", "\n");
    let mut told = Vec::new();
    for case in include_str!("mistakes.txt").trim_end().split("\n\n") {
        let mut lines = case.lines();
        let (from, to) = (lines.next().unwrap(), lines.next().unwrap().trim_start_matches("> "));
        let text = GOOD.replacen(&unescaped(from), &unescaped(to), 1);
        assert_ne!(text, GOOD, "{from}");
        let problems = parse(&text).expect_err(to);
        told.push(format!("{from}\n> {to}\n{problems}"));
    }
    let told = told.join("\n\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workshop/mistakes.txt"), &told).unwrap();
    }
    similar(include_str!("mistakes.txt"), &told);
}

/// Says where two texts differ first.
fn similar(wanted: &str, found: &str) {
    for (wanted, found) in wanted.lines().zip(found.lines()) {
        assert_eq!(wanted, found);
    }
    assert_eq!(wanted.lines().count(), found.lines().count());
}

#[test]
fn all_mistakes_are_told_in_one_go_in_the_order_of_lines() {
    let text = GOOD
        .replacen("target: 0.9\n", "target: 1\n", 1)
        .replacen("budgetingMethod: Occurrences", "budgetingMethods: Occurrences", 1)
        .replacen("severity: page", "severities: page", 1)
        .replacen("value: 5000", "value: 4900", 1);
    let problems = parse(&text).unwrap_err();
    let fields: Vec<_> = problems.0.iter().map(|problem| problem.field.as_str()).collect();
    let wanted = [
        "spec.budgetingMethod",
        "spec.budgetingMethods",
        "spec.objectives[0].target",
        "spec.objectives[0].value",
        "spec.conditions[0].spec.severity",
        "spec.conditions[0].spec.severities",
    ];
    assert!(wanted.iter().all(|field| fields.contains(field)), "{problems}");
    assert!(problems.0.is_sorted_by_key(|problem| problem.position), "{problems}");
}

#[test]
fn what_is_not_yaml_is_refused_and_never_panics() {
    for text in ["", "---\n---\n", "a: [1", "\u{0}", "- 1\n- 2\n", "42", "\"", "*x", "a: &x [*x]", "%YAML 9\n---\n"] {
        assert!(parse(text).is_err(), "{text:?}");
    }
    assert!(parse(&"[".repeat(100_000)).is_err());
    assert!(parse(&"a: ".repeat(100_000)).is_err());
    assert!(parse(&format!("{}{GOOD}", "# much\n".repeat(10_000))).is_ok());
    let laughs: String = (1..12).map(|i| format!("a{i}: &a{i} [{}]\n", format!("*a{},", i - 1).repeat(9))).collect();
    assert!(parse(&format!("a0: &a0 ha\n{laughs}")).is_err());
}

#[test]
fn a_file_of_thousands_of_mistakes_is_refused_soon() {
    let one = GOOD.split("---").next().unwrap().replace("counter: true", "counter: false");
    let many: Vec<_> = (0..2_000).map(|n| one.replace("name: page-loads", &format!("name: page-loads-{n}"))).collect();
    let start = std::time::Instant::now();
    let problems = parse(&many.join("---\n")).unwrap_err();
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert!(!problems.0.is_empty());
}

#[test]
fn json_is_read_as_well() {
    let json = r#"{"apiVersion": "openslo/v1", "kind": "Service", "metadata": {"name": "app"}, "spec": {}}"#;
    assert_eq!(parse(json).unwrap().services[0].metadata.name, "app");
}

proptest::proptest! {
    #[test]
    fn a_good_file_with_a_line_changed_is_read_or_refused(line in 0usize..70, text in "\\PC{0,30}") {
        let changed: Vec<&str> = GOOD.lines().enumerate().map(|(i, old)| if i == line { text.as_str() } else { old }).collect();
        let _ = parse(&changed.join("\n"));
    }
}
