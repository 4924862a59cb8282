//! A lab that has been up for some minutes is shown from its first figures, and not as a sliver of an hour.

use std::fmt::Write as _;

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_contract::Operation;
use serde_json::Value;

use crate::http::Client;
use crate::monitor::{on, pages, that_scrapes};
use crate::prometheus::Prometheus;

fn calls() -> String {
    Operation::Chat.metrics().attempts.exposed()
}

/// A story that begins so many seconds ago and goes on.
fn since(now: i64, ago: i64) -> String {
    let name = calls();
    let mut text = format!("# TYPE {} counter\n", name.strip_suffix("_total").unwrap());
    for at in (now - ago..now + 900).step_by(5) {
        let _ = writeln!(text, "{name}{{job=\"backend\"}} {} {at}", at - now + ago);
    }
    text + "# EOF\n"
}

/// How many seconds a chart shows, and whether it says that there are no more.
fn shown(chart: &Value) -> (i64, bool) {
    let span = &chart["span"];
    ((span["end"].as_i64().unwrap() - span["start"].as_i64().unwrap()) / 1000, chart["young"].as_bool().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_lab_is_shown_from_its_first_figures_and_a_range_as_it_is_asked() {
    let now = Timestamp::now().as_second();
    for (ago, least, most, young) in [(180, 290, 420, true), (1200, 1190, 1400, true), (7200, 3590, 3600, false)] {
        let Some(prometheus) = Prometheus::with(&since(now, ago)).await else { return };
        let monitor = on(&prometheus.base, pages()).await;
        let client = Client::of(monitor.address);
        for path in ["/api/dashboards/chat/charts/0?".to_owned(), format!("/api/explore/chart?query={}&", calls())] {
            let (seconds, said) = shown(&client.json(&path).await);
            assert!((least..=most).contains(&seconds) && said == young, "{path} of {ago} s: {seconds} s, {said}");
            let (seconds, said) = shown(&client.json(&format!("{path}range=1h")).await);
            assert!((3590..=3600).contains(&seconds) && !said, "{path}: an hour was asked for");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_is_as_young_as_its_first_scrape() {
    let monitor = that_scrapes(&[]).await;
    let client = Client::of(monitor.address);
    while client.json("/api/explore/chart?query=up").await["plot"]["data"].as_array().unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    // A scrape may have come between the question for the first figure and that for the chart's.
    let (seconds, young) = shown(&client.json("/api/explore/chart?query=up").await);
    assert!((290..=420).contains(&seconds) && young, "{seconds} s, {young}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_since_when_it_shows() {
    let Some(prometheus) = Prometheus::with(&since(Timestamp::now().as_second(), 180)).await else { return };
    let monitor = on(&prometheus.base, pages()).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.go("/dashboards/chat").await;
    browser.until("document.querySelector('#shown').textContent.startsWith('Since the first figures')").await;
    browser.until("!document.querySelector('[data-range][aria-pressed=true]')").await;
    browser.sound_in_all_forms("monitor-young", "await new Promise((r) => setTimeout(r, 400))").await;
    browser.click("[data-range='1h']").await;
    browser.until("document.querySelector('[data-range][aria-pressed=true]')?.textContent === '1 h'").await;
    browser.until("!document.querySelector('#shown').textContent.startsWith('Since')").await;
    browser.close(&[]).await;
}
