//! Every page in four forms.

use movie_guru_contract::Operation;

use movie_guru_workshop::Library;
use serde_json::json;

use super::Browser;
use crate::lab::Lab;
use crate::room::{Team, library};

/// Looks at the page as it is now, in all forms, at the end of the conversation.
async fn looks(browser: &Browser, name: &str) {
    at(browser, name, "const log = document.querySelector('#log'); if (log) log.scrollTop = log.scrollHeight;").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_sound_in_four_forms() {
    let lab = Lab::with("healthy", |config| config.library = library()).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_workshops_pages_are_sound_in_four_forms() {
    let team = Team::with(Library::embedded().unwrap());
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    browser.go("/guide").await;
    looks(&browser, "between-guide-welcome").await;
    team.edit("01-first-day.yaml", WRITTEN);
    team.room.start("1", false).await.unwrap();
    team.room.check("1").await.unwrap();
    team.room.hint("1", "journeys").await.unwrap();
    browser.go("/guide").await;
    looks(&browser, "guide-start").await;
    browser.go("/guide/01-first-day").await;
    browser.until("document.querySelector('.tab-list')").await;
    looks(&browser, "between-guide-challenge").await;
    at(&browser, "between-guide-starting", "document.querySelector('#starting').open = true;").await;
    at(&browser, "between-guide-tabs", &alone(".tabs")).await;
    at(&browser, "guide-workbook-form", &alone(".workbook")).await;
    at(&browser, "guide-findings", &alone(".findings")).await;
    browser.run("window.realFetch = window.fetch; window.fetch = (address, options) => options.method === 'GET' ? new Promise(() => {}) : window.realFetch(address, options);").await;
    team.edit("01-first-day.yaml", &WRITTEN.replace("The chat", "Once the chat"));
    browser.fill("#field-notes", "The main page took long, and I left.").await;
    browser.until("document.querySelector('.version')").await;
    at(&browser, "between-guide-conflict", &only(".field:has(.version)")).await;
    let chat = Operation::Chat.metrics();
    let (good, all) = (chat.success.unwrap().exposed(), chat.attempts.exposed());
    let query = format!("sum(rate({good}[5m])) / sum(rate({all}[5m]))");
    team.edit("04-monitoring.yaml", &format!("slis: [{{sli: chat-answers, query: '{query}'}}]\n"));
    browser.go("/guide/04-monitoring").await;
    browser.until("document.querySelector('.preview')?.textContent").await;
    at(&browser, "between-guide-query", &only(".field:has(.rows)")).await;
    team.room.call_help(Some("1"), "We do not see where people wait.").await.unwrap();
    browser.go("/guide/01-first-day").await;
    looks(&browser, "between-guide-called").await;
    browser.go("/guide/workbook").await;
    looks(&browser, "guide-workbook").await;
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    browser.picture("between-guide-workbook-print", 800, 1100).await;
    browser.go("/guide/01-first-day").await;
    browser.picture("between-guide-print", 800, 1100).await;
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
    browser.go("/guide/start").await;
    looks(&browser, "between-guide-about").await;
    browser.go("/guide/coach").await;
    looks(&browser, "guide-coach").await;
    browser.go("/guide/coach/01-first-day").await;
    looks(&browser, "between-guide-coach-challenge").await;
    at(&browser, "between-guide-coach-criteria", &alone(".findings")).await;
    browser.close(&["409"]).await;
}

/// What is written is seen whole.
const WHOLE: &str = "const cut = [...document.querySelectorAll('.fields textarea')].filter((t) => t.scrollHeight > t.clientHeight + 2 && t.clientHeight < 400); \
     if (cut.length) throw `cut off: ${cut.map((t) => `${t.value} ${t.scrollHeight} ${t.clientHeight}`)}`;";

/// Has a part of the page stand at its top, where pictures are taken.
fn alone(selector: &str) -> String {
    format!(
        "const part = document.querySelector({selector:?}); document.querySelector('main').prepend(part); part.style.order = -1; {WHOLE}"
    )
}

/// Has one field of the workbook stand at the top of the page.
fn only(field: &str) -> String {
    format!(
        "document.querySelectorAll('.field:not({field})').forEach((other) => {{ other.hidden = true; }}); {}",
        alone(".workbook")
    )
}

/// Looks at a page brought into this state first.
async fn at(browser: &Browser, name: &str, state: &str) {
    // What is to come when it is scrolled to is waited for.
    let all = "document.querySelectorAll('img[loading=lazy]').forEach((image) => { image.loading = 'eager'; });";
    browser.sound_in_all_forms(name, &format!("{all} {state}")).await;
}

const WRITTEN: &str = "\
journeys:
  - name: Get a recommendation
    goal: I find a film for tonight that all of us want to see.
    steps: [I open the main page., I say what we are in the mood for., I read what it suggests., I pick one.]
  - name: Teach it my taste
    goal: I am not shown horror any more.
    steps: [I say what I cannot stand.]
notes: The chat took so long that I looked at my phone. Twice no answer came.
";
