//! The load generator below a path of a real nginx.

use movie_guru_pages::Published;
use movie_guru_test_support::{Crawl, Nginx, Part, Passes, Person, published as by_nginx};

use crate::chromium::Browser;
use crate::stand_in::{quick, until};
use crate::{Lab, lab_with};

const PATH: &str = Part::Load.path();

async fn lab(passes: Passes) -> Option<(Lab, Nginx)> {
    let told = Published { behind_proxy: true, ..Published::default() };
    let known = Published { base: PATH.parse().unwrap(), behind_proxy: false };
    let lab = lab_with(Vec::new(), if passes == Passes::Told { told } else { known }).await;
    let service = lab.base.trim_start_matches("http://").parse().unwrap();
    Some((lab, by_nginx(Part::Load, service, passes)?))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_file_form_and_redirect_stays_below_the_path() {
    for passes in Passes::ALL {
        let Some((lab, nginx)) = lab(passes).await else { return };
        for _ in 0..2 {
            let run = lab.load.start(quick(&lab.app.host)).unwrap();
            until("somebody was served", async || run.progress().total.count > 0).await;
            run.stop().await;
        }
        let client = Person::at(nginx.address).client;
        let root = format!("http://{}{PATH}/", nginx.address);
        let runs: serde_json::Value = client.get(format!("{root}api/runs")).send().await.unwrap().json().await.unwrap();
        let ids = [0, 1].map(|place| runs["runs"][place]["id"].as_str().unwrap().to_owned());
        let mut crawl = Crawl::of(client.clone(), root.parse().unwrap());
        let compare = format!("runs/compare?a={}&b={}", ids[1], ids[0]);
        let pages =
            ["", "report", "api/load", "api/pods", "api/v1/health", "api/v1/snapshot", "metrics", "readyz", &compare];
        crawl.look_at(&pages).await;
        let deleted = client.post(format!("{root}runs/{}/delete", ids[0])).send().await.unwrap();
        assert_eq!(deleted.status(), 303);
        crawl.check(deleted).await;
        let seen = crawl.look_at(&[]).await;
        assert!(seen > 15, "{passes:?}: only {seen} addresses were found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_watched_and_stopped_below_a_path() {
    for passes in [Passes::On, Passes::Told] {
        let Some((lab, nginx)) = lab(passes).await else { return };
        let home = format!("http://{}{PATH}", nginx.address);
        let Some(browser) = Browser::open(&home, 1280, 1500).await else { return };
        browser.go("/").await;
        browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
        browser.until("#ctrl-summary", |summary| summary.contains("3 users")).await;
        browser.click("#ctrl-start").await;
        browser.until("#ctrl-status", |said| said == "load test started").await;
        browser.until("#kpi-users", |users| users.starts_with("3 ")).await;
        browser.click("#ctrl-stop").await;
        browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
        browser.click(&format!(".lab-links a[href='{PATH}/runs']")).await;
        browser.until("h1", |title| title == "Past runs").await;
        browser.click("tbody th a").await;
        browser.until("h1", |title| title == "Load test").await;
        let requested = browser.requested().await;
        assert!(requested.iter().any(|url| url.path().ends_with("/api/v1/events")), "events were asked for");
        for url in requested {
            let ours = url.scheme() != "http" || url.path().starts_with(&format!("{PATH}/"));
            assert!(ours, "{passes:?}: the page asked for {url}");
        }
        drop(lab);
        browser.close().await;
    }
}
