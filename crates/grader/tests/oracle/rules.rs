//! Rules over a short world, which `promtool test rules` evaluates: they fire at the same evaluations.

use std::fmt::Write as _;
use std::fs;

use movie_guru_grader::World;
use movie_guru_test_support::promtool;
use promql::Queryable;
use series::{METRIC_NAME, is_there, number};

use crate::{Names, at_scrapes, busy, minutes, names, played, recording, subject, world};

/// The series of a world as promtool reads them: a value for each scrape.
fn input(world: &World) -> String {
    let (start, end) = (world.start.as_millisecond(), world.moment(world.scrapes - 1).as_millisecond());
    let every = world.every.as_millis() as i64;
    let mut text = String::new();
    for selected in world.select(&[], start, end) {
        let (labels, points) = selected.unwrap();
        let inside = labels.iter().filter(|(name, _)| *name != METRIC_NAME);
        let inside: Vec<_> = inside.map(|(name, value)| format!("{name}={value:?}")).collect();
        let mut values = vec!["_".to_owned(); world.scrapes];
        for (at, value) in points.at.iter().zip(&points.values) {
            let value = if is_there(*value) { number::of_sample(*value) } else { "stale".to_owned() };
            values[((at - start) / every) as usize] = value;
        }
        writeln!(text, "  - series: '{}{{{}}}'", labels[METRIC_NAME], inside.join(",")).unwrap();
        writeln!(text, "    values: '{}'", values.join(" ")).unwrap();
    }
    text
}

#[test]
fn alerts_fire_when_promtool_says_so() {
    let Names { attempts, success, .. } = names();
    let recordings = [
        recording("chat:good:rate5m", &format!("sum(rate({success}[5m]))"), &[]),
        recording("chat:all:rate5m", &format!("sum(rate({attempts}[5m]))"), &[]),
        recording("chat:errors:ratio5m", "1 - chat:good:rate5m / chat:all:rate5m", &[("of", "chat")]),
        recording("chat:high", "chat:errors:ratio5m > 0.0402", &[]),
    ];
    let share = |range: &str| format!("1 - sum(rate({success}[{range}])) / sum(rate({attempts}[{range}])) > 0.0302");
    let alerts = [
        ("AtOnce", share("5m"), minutes(0), minutes(0)),
        ("Waits", share("2m"), minutes(3), minutes(0)),
        ("Stays", share("2m"), minutes(2), minutes(7)),
        ("Recorded", "chat:errors:ratio5m{of=\"chat\"} > 0.0502".to_owned(), minutes(1), minutes(2)),
        ("Stale", "chat:high".to_owned(), minutes(1), minutes(0)),
        ("Averaged", "avg_over_time(chat:errors:ratio5m[10m]) > 0.0402".to_owned(), minutes(0), minutes(0)),
    ];
    let subject = subject(&alerts);
    let world = world(&busy(minutes(150)), &subject, &recordings);
    let played = played(&world, &subject, &recordings);

    let folder = tempfile::tempdir().unwrap();
    let mut rules = "groups:\n- name: all\n  rules:\n".to_owned();
    for recording in &recordings {
        writeln!(rules, "  - record: {:?}\n    expr: {:?}", recording.record, recording.query).unwrap();
        for (name, value) in &recording.labels {
            writeln!(rules, "    labels: {{{name}: {value:?}}}").unwrap();
        }
    }
    for (name, query, after, keep) in &alerts {
        let (after, keep) = (after.as_secs(), keep.as_secs());
        writeln!(rules, "  - alert: {name}\n    expr: {query:?}\n    for: {after}s").unwrap();
        // Nothing is kept by leaving it out.
        if keep > 0 {
            writeln!(rules, "    keep_firing_for: {keep}s").unwrap();
        }
    }
    fs::write(folder.path().join("rules.yml"), rules).unwrap();

    let mut test = "rule_files: [rules.yml]\nevaluation_interval: 30s\ntests:\n- interval: 30s\n".to_owned();
    write!(test, "  input_series:\n{}  alert_rule_test:\n", input(&world)).unwrap();
    let mut asked = 0;
    for ((name, query, ..), played) in alerts.iter().zip(&played) {
        let fires = at_scrapes(&world, &played.firing);
        assert!(fires.contains(&true) && fires.contains(&false), "{name} tells nothing");
        let labels =
            if query.starts_with("avg") || name == &"Stale" || name == &"Recorded" { "{of: chat}" } else { "{}" };
        for scrape in 1..fires.len() - 1 {
            // Within one evaluation.
            if fires[scrape - 1] != fires[scrape] || fires[scrape + 1] != fires[scrape] {
                continue;
            }
            asked += 1;
            writeln!(test, "  - eval_time: {}s\n    alertname: {name}", scrape * 30).unwrap();
            let alerts = if fires[scrape] { format!("[{{exp_labels: {labels}}}]") } else { "[]".to_owned() };
            writeln!(test, "    exp_alerts: {alerts}").unwrap();
        }
    }
    assert!(asked > 1_000, "{asked}");
    fs::write(folder.path().join("test.yml"), test).unwrap();
    let Some(said) = promtool(folder.path(), &["test", "rules", "test.yml"]) else { return };
    assert!(said.passed(), "{}", said.text.chars().take(4_000).collect::<String>());
}
