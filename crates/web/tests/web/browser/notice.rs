//! What the coach tells everybody, as a person meets it.

use std::time::{Duration, Instant};

use fantoccini::key::Key;

use super::Browser;
use crate::lab::Lab;
use crate::room::Team;

const TEXT: &str = "Ten minutes <img src=x onerror=\"document.title='x'\"> left";
/// So soon it is there, without anybody loading the page again.
const SOON: Duration = Duration::from_secs(5);

async fn shows(browser: &Browser, text: &str) {
    browser.until(&format!("document.querySelector('#broadcast').textContent.includes({text:?})")).await;
}

async fn is_gone(browser: &Browser) {
    browser.until("document.querySelector('#broadcast').childElementCount === 0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_appears_on_every_page_and_goes_when_it_is_put_away_or_taken_away() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.size(1280, 1000).await;
    browser.log_in("ada").await;
    for path in ["/", "/login", "/guide", "/guide/01-first-day", "/guide/start", "/guide/workbook", "/guide/checks"] {
        browser.go(path).await;
        browser.until("document.readyState === 'complete'").await;
        is_gone(&browser).await;
        let told = Instant::now();
        team.room.show_notice(TEXT, 10).await.unwrap();
        shows(&browser, TEXT).await;
        assert!(told.elapsed() < SOON, "{path}: {:?}", told.elapsed());
        assert_eq!(browser.run("return document.querySelectorAll('#broadcast img').length;").await, 0, "text is text");
        assert_eq!(browser.run("return document.querySelector('#broadcast').role;").await, "status");
        team.room.end_notice().await.unwrap();
        is_gone(&browser).await;
    }
    // Put away by keyboard: it stays so on every page of this person, and the next one is shown.
    team.room.show_notice(TEXT, 10).await.unwrap();
    shows(&browser, TEXT).await;
    browser.run("document.querySelector('#broadcast button').focus();").await;
    browser.press(&char::from(Key::Enter).to_string()).await;
    is_gone(&browser).await;
    assert_eq!(browser.run("return document.activeElement.id;").await, "main");
    for path in ["/", "/guide/01-first-day"] {
        browser.go(path).await;
        let asked = "performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/behaviour') && entry.responseEnd).length > 1";
        browser.until(asked).await;
        is_gone(&browser).await;
    }
    team.room.show_notice("Lunch", 10).await.unwrap();
    shows(&browser, "Lunch").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_when_its_time_is_over_while_the_lab_is_away_too() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.go("/guide/start").await;
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(6);
    let notice = serde_json::json!({"text": "Soon over", "at": jiff::Timestamp::now(), "until": until});
    std::fs::write(team.folder.path().join("notice"), notice.to_string()).unwrap();
    shows(&browser, "Soon over").await;
    browser.run("window.fetch = () => Promise.reject(new Error('away'));").await;
    is_gone(&browser).await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_notice_is_sound_in_four_forms_and_in_320_pixels() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    let long = format!("{} https://example.org/{}", "Please come to the front. ".repeat(4), "x".repeat(300));
    team.room.show_notice(&long, 10).await.unwrap();
    browser.size(1440, 1000).await;
    for (path, name) in [("/guide/01-first-day", "between-guide-notice"), ("/login", "between-login-notice")] {
        browser.go(path).await;
        shows(&browser, "come to the front").await;
        browser.sound_in_all_forms(name, "").await;
        browser.size(320, 640).await;
        browser.until("document.documentElement.scrollWidth <= 320 && document.querySelector('.broadcast-text').scrollWidth <= 320").await;
        browser.size(1440, 1000).await;
    }
    browser.close(&[]).await;
}
