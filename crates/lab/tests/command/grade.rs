//! The page `/grade` of a running lab, and its API.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::path::Path;

use movie_guru_browser_test::Browser;
use movie_guru_test_support::client;
use reqwest::Url;
use serde_json::Value;
use tempfile::TempDir;

use crate::running::Lab;

const ANSWER: &str = "#what-if-0-answer";
const FACTOR: &str = "[data-name=\"factor-0\"]";

fn workshop(file: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos").join(file);
    std::fs::read_to_string(file).unwrap()
}

/// The first of the workshop's SLOs, with its alerts.
fn one_slo() -> String {
    let slos = workshop("achievable.yaml");
    format!("{}\n---\n{}", slos.split("\n---\n").next().unwrap(), workshop("alerts.yaml"))
}

/// Shows these parts of the first SLO alone: a picture has the top of the page only.
fn only(parts: &str) -> String {
    format!(
        "for (const part of document.querySelectorAll('main > .lead, .grade .card > *')) part.hidden = !part.matches('h2, {parts}');"
    )
}

async fn sent(lab: &Lab, path: &str, text: String) -> (u16, Value) {
    let answer = client().post(lab.url("monitor", path)).body(text).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_alerts_are_worth_and_sliders_change_the_verdict() {
    let folder = TempDir::new().unwrap();
    let lab = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0"]);
    let monitor: Url = lab.url("monitor", "").parse().unwrap();
    let Some(browser) = Browser::open(monitor.authority()).await else { return };
    browser.size(1440, 1000).await;
    browser.go("/").await;
    browser.click(".sections a[href=\"/grade\"]").await;
    browser.until("document.querySelector('.sections [aria-current]')?.textContent === 'Grade'").await;
    assert!(browser.text("#grade").await.contains("no SLO to grade yet"));
    browser.sound_in_all_forms("monitor-grade-empty", "").await;
    let (status, said) = sent(&lab, "api/slos", one_slo()).await;
    assert_eq!(status, 200, "{said}");
    // By itself.
    browser.until("document.querySelector('#grade .headline, #grade progress')").await;
    browser.until("document.querySelector('#grade .headline')").await;
    let shown = browser.text("#grade").await;
    assert!(shown.contains("Main page loads") && shown.contains("90 % over 7d"), "{shown}");
    browser.sound_in_all_forms("monitor-grade", "").await;
    browser.sound_in_all_forms("monitor-grade-timelines", &only("h3 ~ .scroll, h3 ~ .means, .panel:not([open])")).await;
    browser.sound_in_all_forms("monitor-grade-panel", &only(".panel[open]")).await;
    let tables = "const tables = document.querySelector('.panel[open] .tables'); tables.open = true; for (const figure of document.querySelectorAll('.panel[open] figure')) figure.hidden = true;";
    browser.sound_in_all_forms("monitor-grade-tables", tables).await;
    browser.run(&only("*")).await;

    let outage = "const select = document.querySelector('.what-if select'); select.value = [...select.options].find((o) => o.text.toLowerCase().includes('outage')).value; select.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.run(outage).await;
    browser.until(&format!("document.querySelector('{ANSWER} .headline')")).await;
    let before = browser.text(ANSWER).await;
    assert!(before.contains("As it is") && before.contains("Called after"), "{before}");
    // With the keyboard, to a burn rate that cannot be reached.
    browser.run(&format!("document.querySelector('{FACTOR}').focus();")).await;
    browser.press("\u{e010}").await;
    let before = serde_json::to_string(&before).unwrap();
    let answer = format!("document.querySelector('{ANSWER}')");
    browser.until(&format!("!{answer}.hasAttribute('aria-busy') && {answer}.innerText !== {before}")).await;
    let chosen = format!(".slider:has({FACTOR}) output");
    assert_eq!(browser.text(&chosen).await, "900×");
    let after = browser.text(ANSWER).await;
    assert!(after.contains("can never fire"), "{after}");
    browser.sound_in_all_forms("monitor-grade-what-if", &only(".what-if-part")).await;
    browser.sound_in_all_forms("monitor-grade-answer", "document.querySelector('.what-if').hidden = true;").await;
    let none_is_wrong = "Array.from(document.querySelectorAll('.what-if .problem')).every((p) => p.textContent === '')";
    browser.until(none_is_wrong).await;
    browser.close(&[]).await;
    drop(lab);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_grades_the_labs_own_and_what_is_sent() {
    let folder = TempDir::new().unwrap();
    let lab = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0"]);
    let own: Value = client().get(lab.url("monitor", "api/grade")).send().await.unwrap().json().await.unwrap();
    assert_eq!(own["subjects"], serde_json::json!([]));
    let (status, grade) = sent(&lab, "api/grade", one_slo()).await;
    assert_eq!(status, 200, "{grade}");
    let subject = &grade["subjects"][0];
    assert_eq!(subject["title"], "Main page loads");
    assert_eq!(subject["window"], serde_json::json!(7.0 * 86_400.0));
    assert!(subject["verdict"]["headline"].as_str().is_some_and(|headline| !headline.is_empty()), "{subject}");
    for (body, wanted, says) in [
        (String::new(), 400, "--data-binary"),
        ("a: b".to_owned(), 422, "Nothing of it can be graded."),
        ("#".repeat(600 * 1024), 413, "512 KiB"),
    ] {
        let (status, problem) = sent(&lab, "api/grade", body).await;
        assert_eq!(status, wanted, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    let (status, problem) = sent(&lab, "api/grade?target=2", one_slo()).await;
    assert_eq!((status, problem["status"].as_u64()), (400, Some(400)), "{problem}");
    let document: Value = client().get(lab.url("monitor", "openapi.json")).send().await.unwrap().json().await.unwrap();
    assert!(document["paths"]["/api/grade"]["post"]["responses"]["422"].is_object(), "{document}");
    drop(lab);
}
