//! Prometheus' language for tests of PromQL
//! (<https://github.com/prometheus/prometheus/blob/v2.42.0/promql/testdata/aggregators.test> is written in it): what is
//! loaded, what is asked, what must be answered. The cases are in `tests/cases`. Each is run here and by Debian's
//! Prometheus 2.42, so what they say is what that answers.
//!
//! Understood are `clear`, `load`, `eval`, `eval_ordered` and `eval_fail` of an `instant` or a `range`, and
//! `expected_fail_message`. Native histograms (`{{…}}`) are refused: there are none here.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod checks;
mod notation;
mod script;
mod world;

use std::fs;
use std::path::Path;

use checks::problem;
use script::Step;
use world::{Judge, World};

/// What does not hold in a script; each with file, line, and what was answered, in the language itself. None where the
/// judge is absent.
async fn failures(name: &str, text: &str, judge: Judge) -> Option<Vec<String>> {
    let steps = match script::read(text) {
        Ok(steps) => steps,
        Err(problem) => return Some(vec![format!("{name}:{problem}")]),
    };
    let mut failures = Vec::new();
    let mut lines = Vec::new();
    let mut world: Option<World> = None;
    for step in steps {
        match step {
            Step::Clear => (lines, world) = (Vec::new(), None),
            Step::Load(more) => {
                lines.extend(more);
                world = None;
            }
            Step::Eval(eval) => {
                let world = match &mut world {
                    Some(world) => world,
                    none => none.insert(World::of(judge, &lines).await?),
                };
                failures.extend(problem(&eval, world).await.map(|problem| format!("{name}:{problem}")));
            }
        }
    }
    Some(failures)
}

async fn every_case_holds(judge: Judge) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    let mut failed = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy();
        let Some(failures) = failures(&name, &fs::read_to_string(&file).unwrap(), judge).await else { return };
        failed.extend(failures);
    }
    assert!(failed.is_empty(), "{} cases do not hold\n{}", failed.len(), failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_the_language_holds() {
    every_case_holds(Judge::Ours).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_the_language_is_what_prometheus_answers() {
    every_case_holds(Judge::Prometheus).await;
}

const SCRIPT: &str = "
load 1m
  a{b=\"c\"}  1+1x3
  # between
  a{b=\"d\"}  5 _ stale 7-2x1

eval instant at 1m a
  a{b=\"c\"} 2
  a{b=\"d\"} 5

eval_ordered instant at 3m sort_desc(a)
  a{b=\"d\"} 7
  a{b=\"c\"} 4

eval range from 0 to 4m step 1m a{b=\"d\"}
  a{b=\"d\"} 5 5 _ 7 5

eval instant at 0 1 + 1
  2

eval_fail instant at 0 a + on () a
  expected_fail_message many-to-many matching

clear

eval instant at 0 a
";

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_holds_is_silent() {
    assert_eq!(failures("it", SCRIPT, Judge::Ours).await, Some(Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_is_told_with_its_line() {
    for (from, to, line, told) in [
        ("\"d\"} 5\n\n", "\"d\"} 6\n\n", "it:7: ", "answered a{b=\"d\"} 5"),
        ("  a{b=\"c\"} 2\n", "", "it:7: ", "answered a{b=\"c\"} 2"),
        ("sort_desc(a)", "sort(a)", "it:11: ", "answered a{b=\"c\"} 4"),
        ("5 5 _ 7 5", "5 5 5 7 5", "it:15: ", "answered a{b=\"d\"} 5 5 _ 7 5"),
        ("  2\n", "  3\n", "it:18: ", "answered 2"),
        ("a + on () a", "a", "it:21: ", "answered a{b=\"c\"} 1"),
        ("many-to-many", "few-to-few", "it:21: ", "many-to-many"),
        ("1+1x3", "{{schema:0}}", "it:3: ", "native histograms"),
        ("1+1x3", "1+x3", "it:3: ", "`1+x3`"),
        ("eval instant at 1m a", "eval instant a", "it:7: ", "eval instant at"),
        ("clear", "clean", "it:24: ", "clean"),
    ] {
        let script = SCRIPT.replacen(from, to, 1);
        assert_ne!(script, SCRIPT);
        let failures = failures("it", &script, Judge::Ours).await.unwrap();
        assert!(
            failures.len() == 1 && failures[0].starts_with(line) && failures[0].contains(told),
            "{to}: {failures:?}"
        );
    }
}
