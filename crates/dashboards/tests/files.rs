//! The kept files, held against their one description, the contract, and those who will read them. `UPDATE=1 cargo test
//! -p movie-guru-dashboards` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use movie_guru_contract::{Metric, label};
use movie_guru_dashboards::{Dashboard, all, gcp, grafana, read};
use movie_guru_test_support::{promtool, script, workspace};
use promql_parser::parser::{self, AggregateExpr, Expr, VectorSelector};
use promql_parser::util::{ExprVisitor, walk_expr};
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

/// What the queries of the dashboards name: metrics with the labels that are asked for, and labels that are kept.
#[derive(Default)]
struct Named {
    metrics: Vec<(String, Vec<String>)>,
    kept: Vec<String>,
}

impl ExprVisitor for Named {
    type Error = Infallible;

    fn pre_visit(&mut self, part: &Expr) -> Result<bool, Infallible> {
        let selector = match part {
            Expr::VectorSelector(selector) => Some(selector),
            Expr::MatrixSelector(matrix) => Some(&matrix.vs),
            Expr::Aggregate(AggregateExpr { modifier: Some(modifier), .. }) => {
                self.kept.extend(modifier.labels().labels.iter().cloned());
                None
            }
            _ => None,
        };
        if let Some(VectorSelector { name, matchers, .. }) = selector {
            let asked = matchers.matchers.iter().map(|matcher| matcher.name.clone()).collect();
            self.metrics.push((name.clone().unwrap(), asked));
        }
        Ok(true)
    }
}

/// The labels of a series, those among them that whoever scrapes it adds.
fn labels(series: &str, metric: &Metric) -> Vec<String> {
    let own = metric.labels.iter().map(|name| label::exposed(name));
    let le = series.ends_with("_bucket").then_some("le");
    own.chain(le.into_iter().chain(["job", "instance"]).map(str::to_owned)).collect()
}

#[test]
fn every_metric_and_label_is_one_of_the_contract() {
    for dashboard in all().unwrap() {
        for (chart, query) in dashboard.charts.iter().flat_map(|chart| chart.queries.iter().map(move |q| (chart, q))) {
            let place = format!("{}, {}", dashboard.title, chart.title);
            let parsed = parser::parse(&query.query.replace("$interval", "5m"));
            let mut named = Named::default();
            walk_expr(&mut named, &parsed.unwrap_or_else(|error| panic!("{place}: {error}"))).unwrap();
            assert!(!named.metrics.is_empty(), "{place}: {}", query.query);
            let mut known = Vec::new();
            for (series, asked) in named.metrics {
                let metric = movie_guru_contract::metric_of(&series).filter(|metric| metric.series().contains(&series));
                let metric = metric.unwrap_or_else(|| panic!("{place}: {series} is not measured"));
                let own = labels(&series, &metric);
                let wrong: Vec<_> = asked.iter().filter(|label| !own.contains(label)).collect();
                assert!(wrong.is_empty(), "{place}: {series} has the labels {own:?}, not {wrong:?}");
                known.extend(own);
            }
            let wrong: Vec<_> = named.kept.iter().filter(|label| !known.contains(label)).collect();
            assert!(wrong.is_empty(), "{place}: there are the labels {known:?}, not {wrong:?}");
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
