//! How heavy the first page is, and how soon it is there.

use serde_json::json;

use super::Browser;
use crate::lab::Lab;

const MOST_BYTES: f64 = 100.0 * 1024.0;
const MOST_LCP_MS: f64 = 500.0;
/// Of so many visits the quickest is looked at: the machine may be busy with other things.
const VISITS: usize = 5;

const WEIGHT: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return entries.filter((entry) => !entry.name.includes('/posters/')).reduce((sum, entry) => sum + entry.transferSize, 0);";
const LCP: &str = "
    return await new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
        .observe({ type: 'largest-contentful-paint', buffered: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_light_and_soon_there() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.log_in("ada").await;
    let mut soonest = f64::INFINITY;
    for _ in 0..VISITS {
        browser.devtools("Network.clearBrowserCache", json!({})).await;
        browser.go("/").await;
        browser.main_page().await;
        browser.until("[...document.images].filter((i) => i.closest('#featured')).every((i) => i.complete)").await;
        let weight = browser.run(WEIGHT).await.as_f64().unwrap();
        assert!(weight > 10_000.0 && weight <= MOST_BYTES, "{weight} bytes");
        soonest = soonest.min(browser.run_async(LCP).await.as_f64().unwrap());
    }
    assert!(soonest > 0.0 && soonest < MOST_LCP_MS, "LCP {soonest} ms");
    let weight = browser.run(WEIGHT).await;
    say(&format!("first page: {weight} bytes over the wire without posters, LCP {soonest:.0} ms"));
    browser.close(&[]).await;
}

#[expect(clippy::print_stdout, reason = "what was measured is worth a line")]
fn say(line: &str) {
    println!("{line}");
}
