//! The app in the browser as part of the lab, and the synthetic check.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use movie_guru_contract::{LOADTEST_REQUESTS, PROBE_DURATION, PROBE_RUNS, PROBE_SUCCESS, WEB_REQUESTS, label};
use movie_guru_test_support::{Exposition, client, wait_for};
use tempfile::TempDir;

use crate::running::{Lab, lab, text};

const SUCCESS: [(&str, &str); 1] = [(label::RESULT, "success")];

async fn page(url: String) -> String {
    client().get(url).send().await.unwrap().text().await.unwrap()
}

fn scrape(running: &Lab, part: &str) -> Exposition {
    let url = running.url(part, "metrics");
    let text = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(page(url)));
    Exposition::parse(&text)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_there_and_people_and_the_probe_go_through_it() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "2", "--seed", "1"]);
    assert!(page(running.url("web", "login")).await.contains("Movie Guru"));
    assert!(page(running.url("web", "guide")).await.contains("Challenge guide"));
    let mut metrics = Exposition::default();
    wait_for("the first synthetic check", || {
        metrics = scrape(&running, "monitor");
        metrics.get(&PROBE_SUCCESS.exposed(), &[]) == Some(1.0)
    });
    for step in ["login", "startup", "chat"] {
        let took = metrics.get(&PROBE_DURATION.exposed(), &[(label::STEP, step)]);
        assert!(took.is_some_and(|took| took > 0.0 && took < 5.0), "{step}: {took:?}");
    }
    assert!(metrics.get(&PROBE_RUNS.exposed(), &SUCCESS) >= Some(1.0));
    wait_for("people's reports", || {
        scrape(&running, "web").get(&WEB_REQUESTS.exposed(), &[(label::OPERATION, "login"), SUCCESS[0]]) > Some(0.0)
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
    wait_for("a login", || {
        let login = [("journey", "main-page"), ("request", "login"), SUCCESS[0]];
        scrape(&running, "load").get(&LOADTEST_REQUESTS.exposed(), &login) > Some(0.0)
    });
    let lived = [(label::OPERATION, "login"), SUCCESS[0]];
    assert_eq!(scrape(&running, "web").get(&WEB_REQUESTS.exposed(), &lived), Some(0.0));
    assert_eq!(scrape(&running, "monitor").get(&PROBE_SUCCESS.exposed(), &[]), None);
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
