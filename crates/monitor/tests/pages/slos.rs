//! SLOs and alerts, as an attendee makes them in the browser.

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use serde_json::Value;

use crate::http::Client;
use crate::monitor::{Running, on, pages, that_scrapes};
use crate::prometheus::Prometheus;
use crate::story;

/// A lab with hours behind it, and a browser.
async fn lab() -> Option<(Prometheus, Running, Browser)> {
    let prometheus = Prometheus::with(&story::tell(Timestamp::now().as_second(), 2)).await?;
    let monitor = on(&prometheus.base, pages()).await;
    let browser = Browser::open(monitor.address).await?;
    browser.size(1440, 1000).await;
    Some((prometheus, monitor, browser))
}

/// The workshop's SLOs and alerts, which look back here so that there is something to see.
async fn the_four(monitor: &Running) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let annotation = "metadata:\n  annotations: {movie-guru-lab/look-back: \"true\"}\n  name: ";
    let slos = read("achievable.yaml").replace("kind: SLO\nmetadata:\n  name: ", &format!("kind: SLO\n{annotation}"));
    let text = [slos, read("alerts.yaml")].join("---\n");
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let applied = client.post(format!("http://{}/api/slos", monitor.address)).body(text).send().await.unwrap();
    assert_eq!(applied.status(), 200, "{}", applied.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_is_seen_before_it_is_saved() {
    let Some((_prometheus, monitor, browser)) = lab().await else { return };
    let api = Client::of(monitor.address);
    the_four(&monitor).await;
    browser.go("/slos").await;
    browser.until("document.querySelectorAll('#board .slo polyline').length >= 8").await;
    browser.sound_in_all_forms("slos", "").await;
    browser.go("/").await;
    browser.until("document.body.innerText.includes('Error budget')").await;

    browser.go("/slos/chat-is-fast").await;
    browser.until("document.querySelector('#preview .strips li')").await;
    let before = browser.text("#preview").await;
    browser.sound_in_all_forms("slo", "").await;
    browser.fill("#target", "60").await;
    browser.until("document.querySelector('#preview h2')?.innerText === 'What would be'").await;
    browser.until("document.querySelector('#preview').innerText.includes('can never fire')").await;
    browser.fill("#target", "97").await;
    browser.until("document.querySelector('#preview').innerText.includes('97 %')").await;
    assert_ne!(browser.text("#preview").await, before);
    assert_eq!(api.json("/api/slos/chat-is-fast").await["target"], 0.99, "nothing is saved yet");
    browser.click("form[data-what-if] .button").await;
    browser.until("location.pathname === '/slos/chat-is-fast' && location.search === ''").await;
    assert_eq!(api.json("/api/slos/chat-is-fast").await["target"], 0.97);

    browser.go("/alerts/new?slo=chat-engages").await;
    browser.until("document.querySelector('#preview .yaml')").await;
    assert_eq!(browser.run("return document.querySelector('#factor').value;").await, "2.5", "of at most 3.3 for 70 %");
    browser.sound_in_all_forms("alert-form", "").await;
    browser.go("/alerts").await;
    browser.until("document.querySelectorAll('#alerts tbody tr').length >= 8").await;
    browser.sound_in_all_forms("alerts", "").await;
    // When a message came stands in it on the reader's clock, beside how long ago that was.
    browser
        .until(
            r"/ago, (\d+ \w+,? )?\d\d:\d\d:\d\d$/.test(document.querySelector('#alerts ol span:has(time)')?.innerText)",
        )
        .await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_and_its_alert_are_made_with_forms() {
    let Some((_prometheus, monitor, browser)) = lab().await else { return };
    let api = Client::of(monitor.address);
    browser.go("/slos").await;
    let begin = browser.text("#board").await;
    assert!(begin.contains("lab slo apply my-slo.yaml"), "it says how to begin, and gives no answer away: {begin}");
    assert!(begin.contains(&format!("http://{}/api/slos/my-slo", monitor.address)), "{begin}");
    browser.sound_in_all_forms("slos-first", "").await;
    browser.click("a[href='/slos/new']").await;
    browser.until("document.querySelector('#preview polyline')").await;
    let preview = browser.text("#preview").await;
    assert!(preview.contains("Counted over the last 1 h on the clock, as if it had been there"), "{preview}");
    assert!(preview.contains("begins with its whole budget"), "{preview}");
    browser.sound_in_all_forms("slo-form", "").await;
    browser.fill("#bound", "4900").await;
    browser.until("document.querySelector('#preview').innerText.includes('4000 or 5000 would do')").await;
    browser.click("form[data-what-if] .button").await;
    browser.until("document.querySelector('main > .problem')").await;
    assert_eq!(api.json("/api/slos").await["slos"], Value::Array(Vec::new()));
    assert_eq!(browser.run("return document.querySelector('#bound').value;").await, "4900", "what was typed stays");
    browser.fill("#bound", "4000").await;
    browser.click("form[data-what-if] .button").await;
    browser.until("location.pathname === '/slos/chat-is-fast'").await;

    browser.click("a[href='/alerts/new?slo=chat-is-fast']").await;
    browser.until("document.querySelector('#preview .yaml')").await;
    let preview = browser.text("#preview").await;
    assert!(preview.contains("Counted over the last ") && !preview.contains("as if it had been there"), "{preview}");
    browser.click("form[data-what-if] .button").await;
    browser.until("location.pathname === '/slos/chat-is-fast'").await;
    assert_eq!(api.json("/api/slos/chat-is-fast").await["alerts"][0]["policy"], "burns-fast-10x");
    browser.go("/slos/yaml?name=chat-is-fast").await;
    browser.sound_in_all_forms("slo-yaml", "").await;
    // A page that was refused is a line on the console.
    browser.close(&["422"]).await;
}

/// An SLO of this monitor's own requests.
fn ratio(good: &str, total: &str, target: f64) -> String {
    let metric = |query: &str| serde_json::json!({"metricSource": {"type": "Prometheus", "spec": {"query": query}}});
    serde_json::json!({
        "apiVersion": "openslo/v1", "kind": "SLO", "metadata": {"name": "mine"},
        "spec": {
            "service": "movie-guru",
            "indicator": {"metadata": {"name": "mine"}, "spec": {"ratioMetric": {
                "counter": true, "good": metric(good), "total": metric(total),
            }}},
            "timeWindow": [{"duration": "24h", "isRolling": true}],
            "budgetingMethod": "Occurrences",
            "objectives": [{"target": target}],
        },
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selector_that_no_series_matches_is_said_by_board_page_and_form() {
    let monitor = that_scrapes(&[]).await;
    let api = Client::of(monitor.address);
    let total = format!("{}_count", movie_guru_contract::HTTP_SERVER_DURATION.exposed());
    let good = format!("{total}{{http_response_status_code=\"20\"}}");
    let begun = std::time::Instant::now();
    while api.json(&format!("/api/v1/query?query={total}")).await["data"]["result"] == Value::Array(Vec::new()) {
        assert!(begun.elapsed().as_secs() < 60, "nothing is scraped");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let asked = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("name", "new"), ("kind", "ratio"), ("good", &good), ("total", &total)])
        .extend_pairs([("target", "99.995"), ("window", "24h")])
        .finish();
    let said = async |path: &str| {
        let (status, page) = api.get(path).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("99.995 %"), "as many decimals as the nines need: {path}: {page}");
        page.contains("No series matches") && page.contains("did you mean `200`?")
    };
    assert!(said(&format!("/slos/new?{asked}")).await, "before it is made");
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let put = async |text: String| {
        let url = format!("http://{}/api/slos/mine", monitor.address);
        let answer = client.put(url).body(text).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    };
    put(ratio(&good, &total, 0.99995)).await;
    for path in ["/slos", "/slos/mine"] {
        assert!(said(path).await, "{path}");
    }
    put(ratio(&good.replace("20\"", "200\""), &total, 0.99995)).await;
    assert!(!said("/slos/mine").await, "once it is right nothing is said");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_that_was_made_just_now_says_that_it_counts_soon_and_not_that_there_are_no_requests() {
    let monitor = that_scrapes(&[]).await;
    let api = Client::of(monitor.address);
    let total = format!("{}_count", movie_guru_contract::HTTP_SERVER_DURATION.exposed());
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let url = format!("http://{}/api/slos/mine", monitor.address);
    let good = format!("{total}{{http_response_status_code=\"200\"}}");
    let made = client.put(url).body(ratio(&good, &total, 0.9)).send().await.unwrap();
    assert!(made.status().is_success(), "{}", made.text().await.unwrap());
    let begun = std::time::Instant::now();
    while api.json("/api/slos/mine").await["status"].is_null() {
        assert!(begun.elapsed().as_secs() < 20, "nothing is evaluated");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    // Until a scrape has been, no series matches, and that is what is said.
    let badge = async |path: &str| {
        let page = api.get(path).await.1;
        assert!(!page.contains("no requests yet"), "{path}: {page}");
        page.contains("counts in a moment")
    };
    for path in ["/slos", "/slos/mine"] {
        while !badge(path).await {
            assert!(begun.elapsed().as_secs() < 20, "{path} does not say that it counts soon");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    assert!(api.get("/slos/mine").await.1.contains("the first requests show after half a minute"));
}
