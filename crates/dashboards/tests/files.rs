//! The kept files, held against their one description, the contract, and those who will read them. `UPDATE=1 cargo test
//! -p movie-guru-dashboards` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use movie_guru_dashboards::{Dashboard, all, gcp, grafana, read};
use movie_guru_telemetry::catalogue;
use movie_guru_telemetry::contract::Kind;
use movie_guru_test_support::{promtool, script, workspace};
use serde_json::Value;

/// The kept file of a dashboard, and what would be written now.
fn kept(folder: &str, render: fn(&Dashboard) -> Value) -> Vec<(PathBuf, Value)> {
    let folder = workspace().join("dashboards").join(folder);
    let dashboards = all().unwrap();
    let rendered: Vec<_> = dashboards.iter().map(|d| (folder.join(format!("{}.json", d.name)), render(d))).collect();
    if std::env::var_os("UPDATE").is_some() {
        for (path, value) in &rendered {
            fs::write(path, serde_json::to_string_pretty(value).unwrap() + "\n").unwrap();
        }
    }
    // Beside Grafana's there is a kustomization that hands them to a cluster.
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let found: BTreeSet<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    assert_eq!(found, rendered.iter().map(|(path, _)| path.clone()).collect(), "a file too many or too few");
    rendered
}

#[test]
fn the_kept_files_are_what_their_description_says() {
    for (path, value) in kept("gcp", gcp::render).into_iter().chain(kept("grafana", grafana::render)) {
        let kept: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(kept == value, "{} is not what dashboards.yaml says; UPDATE=1 cargo test writes it", path.display());
    }
}

#[test]
fn the_workshop_has_its_four_and_more() {
    let titles: Vec<_> = all().unwrap().into_iter().map(|dashboard| dashboard.title).collect();
    let names = ["Login", "Startup", "Chat", "Preferences", "Web", "Load", "Database", "Process"];
    assert_eq!(titles, names.map(|name| format!("MovieGuru-{name}")));
    for dashboard in all().unwrap().iter().take(4) {
        let legends: Vec<_> = dashboard.charts.iter().flat_map(|chart| &chart.queries).map(|q| &*q.legend).collect();
        for wanted in ["success", "p10", "p50", "p90", "p95", "p99"] {
            assert!(legends.contains(&wanted), "{} has no {wanted}", dashboard.title);
        }
    }
}

/// The names of metrics in a query: words outside of strings, label lists and `by (…)` that no parenthesis follows.
fn metrics(query: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = query;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '{' || c == '"' || c == '[')
    {
        rest = &rest[start..];
        let skip = |end: &str| rest[1..].find(end).map_or(rest.len(), |at| at + 2);
        let length = match rest.as_bytes()[0] {
            b'{' => skip("}"),
            b'[' => skip("]"),
            b'"' => skip("\""),
            _ => rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        if ["by", "on", "group_left"].contains(&word) {
            rest = &after[after.find(')').unwrap()..];
        } else if word.starts_with(|c: char| c.is_ascii_alphabetic()) && !after.starts_with('(') {
            names.insert(word.to_owned());
        }
    }
    names
}

#[test]
fn every_metric_is_one_of_the_contract() {
    let mut known = BTreeSet::new();
    for metric in catalogue::metrics() {
        match metric.kind {
            Kind::Histogram => known.extend(["_bucket", "_count", "_sum"].map(|suffix| metric.exposed() + suffix)),
            Kind::Counter | Kind::Gauge => drop(known.insert(metric.exposed())),
        }
    }
    // Aggregations may be written `sum by (…) (…)`.
    let words = BTreeSet::from(["sum", "min", "max"].map(str::to_owned));
    for dashboard in all().unwrap() {
        for chart in &dashboard.charts {
            for query in &chart.queries {
                let named: Vec<_> = metrics(&query.query).difference(&words).cloned().collect();
                assert!(!named.is_empty(), "{}", query.query);
                for name in named {
                    assert!(known.contains(&name), "{}, {}: {name} is not measured", dashboard.title, chart.title);
                }
            }
        }
    }
}

#[test]
fn labels_in_legends_are_labels_of_the_result() {
    for chart in all().unwrap().iter().flat_map(|dashboard| &dashboard.charts) {
        for query in &chart.queries {
            for label in query.legend.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                let by = query.query.split("by (").skip(1).filter_map(|rest| rest.split(')').next());
                let grouped = by.flat_map(|list| list.split(", ")).any(|known| known == label);
                assert!(grouped, "{}: {{{label}}} is not kept by {}", chart.title, query.query);
            }
        }
    }
}

#[test]
fn grafana_takes_the_structure() {
    for (path, dashboard) in kept("grafana", grafana::render) {
        assert_eq!(dashboard["schemaVersion"], 39);
        assert_eq!(dashboard["templating"]["list"][0]["name"], "datasource");
        let panels = dashboard["panels"].as_array().unwrap();
        let mut ids = BTreeSet::new();
        let mut cells = BTreeSet::new();
        for panel in panels {
            assert!(ids.insert(panel["id"].as_u64().unwrap()), "{}: an id twice", path.display());
            let at = |field: &str| panel["gridPos"][field].as_u64().unwrap();
            assert!(at("x") + at("w") <= 24);
            for cell in (0..at("w") * at("h")).map(|i| (at("x") + i % at("w"), at("y") + i / at("w"))) {
                assert!(cells.insert(cell), "{}: panels on top of each other", path.display());
            }
            let targets = panel["targets"].as_array().unwrap();
            let references: BTreeSet<_> = targets.iter().map(|target| target["refId"].as_str().unwrap()).collect();
            assert_eq!(references.len(), targets.len());
            assert!(!targets.is_empty());
        }
    }
}

#[test]
fn google_takes_every_dashboard() {
    let files = kept("gcp", gcp::render).into_iter().map(|(path, _)| path);
    let arguments = std::iter::once("dashboards".into()).chain(files);
    let Some(said) = script("check-gcp", arguments) else { return };
    assert!(said.passed() && said.text.starts_with("8 messages, 0 refused"), "{}", said.text);
}

#[test]
fn prometheus_can_read_every_query() {
    let folder = tempfile::tempdir().unwrap();
    let mut rules = "groups:\n- name: queries\n  rules:\n".to_owned();
    for query in all().unwrap().iter().flat_map(|d| &d.charts).flat_map(|chart| &chart.queries) {
        let expression = query.query.replace("$interval", "5m");
        rules += &format!("  - record: query\n    expr: {}\n", serde_json::to_string(&expression).unwrap());
        rules += &format!("    labels: {{n: \"{}\"}}\n", rules.len());
    }
    fs::write(folder.path().join("queries.yaml"), rules).unwrap();
    let Some(said) = promtool(folder.path(), &["check", "rules", "queries.yaml"]) else { return };
    assert!(said.passed(), "{}", said.text);
}

#[test]
fn a_chart_of_no_form_is_refused_with_its_line() {
    let error = read("- name: a\n  title: A\n  charts:\n    - title: Nothing\n").unwrap_err().to_string();
    assert!(error.contains("chart `Nothing` needs success, latency, or unit and queries"), "{error}");
    assert!(read("- name: a\n  title: A\n  chart: []\n").unwrap_err().to_string().contains("unknown field"));
}
