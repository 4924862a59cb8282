//! The app in the browser as part of the lab, and the synthetic check.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use movie_guru_contract::{LOADTEST_REQUESTS, PROBE_DURATION, PROBE_RUNS, PROBE_SUCCESS, WEB_REQUESTS};
use tempfile::TempDir;

use crate::running::{Lab, http, lab, text, wait_for};

async fn page(url: String) -> String {
    http().get(url).send().await.unwrap().text().await.unwrap()
}

/// The value of the series that begins so.
fn series(metrics: &str, start: &str) -> Option<f64> {
    metrics.lines().find(|line| line.starts_with(start))?.rsplit(' ').next()?.parse().ok()
}

fn scrape(running: &Lab, part: &str) -> String {
    let url = running.url(part, "metrics");
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(page(url)))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_there_and_people_and_the_probe_go_through_it() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "2", "--seed", "1"]);
    assert!(page(running.url("web", "login")).await.contains("Movie Guru"));
    assert!(page(running.url("web", "guide")).await.contains("Challenge guide"));
    let mut metrics = String::new();
    wait_for("the first synthetic check", || {
        metrics = scrape(&running, "monitor");
        series(&metrics, &format!("{} ", PROBE_SUCCESS.exposed())) == Some(1.0)
    });
    for step in ["login", "startup", "chat"] {
        let took = series(&metrics, &format!("{}{{step=\"{step}\"}}", PROBE_DURATION.exposed()));
        assert!(took.is_some_and(|took| took > 0.0 && took < 5.0), "{step}: {took:?}");
    }
    assert!(series(&metrics, &format!("{}{{result=\"success\"}}", PROBE_RUNS.exposed())) >= Some(1.0));
    wait_for("people's reports", || {
        let metrics = scrape(&running, "web");
        let lived = format!("{}{{operation=\"login\",result=\"success\"}}", WEB_REQUESTS.exposed());
        series(&metrics, &lived) > Some(0.0)
    });
    let once = lab(folder.path(), &["probe", "--once"]);
    assert!(once.status.success() && text(&once.stdout).starts_with("ok"), "{once:?}");
    assert!(text(&lab(folder.path(), &["status"]).stdout).contains("app       http://"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_may_go_straight_to_the_backend_and_the_probe_may_stay_away() {
    let folder = TempDir::new().unwrap();
    let arguments = ["--scenario", "healthy", "--users", "2", "--through", "backend", "--no-probe"];
    let running = Lab::up(folder.path(), &arguments);
    let labels = "{journey=\"main-page\",request=\"login\",result=\"success\"}";
    let logins = LOADTEST_REQUESTS.exposed() + labels;
    wait_for("a login", || series(&scrape(&running, "load"), &logins) > Some(0.0));
    let lived = format!("{}{{operation=\"login\",result=\"success\"}}", WEB_REQUESTS.exposed());
    assert_eq!(series(&scrape(&running, "web"), &lived), Some(0.0));
    assert_eq!(series(&scrape(&running, "monitor"), &PROBE_SUCCESS.exposed()), None);
}

#[test]
fn a_probe_of_an_app_that_is_gone_fails_and_names_the_step() {
    let folder = TempDir::new().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let once = lab(folder.path(), &["probe", "--once", "--web-url", &format!("http://{free}")]);
    assert!(!once.status.success());
    let said = text(&once.stdout);
    assert!(said.starts_with("!!") && said.contains("login"), "{said}");
}
