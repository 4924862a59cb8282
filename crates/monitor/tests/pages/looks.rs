//! Every page in four forms.

use jiff::Timestamp;
use movie_guru_browser_test::Browser;

use crate::monitor::{on, pages, that_scrapes};
use crate::prometheus::Prometheus;
use crate::story;

/// All charts of the page are drawn.
pub(crate) const DRAWN: &str = "[...document.querySelectorAll('[data-chart]')].every((chart) => chart.querySelector('.main-svg') && chart.dataset.end)";
/// plotly.js has made charts as large as they are to be now.
const SETTLED: &str = "await new Promise((r) => setTimeout(r, 400))";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_four_forms() {
    let story = story::tell(Timestamp::now().as_second(), 3);
    let Some(prometheus) = Prometheus::with(&story).await else { return };
    let monitor = on(&prometheus.base, pages()).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.size(1440, 1000).await;
    browser.go("/").await;
    browser.until("document.querySelectorAll('tbody tr').length === 8").await;
    browser.sound_in_all_forms("monitor-overview", "").await;
    browser.go("/dashboards").await;
    browser.sound_in_all_forms("monitor-dashboards", "").await;
    for name in ["chat", "login", "process"] {
        browser.go(&format!("/dashboards/{name}?range=3h")).await;
        browser.until(DRAWN).await;
        browser.sound_in_all_forms(&format!("monitor-{name}"), SETTLED).await;
    }
    let first = browser.run("return performance.getEntriesByName('first-chart')[0].startTime;").await;
    say(&format!("first chart {:.0} ms after the page was opened", first.as_f64().unwrap()));
    browser.run("document.querySelector('.show-figures').click();").await;
    browser.sound_in_all_forms("monitor-figures", "").await;
    browser.go("/explore").await;
    browser.sound_in_all_forms("monitor-explore-first", "").await;
    browser.click("#examples li:nth-child(2) button").await;
    browser.until("document.querySelector('#now tbody tr') && document.querySelector('#graph .main-svg')").await;
    browser.sound_in_all_forms("monitor-explore", SETTLED).await;
    browser.go("/nowhere").await;
    browser.sound_in_all_forms("monitor-not-found", "").await;
    browser.close(&["/nowhere"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scraped_is_shown_with_how_that_goes() {
    // Nobody listens on the first port.
    let monitor = that_scrapes(&[("backend", "127.0.0.1:1")]).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.go("/targets").await;
    browser.until("document.querySelector('.badge.bad') && document.querySelector('.badge.good')").await;
    let shown = browser.text("#targets").await;
    assert!(shown.contains("http://127.0.0.1:1/metrics") && shown.contains("refused"), "{shown}");
    browser.sound_in_all_forms("monitor-targets", "").await;
    browser.close(&[]).await;
}

#[expect(clippy::print_stdout, reason = "what was measured is worth a line")]
fn say(line: &str) {
    println!("{line}");
}
