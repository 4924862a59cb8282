//! Runs that end before their time, and the percentiles that somebody asks for.

use movie_guru_loadtest::{Journey, RunSettings};
use reqwest::StatusCode;
use serde_json::json;

use crate::command::{ended, loadtest};
use crate::front::served;
use crate::stand_in::{Fault, StandIn, quick, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_ends_the_run_with_its_figures_and_says_so() {
    let app = StandIn::with("/startup", Fault::Status500).await;
    let host = app.host.as_str();
    let flags = ["--host", host, "--users", "2", "--run-time", "5m", "--think-time", "5ms", "--output", "json"];
    let with = |more: &[&str]| {
        let flags: Vec<_> = flags.iter().chain(more).copied().collect();
        ended(loadtest(&flags).spawn().unwrap())
    };
    let said = with(&["--stop-if", "errors(login)>1%", "--stop-if", "errors(startup)>50%"]).await;
    assert_eq!(said.code, Some(4), "{}", said.err);
    let why = "errors(startup)>50%: it is 100.00 %";
    assert!(said.err.contains(&format!("Summary (ended early by --stop-if {why})")), "{}", said.err);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&figures["state"], &figures["ended"]), (&json!("ended"), &json!({"stop-if": why})));
    assert!(figures["total"]["failures"].as_u64() >= Some(20), "{figures}");
    assert_eq!(figures["settings"]["stop_if"], json!(["errors(login)>1%", "errors(startup)>50%"]));
    // Failed is failed, whoever ended it.
    let said = with(&["--stop-if", "count>=10", "--fail-if", "errors(startup)>50%"]).await;
    assert!(
        said.code == Some(1) && said.err.contains("ended early by --stop-if count>=10"),
        "{:?} {}",
        said.code,
        said.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_its_api_say_why_a_run_ended_early() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let (status, said) = lab.post("/api/load/start", json!({"stop_if": "count>=30", "percentiles": "p75,p99.9"})).await;
    assert_eq!((status, &said["run"]["stop_if"]), (StatusCode::OK, &json!("count>=30")), "{said}");
    assert_eq!(said["ended"], json!(null));
    let run = lab.load.current().unwrap();
    until("the end", async || run.is_over()).await;
    let said = lab.json("/api/load").await;
    assert!(said["ended"].as_str().unwrap().starts_with("ended early by count>=30: it is "), "{said}");
    let stats = lab.json("/api/stats").await;
    assert!(stats["ended"]["stop-if"].as_str().unwrap().starts_with("count>=30"), "{stats}");
    for page in ["/report", "/runs"] {
        assert!(lab.get(page).await.1.contains("ended early by count&gt;=30"), "{page}");
    }
    let kept = lab.json("/api/runs").await;
    assert_eq!(kept["runs"][0]["run"], stats, "it is read again as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rounds_that_the_end_of_a_run_waits_for_are_kept() {
    let app = StandIn::well().await;
    let lab = served(RunSettings { users: 5, journeys: vec![Journey::MainPage], ..quick(&app.host) }, None).await;
    lab.post("/api/load/start", json!({"stop_if": "count>=30"})).await;
    let run = lab.load.current().unwrap();
    until("the end", async || run.is_over()).await;
    let kept = lab.json("/api/runs").await["runs"][0]["run"].clone();
    assert_eq!(kept, lab.json("/api/stats").await);
    let sent = |name: &str| {
        let rows = kept["requests"].as_array().unwrap().iter();
        rows.filter(|row| row["request"] == name).map(|row| row["count"].as_u64().unwrap()).sum::<u64>()
    };
    // A round of it ends with this request.
    assert_eq!(kept["journeys"][0]["rounds"]["count"].as_u64(), Some(sent("history")), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn any_percentile_is_kept_where_it_is_asked_for() {
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let fields = json!({"percentiles": ["p99.9", "p0", "p100", "p95", "p99.99"], "stop_if": ["p99.999>1h"]});
    let (status, said) = lab.post("/api/load/start", fields).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let run = lab.load.current().unwrap();
    until("requests", async || run.progress().total.count > 50).await;
    run.stop().await;
    let total = lab.json("/api/stats").await["total"].clone();
    let asked = total["percentiles_ms"].as_object().unwrap();
    // p95 is there already; what a condition names has to be kept as well.
    let names: std::collections::BTreeSet<_> = asked.keys().map(String::as_str).collect();
    assert_eq!(names, ["p0", "p100", "p99.9", "p99.99", "p99.999"].into());
    assert_eq!((&asked["p0"], &asked["p100"]), (&total["min_ms"], &total["max_ms"]));
    assert!(asked["p99.9"].as_f64() >= total["p99_ms"].as_f64(), "{total}");
    let table = lab.get("/api/stats.csv").await.1;
    let rows: Vec<Vec<&str>> = table.trim_end().split("\r\n").map(|row| row.split(',').collect()).collect();
    assert!(rows[0].ends_with(&["p0_ms", "p99.9_ms", "p99.99_ms", "p99.999_ms", "p100_ms"]), "{:?}", rows[0]);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{table}");
    assert!(lab.get("/report").await.1.contains("<th>p99.99</th>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_run_is_judged_by_any_percentile() {
    let app = StandIn::well().await;
    let flags = ["--host", app.host.as_str(), "--users", "1", "--run-time", "1s", "--percentiles", "p75"];
    let with =
        |condition: &'static str| ended(loadtest(&[&flags[..], &["--fail-if", condition]].concat()).spawn().unwrap());
    let said = with("p99.9<1h").await;
    assert!(said.code == Some(1) && said.err.contains("p99.9<1h: it is "), "{:?} {}", said.code, said.err);
    assert!(said.out.contains("p75 ms") && said.out.contains("p99.9 ms"), "{}", said.out);
    assert_eq!(with("p99.999>1h").await.code, Some(0));
    let said = with("p100.5>1s").await;
    assert!(said.code == Some(2) && said.err.contains("between p0 and p100"), "{:?} {}", said.code, said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_host_is_the_one_it_was_started_with() {
    let (ours, other) = (StandIn::well().await, StandIn::well().await);
    let lab = served(quick(&ours.host), None).await;
    lab.post("/api/load/set", json!({"host": other.host, "users": 9})).await;
    let (status, said) = lab.post("/api/v1/control/start", json!({"host": "", "users": 2, "increase_rate": 50})).await;
    assert_eq!((status, &said["ok"]), (StatusCode::OK, &json!(true)), "{said}");
    let run = lab.load.current().unwrap();
    assert_eq!((&run.settings().host, run.settings().users), (&ours.host, 2));
    until("requests", async || !ours.arrived().is_empty()).await;
    run.stop().await;
    assert!(other.arrived().is_empty());
}
