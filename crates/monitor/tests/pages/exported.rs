//! Dashboards in the form that exporters and Google's console write, with every field that they always write. The files in
//! `exported` are Google's form by its own messages; those in `exported/newer` have fields that no released message has.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_test_support::script;

use crate::http::Client;
use crate::looks::DRAWN;
use crate::monitor::{Running, on, pages};
use crate::prometheus::Prometheus;
use crate::story;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}

#[test]
fn every_field_of_googles_schema_is_known() {
    let Some(schema) = script("check-gcp", ["schema"]) else { return };
    assert!(schema.passed(), "{}", schema.text);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/dashboards/schema.json");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), schema.text, "write it anew: scripts/check-gcp schema");
}

#[test]
fn google_takes_the_samples() {
    let files = files("exported");
    let arguments = std::iter::once(Path::new("dashboards")).chain(files.iter().map(PathBuf::as_path));
    let Some(said) = script("check-gcp", arguments) else { return };
    let all_taken = format!("{} messages, 0 refused", files.len());
    assert!(said.passed() && said.text.starts_with(&all_taken), "{}", said.text);
}

/// A monitor with all of them in its folder.
async fn monitor() -> Option<(Prometheus, Running, tempfile::TempDir)> {
    let home = tempfile::tempdir().unwrap();
    for file in files("exported").into_iter().chain(files("exported/newer")) {
        std::fs::copy(&file, home.path().join(file.file_name().unwrap())).unwrap();
    }
    let prometheus = Prometheus::with(&story::tell(Timestamp::now().as_second(), 1)).await?;
    let mut pages = pages();
    pages.dashboards = Some(home.path().to_owned());
    let monitor = on(&prometheus.base, pages).await;
    Some((prometheus, monitor, home))
}

/// The numbers after each of these words.
fn numbers<'a>(page: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(word).skip(1).filter_map(|rest| rest.split('"').next())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_exported_dashboard_is_drawn() {
    let Some((_prometheus, monitor, home)) = monitor().await else { return };
    let client = Client::of(monitor.address);
    let (_, list) = client.get("/dashboards").await;
    assert!(!list.contains("Not every file"), "{list}");
    for file in std::fs::read_dir(home.path()).unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        let (status, page) = client.get(&format!("/dashboards/{name}")).await;
        assert_eq!(status, 200, "{name}");
        for index in numbers(&page, "data-chart=\"") {
            let chart = client.json(&format!("/api/dashboards/{name}/charts/{index}?range=15m")).await;
            assert!(!chart["plot"]["data"].as_array().unwrap().is_empty(), "{name} {index}: {chart}");
        }
        for index in numbers(&page, "data-reading=\"") {
            let (status, reading) = client.get(&format!("/dashboards/{name}/readings/{index}?range=15m")).await;
            assert_eq!(status, 200, "{name} {index}: {reading}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_effect_is_noted_and_what_cannot_be_drawn_says_why() {
    let Some((_prometheus, monitor, _home)) = monitor().await else { return };
    let client = Client::of(monitor.address);
    for (name, said) in [
        ("console-charts", "<code>format</code>: Markdown is shown"),
        ("console-charts", "2 fields of its file have no effect here"),
        ("odd-charts", "<code>timeshiftDuration</code>"),
        ("odd-charts", "a heatmap is drawn as lines"),
        ("everything-new", "<code>breakdowns</code>"),
        ("everything-new", "<code>annotations</code>"),
        ("everything-new", "<code>dashboardFilters</code>"),
        ("everything-new", "A treemap is not drawn here"),
        ("other-widgets", "A pie chart is not drawn here"),
        ("other-widgets", "A panel of logs is not drawn here"),
        ("other-widgets", "A list of incidents is not drawn here"),
        ("other-sources", "written in MQL"),
        ("other-sources", "timeSeriesFilterRatio"),
        ("other-sources", "Not all of its queries are drawn."),
        ("scorecards", "A scorecard is not drawn here"),
        ("empty", "This dashboard has no tiles"),
    ] {
        let (_, page) = client.get(&format!("/dashboards/{name}")).await;
        let page = page.replace("</strong>", "").replace("<strong>", "");
        let said = said.replace("<strong>", "");
        assert!(page.contains(&said), "{name}: {said} is not in {page}");
    }
    let (_, plain) = client.get("/dashboards/two-axes").await;
    assert!(!plain.contains("no effect"), "what exporters write as a default is nothing to be told");
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_say_what_the_source_answers() {
    let Some((_prometheus, monitor, _home)) = monitor().await else { return };
    let client = Client::of(monitor.address);
    for (name, index, wanted) in [
        // The story has five people: above the level of warning, below that of danger.
        ("scorecards", 0, &[">5<", "badge warn", "busy", "class=\"gauge warn\""][..]),
        ("scorecards", 1, &["MB", "<polyline"]),
        ("scorecards", 2, &["<rect"]),
        ("scorecards", 4, &["No such series"]),
        ("scorecards", 5, &["The first of "]),
        ("tables", 0, &["<th scope=\"col\">job</th>", "backend", "<td class=\"number\">1</td>"]),
        ("tables", 1, &["service backend", "class=\"bar\"", "MB"]),
        ("tables", 2, &["Value 1", "Value 2"]),
        ("everything-new", 1, &["Service", "Answers", "backend"]),
    ] {
        let (status, reading) = client.get(&format!("/dashboards/{name}/readings/{index}?range=15m")).await;
        assert_eq!(status, 200, "{reading}");
        for wanted in wanted {
            assert!(reading.contains(wanted), "{name} {index}: {wanted} is not in {reading}");
        }
    }
    let (_, table) = client.get("/dashboards/tables/readings/0?range=15m").await;
    assert!(!table.contains("instance"), "a hidden column is not shown: {table}");
    let (status, _) = client.get("/dashboards/tables/readings/99").await;
    assert_eq!(status, 404);
    let filtered = client.json("/api/dashboards/everything-new/charts/0?range=15m").await;
    assert_eq!(filtered["queries"][0], "sum by (job) (up{job=~\"backend|web\"})");
    let axes = client.json("/api/dashboards/two-axes/charts/0?range=15m").await;
    assert_eq!((&axes["plot"]["data"][1]["yaxis"], &axes["units"][1]), (&"y2".into(), &"bytes".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn new_widgets_are_sound_in_four_forms_and_groups_fold_up() {
    let Some((_prometheus, monitor, _home)) = monitor().await else { return };
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.size(1440, 1000).await;
    let shown = "!document.querySelector('main').textContent.includes('Asking …')";
    for name in ["scorecards", "tables", "everything-new"] {
        browser.go(&format!("/dashboards/{name}?range=15m")).await;
        browser.until(shown).await;
        browser.until(DRAWN).await;
        browser
            .sound_in_all_forms(&format!("monitor-own-{name}"), "await new Promise((r) => setTimeout(r, 400))")
            .await;
    }
    browser.go("/dashboards/sections-and-groups?range=15m").await;
    browser.until(shown).await;
    let open = "[...document.querySelectorAll('details[open] [data-chart], .board > .mosaic [data-chart]')]";
    browser.until(&format!("{open}.every((chart) => chart.querySelector('.main-svg') && chart.dataset.end)")).await;
    browser.sound_in_all_forms("monitor-own-groups", "await new Promise((r) => setTimeout(r, 400))").await;
    let folded = "document.querySelector('details.group:not([open]) [data-chart]')";
    assert_eq!(browser.run(&format!("return {folded}.querySelector('.main-svg') === null;")).await, true);
    // By keyboard: a summary is a button to a browser.
    browser.run("document.querySelector('details.group:not([open]) > summary').focus();").await;
    browser.press(" ").await;
    browser.until("document.querySelectorAll('details.group:not([open])').length === 0").await;
    browser.until(DRAWN).await;
    browser.close(&[]).await;
}
