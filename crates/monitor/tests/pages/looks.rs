//! Every page in four forms.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_monitor::pages::{Links, PagesConfig};
use movie_guru_slo::TimeScale;

use crate::monitor::Monitor;
use crate::prometheus::Prometheus;
use crate::story;

/// As `lab up` has it.
pub(crate) fn config() -> PagesConfig {
    let links = Links {
        app: Some("http://127.0.0.1:8080/".to_owned()),
        guide: Some("http://127.0.0.1:8080/guide".to_owned()),
        load: Some("http://127.0.0.1:8089/".to_owned()),
    };
    let time_scale = TimeScale::new(24.0, Duration::from_secs(5), Timestamp::now()).unwrap();
    PagesConfig { links, time_scale, dashboards: None }
}

/// All charts of the page are drawn.
pub(crate) const DRAWN: &str = "[...document.querySelectorAll('[data-chart]')].every((chart) => chart.querySelector('.main-svg') && chart.dataset.end)";
/// plotly.js has made charts as large as they are to be now.
const SETTLED: &str = "await new Promise((r) => setTimeout(r, 400))";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_four_forms() {
    let story = story::tell(Timestamp::now().as_second(), 3);
    let Some(prometheus) = Prometheus::with(&story).await else { return };
    let api = prometheus.base.clone();
    let monitor = Monitor::start(config(), Arc::new(prometheus), &api).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.size(1440, 1000).await;
    browser.go("/").await;
    browser.until("document.querySelectorAll('tbody tr').length === 8").await;
    browser.sound_in_all_forms("overview", "").await;
    browser.go("/dashboards").await;
    browser.sound_in_all_forms("dashboards", "").await;
    for name in ["chat", "login", "process"] {
        browser.go(&format!("/dashboards/{name}?range=3h")).await;
        browser.until(DRAWN).await;
        browser.sound_in_all_forms(&format!("dashboard-{name}"), SETTLED).await;
    }
    browser.run("document.querySelector('.show-figures').click();").await;
    browser.sound_in_all_forms("figures", "").await;
    browser.go("/explore").await;
    browser.sound_in_all_forms("explore-first", "").await;
    browser.click("#examples li:nth-child(2) button").await;
    browser.until("document.querySelector('#now tbody tr') && document.querySelector('#graph .main-svg')").await;
    browser.sound_in_all_forms("explore", SETTLED).await;
    browser.go("/targets").await;
    browser.until("document.querySelector('tbody tr')").await;
    browser.sound_in_all_forms("targets", "").await;
    browser.go("/nowhere").await;
    browser.sound_in_all_forms("not-found", "").await;
    browser.close(&["/nowhere"]).await;
}
