//! The form of a synthetic check in a real browser.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_workshop::synthetic::{DRAFT, LastRun, read};

use super::Browser;
use crate::checks::AtChecks;

fn cell(step: usize, field: &str) -> String {
    format!(".rows .row:nth-child({step}) [name=\"step.{field}\"]")
}

/// Has the steps stand where pictures are taken.
const WITHOUT_FIELDS: &str = "document.querySelectorAll('.check-form > .field:not(#step-list), .beside, main > .trouble').forEach((field) => { field.hidden = true; });";

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_made_by_a_person_who_changes_their_mind() {
    let at = AtChecks::begin().await;
    let Some(browser) = Browser::open(at.lab.web.address).await else { return };
    browser.size(1280, 1000).await;
    browser.go("/guide/checks").await;
    browser.click("#checks .button").await;
    browser.until("document.querySelector('.back')").await;
    browser.fill("#name", "as a browser").await;
    browser.run("document.querySelector('#as').value = 'browser';").await;
    // The first step goes, and comes back; the last one goes for good.
    browser.click(".row:nth-child(1) .remove").await;
    browser.until("document.querySelectorAll('.row').length === 2").await;
    browser.click(".back").await;
    browser.click(".row:nth-child(3) .remove").await;
    browser.until("document.querySelectorAll('.row').length === 2").await;
    browser.click(".add").await;
    browser.until("document.activeElement.matches('.row:nth-child(3) [name=\"step.name\"]')").await;
    browser.press("search").await;
    browser.fill(&cell(3, "path"), "/api/search?q=ghost").await;
    browser.fill(&cell(3, "within"), "later").await;
    browser.click(".fields > .ways .button").await;
    browser.until("document.querySelector('#step-3-within-wrong') && document.querySelector('.back')").await;
    let wrong = browser.text("#step-3-within-wrong").await;
    assert!(wrong.contains("500ms, 10s or 1m"), "{wrong}");
    browser.fill("#name", "as-a-browser").await;
    browser.fill(&cell(3, "within"), "2s").await;
    // Enter saves, and presses none of the buttons that come first.
    browser.run("document.querySelector('#title').focus();").await;
    browser.press(&char::from(fantoccini::key::Key::Enter).to_string()).await;
    browser.until("location.pathname === '/guide/checks' && location.hash === '#check-as-a-browser'").await;
    let check = read(&at.text("as-a-browser")).unwrap();
    let steps: Vec<_> = check.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!((steps, check.acts.to_string().as_str()), (vec!["log in", "main page", "search"], "browser"));
    let took = Duration::from_millis(42);
    at.checks.ran("as-a-browser", LastRun { at: Timestamp::now(), took, failure: None });
    browser.until("document.querySelector('.run').textContent.includes('in 42 ms')").await;
    browser.click(".card .ways a").await;
    browser.until("document.querySelector('.back')").await;
    browser.click("summary").await;
    browser.click("#delete").await;
    browser.until("location.pathname === '/guide/checks'").await;
    assert!(at.text("as-a-browser").is_empty());
    browser.close(&["422"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_checks_are_sound_in_four_forms() {
    let at = AtChecks::begin().await;
    let Some(browser) = Browser::open(at.lab.web.address).await else { return };
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    browser.go("/guide/checks").await;
    browser.sound_in_all_forms("between-checks-none", "").await;
    at.edit("finds-a-film", DRAFT);
    at.edit(
        "log-in",
        &DRAFT.replace("Somebody finds a film", "Somebody logs in and sees a page with a rather long title"),
    );
    at.edit("misspelt", "title: t\nevery: 1s\nstep: []\n");
    at.edit("too-often", "title: t\nevery: 1s\nlimit: 2m\nsteps:\n- {name: a, get: //other.example/}\n");
    at.edit("yet-to-run", "title: Not yet\nsteps:\n- {name: a, get: /}\n");
    let run = |failure| LastRun { at: Timestamp::now(), took: Duration::from_millis(42), failure };
    at.checks.ran("finds-a-film", run(None));
    let why = "HTTP 401, not 200: you are not logged in".to_owned();
    at.checks.ran("log-in", run(Some(("main page".to_owned(), why))));
    browser.go("/guide/checks").await;
    browser.sound_in_all_forms("guide-checks", "").await;
    browser.go("/guide/checks/too-often").await;
    browser.sound_in_all_forms("between-check-broken", "").await;
    browser.go("/guide/checks/finds-a-film").await;
    browser.until("document.querySelector('.back')").await;
    let open = "document.querySelectorAll('details').forEach((details) => { details.open = true; });";
    browser.sound_in_all_forms("guide-check", open).await;
    browser.sound_in_all_forms("between-check-steps", WITHOUT_FIELDS).await;
    let end = "document.querySelectorAll('.row').forEach((row, at) => { row.hidden = at < 2; });";
    browser.sound_in_all_forms("between-check-end", end).await;
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('.back')").await;
    browser.fill("#title", "Mine").await;
    at.edit("finds-a-film", &DRAFT.replace("10s ", "20s "));
    browser.click(".fields > .ways .button").await;
    browser.until("document.querySelector('.version')").await;
    browser.sound_in_all_forms("between-check-conflict", "").await;
    browser.go("/guide/checks/new").await;
    browser.until("document.querySelector('.back')").await;
    browser.fill("#every", "soon").await;
    browser.fill(&cell(1, "path"), "https://other.example/api/login").await;
    browser.fill(&cell(1, "json"), "{user}").await;
    browser.click(".fields > .ways .button").await;
    browser.until("document.querySelector('#step-1-json-wrong')").await;
    browser.sound_in_all_forms("between-check-wrong", "").await;
    browser.sound_in_all_forms("between-check-wrong-steps", WITHOUT_FIELDS).await;
    browser.close(&["409", "422"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_check_that_nothing_runs_is_sound_in_four_forms() {
    let lab = crate::lab::Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    browser.go("/guide/checks").await;
    browser.sound_in_all_forms("between-checks-nothing-runs", "").await;
    browser.click("main .button").await;
    browser.until("document.querySelector('.back')").await;
    browser.fill("#name", "my-check").await;
    browser.click(".fields > .ways .button").await;
    browser.until("document.querySelector('.made .copy')").await;
    browser.sound_in_all_forms("between-check-made", "").await;
    browser.close(&[]).await;
}
