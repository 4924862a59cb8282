//! `lab up`, `lab status` and the end.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::net::TcpListener;

use movie_guru_contract::{LOADTEST_USERS, Operation, PROBE_SUCCESS};
use movie_guru_test_support::{client, until, wait_for};
use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Lab, command, json, lab, text};

fn row<'a>(status: &'a Value, operation: &str) -> &'a Value {
    status["operations"].as_array().unwrap().iter().find(|row| row["operation"] == operation).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_go_through_every_journey_and_status_shows_it() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "3", "--seed", "1"]);
    let status = || -> Value {
        let output = lab(folder.path(), &["status", "--json"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let attempts = |status: &Value, operation: &str| row(status, operation)["attempts"].as_u64().unwrap();
    let mut last = Value::Null;
    wait_for("every journey", || {
        last = status();
        ["login", "startup", "chat", "prefGet", "prefUpdate"].iter().all(|operation| attempts(&last, operation) > 0)
    });
    assert_eq!(last["scenario"], "healthy");
    assert_eq!(last["users"], 3);
    for row in last["operations"].as_array().unwrap().iter().filter(|row| row["attempts"].as_u64() > Some(0)) {
        assert!(row["success_ratio"].is_null() || row["success_ratio"] == 1.0, "{row}");
    }
    let shown = text(&lab(folder.path(), &["status"]).stdout);
    assert!(shown.contains("healthy") && shown.contains("prefUpdate") && shown.contains("100 %"), "{shown}");
    drop(running);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_says_what_the_monitor_has() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0", "--no-probe", "--scenario", "healthy"]);
    let attempts = Operation::Login.metrics().attempts.exposed();
    let known = running.url("monitor", &format!("api/v1/query?query={attempts}"));
    let is_scraped = async || json(&known).await["data"]["result"].as_array().is_some_and(|series| !series.is_empty());
    until("the backend is scraped", is_scraped).await;
    for name in ["ada", "ben", "cleo"] {
        let login = client().post(running.url("backend", "login")).json(&serde_json::json!({ "user": name })).send();
        assert_eq!(login.await.unwrap().status(), 200);
    }
    let mut status = Value::Null;
    until("three logins are scraped", async || {
        status = json(&running.url("monitor", "api/status")).await;
        row(&status, "login")["attempts"] == 3
    })
    .await;
    let login = row(&status, "login");
    assert_eq!(login["success_ratio"], 1.0);
    assert!(
        login["per_second"].as_f64() > Some(0.0) && login["p50_ms"].as_f64() <= login["p99_ms"].as_f64(),
        "{login}"
    );
    assert!(login["p50_ms"].is_number() && status["window_seconds"].as_f64() <= Some(60.0), "{status}");
    for nobody in ["chat", "startup", "healthcheck"] {
        let row = row(&status, nobody);
        assert_eq!((&row["attempts"], &row["success_ratio"], &row["p99_ms"]), (&0.into(), &Value::Null, &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_the_lab_and_takes_its_addresses_away() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "challenge-7", "--users", "2"]);
    assert!(folder.path().join("lab.json").exists());
    let (well, said) = running.interrupt();
    assert!(well, "{said}");
    assert!(said.contains("Movie Guru Lab is up") && said.contains("challenge-7"), "{said}");
    assert!(said.contains("The lab has ended"), "{said}");
    assert!(!folder.path().join("lab.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_users_nobody_comes() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0", "--scenario", "healthy"]);
    assert_eq!(json(&running.url("monitor", "api/status")).await["users"], 0);
    let metrics = client().get(running.url("load", "metrics")).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains(&format!("\n{} 0", LOADTEST_USERS.exposed())), "{metrics}");
}

#[test]
fn a_taken_port_names_itself_and_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--web", "--backend", "--load", "--monitor"] {
        let folder = TempDir::new().unwrap();
        let others = ["--web", "--backend", "--load", "--monitor"].into_iter().filter(|other| *other != flag);
        let mut command = command(&["up", flag, &address]);
        others.for_each(|other| {
            command.args([other, "127.0.0.1:0"]);
        });
        let output = command.arg("--data-dir").arg(folder.path()).output().unwrap();
        let complaint = text(&output.stderr);
        assert!(!output.status.success());
        assert!(complaint.contains(&address) && complaint.contains(flag), "{complaint}");
    }
}

#[test]
fn an_unknown_scenario_names_those_there_are() {
    let folder = TempDir::new().unwrap();
    let output = lab(folder.path(), &["up", "--scenario", "challenge-99"]);
    let complaint = text(&output.stderr);
    assert!(!output.status.success());
    assert!(complaint.contains("challenge-99") && complaint.contains("challenge-7"), "{complaint}");
}

#[test]
fn without_a_lab_status_says_how_to_start_one() {
    let folder = TempDir::new().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/", free.local_addr().unwrap());
    drop(free);
    let addresses = serde_json::json!({"web": nobody, "backend": nobody, "load": nobody, "monitor": nobody});
    std::fs::write(folder.path().join("lab.json"), addresses.to_string()).unwrap();
    let output = lab(folder.path(), &["status"]);
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("start one with `lab up`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_links_and_printed_addresses_are_the_proxys() {
    let folder = TempDir::new().unwrap();
    let arguments = ["--users", "2", "--scenario", "healthy", "--public-url", "https://labs.example/team-7"];
    let running = Lab::up(folder.path(), &arguments);
    let page = async |part: &str, path: &str| {
        let asked = client().get(running.url(part, path)).header("host", "labs.example");
        asked.send().await.unwrap().text().await.unwrap()
    };
    let app = page("web", "login").await;
    assert!(app.contains("href=\"/team-7/app/guide\""), "{app}");
    let load = page("load", "runs").await;
    for link in ["https://labs.example/team-7/app/guide", "https://labs.example/team-7/monitor/", "/team-7/load/runs"] {
        assert!(load.contains(&format!("href=\"{link}\"")), "{link}: {load}");
    }
    let monitor = page("monitor", "").await;
    for link in ["https://labs.example/team-7/app/", "https://labs.example/team-7/load/", "/team-7/monitor/slos"] {
        assert!(monitor.contains(&format!("href=\"{link}\"")), "{link}: {monitor}");
    }
    let monitor_url = running.url("monitor", "");
    let listed = lab(folder.path(), &["slo", "list", "--monitor-url", monitor_url.trim_end_matches('/')]);
    assert!(listed.status.success(), "an address with a path: {}", text(&listed.stderr));
    let probed = lab(folder.path(), &["probe", "--once", "--web-url", running.url("web", "").trim_end_matches('/')]);
    assert!(probed.status.success(), "{}", text(&probed.stdout));
    // The lab's own people and its probe are let in with their cookies.
    let (people, probe) = ("request=\"startup\",result=\"success\"} ", format!("\n{} 1\n", PROBE_SUCCESS.exposed()));
    let metrics = |part: &str| -> String {
        let asked = async { client().get(running.url(part, "metrics")).send().await.unwrap().text().await.unwrap() };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(asked))
    };
    wait_for("somebody's main page", || {
        metrics("load").lines().any(|line| line.contains(people) && !line.ends_with(" 0"))
    });
    wait_for("a synthetic check", || metrics("monitor").contains(&probe));
    let web: reqwest::Url = running.url("web", "").parse().unwrap();
    let (well, said) = running.interrupt();
    assert!(well && said.contains("  monitor   https://labs.example/team-7/monitor/  "), "{said}");
    assert!(said.contains(&format!("The proxy passes /team-7/app/ to {},", web.authority())), "{said}");
}

#[test]
fn an_address_that_cannot_be_published_at_says_how_to_write_one() {
    let folder = TempDir::new().unwrap();
    for (wrong, help) in [("/team-7", "https://labs.example/team-7"), ("https://labs.example/a/../b", "no `..`")] {
        let output = lab(folder.path(), &["up", "--public-url", wrong]);
        let complaint = text(&output.stderr);
        assert!(!output.status.success());
        assert!(complaint.contains("--public-url") && complaint.contains(help), "{complaint}");
    }
}
