//! A chart has the room that its tile has, from the moment at which it is drawn.

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_contract::CHAT_OUTCOME;
use serde_json::{Value, json};

use crate::looks::DRAWN;
use crate::monitor::{on, pages};
use crate::prometheus::Prometheus;
use crate::story;

/// Charts whose plot is no tile's: what is drawn, its axis of time, and the place for it end here.
const CUT: &str = "return [...document.querySelectorAll('figure.chart')].map((figure) => {
  const bottom = (selector) => Math.max(...[...figure.querySelectorAll(selector)].map((part) => part.getBoundingClientRect().bottom));
  const ends = { plot: bottom('.main-svg'), axis: bottom('.xtick text'), place: bottom('.plot'), tile: figure.getBoundingClientRect().bottom };
  return { chart: figure.querySelector('h2').textContent, legend: figure.querySelectorAll('.legend li').length, ...ends };
}).filter(({ plot, axis, place, tile }) => !(plot <= place + 1 && plot >= place - 1 && axis <= place + 1 && place <= tile));";

#[tokio::test(flavor = "multi_thread")]
async fn a_plot_ends_within_its_tile_though_it_is_drawn_but_once() {
    let now = Timestamp::now().as_second();
    let Some(prometheus) = Prometheus::with(&story::tell(now, 2)).await else { return };
    let monitor = on(&prometheus.base, pages()).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    // From one moment to another nothing goes on by itself, as with Live off.
    let time = format!("from={}&to={}", (now - 3600) * 1000, now * 1000);
    for (width, height) in [(1440, 1000), (390, 844)] {
        browser.size(width, height).await;
        for page in [format!("/dashboards/chat?{time}"), format!("/dashboards/startup?{time}")] {
            browser.go(&page).await;
            browser.until(DRAWN).await;
            browser.until("document.querySelector('#live').disabled").await;
            let legends = browser.run("return document.querySelectorAll('.chart .legend li').length;").await;
            assert!(legends.as_i64().unwrap() > 4, "{page}: {legends}");
            assert_eq!(browser.run(CUT).await, json!([]), "{page} at {width} px");
        }
    }
    let query = format!("sum by (Outcome) ({})", CHAT_OUTCOME.exposed());
    let asked = url::form_urlencoded::Serializer::new(time).append_pair("query", &query).finish();
    browser.go(&format!("/explore?{asked}")).await;
    browser.until("document.querySelector('#graph .main-svg') && document.querySelector('#graph .legend li')").await;
    browser.until("document.querySelector('#graph [data-end], #graph[data-end]')").await;
    let cut: Value = browser.run(CUT).await;
    assert_eq!(cut, json!([]), "explore");
    browser.close(&[]).await;
}
