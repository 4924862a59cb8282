//! Every page in four forms.

use super::Browser;
use crate::guide_pages::chapters;
use crate::lab::Lab;

/// Looks at the page as it is now, in all forms, at the end of the conversation.
async fn looks(browser: &Browser, name: &str) {
    let to_the_end = "const log = document.querySelector('#log'); if (log) log.scrollTop = log.scrollHeight;";
    browser.sound_in_all_forms(name, to_the_end).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_four_forms() {
    let lab = Lab::with("healthy", |config| config.chapters = chapters()).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    browser.go("/login").await;
    looks(&browser, "login").await;
    browser.log_in("ada").await;
    looks(&browser, "first-visit").await;
    browser.say("I love movies with funny animals, but I hate horror").await;
    browser.say("Something with Orla Fennimore, please").await;
    browser.say("A comedy from the nineties under two hours").await;
    looks(&browser, "main").await;
    browser.click("#featured .film").await;
    looks(&browser, "film").await;
    browser.click("#film-close").await;
    browser.fill("#query", "ghost").await;
    browser.click("#search button").await;
    browser.until("document.querySelectorAll('#results .film').length > 0").await;
    looks(&browser, "search").await;
    browser.go("/guide").await;
    looks(&browser, "guide").await;
    browser.go("/guide/01-first-day").await;
    looks(&browser, "challenge").await;
    browser.go("/nowhere").await;
    looks(&browser, "not-found").await;
    lab.backend.stop().await;
    browser.until("fetch('/behaviour')").await;
    browser.go("/login").await;
    browser.until("document.querySelector('h1').textContent === 'Intermission'").await;
    looks(&browser, "away").await;
    browser.close(&["/nowhere", "/login - Failed to load", "503", "404"]).await;
}
