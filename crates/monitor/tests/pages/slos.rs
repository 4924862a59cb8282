//! SLOs and alerts, as an attendee makes them in the browser.

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use serde_json::Value;

use crate::http::Client;
use crate::monitor::{Running, on, pages};
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
    browser.sound_in_all_forms("alert-form", "").await;
    browser.go("/alerts").await;
    browser.until("document.querySelectorAll('#alerts tbody tr').length >= 8").await;
    browser.sound_in_all_forms("alerts", "").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_and_its_alert_are_made_with_forms() {
    let Some((_prometheus, monitor, browser)) = lab().await else { return };
    let api = Client::of(monitor.address);
    browser.go("/slos").await;
    assert!(browser.text("#board").await.contains("lab slo apply"), "it says how to begin");
    browser.sound_in_all_forms("slos-first", "").await;
    browser.click("a[href='/slos/new']").await;
    browser.until("document.querySelector('#preview polyline')").await;
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
    browser.click("form[data-what-if] .button").await;
    browser.until("location.pathname === '/slos/chat-is-fast'").await;
    assert_eq!(api.json("/api/slos/chat-is-fast").await["alerts"][0]["policy"], "burns-fast-10x");
    browser.go("/slos/yaml?name=chat-is-fast").await;
    browser.sound_in_all_forms("slo-yaml", "").await;
    // A page that was refused is a line on the console.
    browser.close(&["422"]).await;
}
