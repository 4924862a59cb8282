//! A team at work: what is typed is kept, checks and hints are shown, two people do not overwrite each other.

use fantoccini::key::Key;
use movie_guru_browser_test::Browser;
use movie_guru_workshop::Library;
use serde_json::{Value, json};

use crate::lab::{Lab, until};
use crate::room::Team;

const PAGE: &str = "/guide/01-first-day";
const NOTES: &str = "#field-notes";

/// A browser at the team's first challenge; none where there is none, and that is allowed.
async fn at_work(team: &Team) -> Option<(Lab, Browser)> {
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let browser = Browser::open(lab.web.address).await?;
    browser.size(1280, 1000).await;
    browser.go(PAGE).await;
    browser.until("document.querySelector('.add')").await;
    Some((lab, browser))
}

fn cell(row: usize, column: &str) -> String {
    format!(".rows .row:nth-child({row}) [data-column={column}]")
}

async fn value(browser: &Browser, selector: &str) -> Value {
    browser.run(&format!("return document.querySelector({selector:?}).value;")).await
}

/// Waits until a field says this of what is saved.
async fn says(browser: &Browser, field: &str, words: &str) {
    browser
        .until(&format!("document.querySelector('[data-field={field}] .saved').textContent.includes({words:?})"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_saved_and_there_again() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    let (tab, enter) = (char::from(Key::Tab).to_string(), char::from(Key::Enter).to_string());
    browser.fill(&cell(1, "name"), &format!("Find{enter} a film")).await;
    browser.press(&format!("{tab}I want \"one\" <b>tonight</b>{tab}ask\nread")).await;
    // By keyboard: past the button that removes the row to the one that adds one.
    browser.press(&tab).await;
    browser.press(&tab).await;
    browser.press(&enter).await;
    browser.until("document.activeElement.matches('.row:nth-child(2) [data-column=name]')").await;
    browser.press("Teach it").await;
    browser.fill(NOTES, "It waited.\nIt failed.").await;
    browser.run("const mood = document.querySelector('#field-mood'); mood.value = 'bad'; mood.dispatchEvent(new Event('input', { bubbles: true }));").await;
    for field in ["journeys", "notes", "mood"] {
        says(&browser, field, "Saved").await;
    }
    let kept =
        browser.run("return Object.keys(localStorage).filter((key) => key.startsWith('workbook')).length;").await;
    assert_eq!(kept, 0, "what is saved is not kept in the browser");
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelectorAll('.row').length === 2").await;
    assert_eq!(value(&browser, &cell(1, "goal")).await, "I want \"one\" <b>tonight</b>");
    assert_eq!(value(&browser, &cell(1, "steps")).await, "ask\nread");
    assert_eq!(value(&browser, &cell(2, "name")).await, "Teach it");
    assert_eq!(value(&browser, NOTES).await, "It waited.\nIt failed.");
    assert_eq!(value(&browser, "#field-mood").await, "bad");
    // A row goes, and comes back.
    browser.click(".row:nth-child(1) .remove").await;
    browser.until("document.querySelectorAll('.row').length === 1").await;
    until("it is gone from the file", || async { !team.file("01-first-day.yaml").contains("Find a film") }).await;
    browser.click(".back").await;
    until("it is back in the file", || async { team.file("01-first-day.yaml").contains("Find a film") }).await;
    assert_eq!(value(&browser, &cell(1, "name")).await, "Find a film", "at its place");
    browser.go("/guide/workbook").await;
    let workbook = browser.text("main").await;
    assert!(workbook.contains("I want \"one\" <b>tonight</b>") && workbook.contains("It is not"), "{workbook}");
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_write_appears_and_what_stands_against_it_is_shown_beside_it() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    // A second person, in a window of their own.
    let first = browser.page.window().await.unwrap();
    let second = browser.page.new_window(false).await.unwrap().handle;
    browser.page.switch_to_window(second.clone()).await.unwrap();
    browser.go(PAGE).await;
    browser.until("document.querySelector('.add')").await;
    // The first one's page asks by itself, and does not before the second one has written.
    let blind = "window.realFetch = window.fetch; window.fetch = (address, options) => options.method === 'GET' \
                 ? new Promise(() => {}) : window.realFetch(address, options);";
    browser.run(blind).await;
    browser.page.switch_to_window(first.clone()).await.unwrap();
    browser.fill(NOTES, "first").await;
    says(&browser, "notes", "Saved").await;
    browser.page.switch_to_window(second.clone()).await.unwrap();
    browser.fill(NOTES, "second").await;
    browser.until("document.querySelectorAll('[data-field=notes] .version').length === 2").await;
    let shown = browser.text("[data-field=notes] .conflict").await;
    assert!(shown.contains("first") && shown.contains("second") && shown.contains("Theirs"), "{shown}");
    assert_eq!(value(&browser, NOTES).await, "second", "what was typed stays");
    assert!(team.file("01-first-day.yaml").contains("first"), "and nothing was overwritten");
    // It is still there after the window was closed in between.
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelectorAll('[data-field=notes] .version').length === 2").await;
    browser.click("[data-field=notes] .version:nth-child(1) button").await;
    says(&browser, "notes", "Saved").await;
    browser.until("document.activeElement.id === 'field-notes'").await;
    assert!(team.file("01-first-day.yaml").contains("second"), "{}", team.file("01-first-day.yaml"));
    // The first one sees it, and a file that somebody edits.
    browser.page.switch_to_window(first).await.unwrap();
    browser.run("dispatchEvent(new Event('focus'));").await;
    browser.until("document.querySelector('#field-notes').value === 'second'").await;
    let edited = team
        .file("01-first-day.yaml")
        .replace("second", "edited by hand")
        .replace("journeys:", "journeys: [{name: N, goal: G}]");
    team.edit("01-first-day.yaml", &edited);
    browser.run("dispatchEvent(new Event('focus'));").await;
    browser.until("document.querySelector('#field-notes').value === 'edited by hand'").await;
    browser.until("document.querySelector('[data-column=goal]').value === 'G'").await;
    says(&browser, "notes", "Changed by somebody else").await;
    // And takes another's version, which leaves no trace of the own one.
    browser.run("window.realFetch = window.fetch; window.fetch = (address, options) => options.method === 'GET' ? new Promise(() => {}) : window.realFetch(address, options);").await;
    team.edit("01-first-day.yaml", &edited.replace("edited by hand", "edited again"));
    browser.fill(NOTES, "and mine").await;
    browser.until("document.querySelectorAll('[data-field=notes] .version').length === 2").await;
    browser.click("[data-field=notes] .version:nth-child(2) button").await;
    assert_eq!(value(&browser, NOTES).await, "edited again");
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('.add')").await;
    assert_eq!(value(&browser, NOTES).await, "edited again");
    browser.close(&["409"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_while_the_lab_is_away() {
    let team = Team::new();
    let Some((lab, browser)) = at_work(&team).await else { return };
    team.edit("01-first-day.yaml", "notes: [[");
    browser.fill(NOTES, "typed meanwhile").await;
    says(&browser, "notes", "Not saved").await;
    assert!(browser.text("[data-field=notes] .saved").await.contains("mend the file"));
    team.edit("01-first-day.yaml", "");
    // It tries again by itself.
    says(&browser, "notes", "Saved").await;
    browser.run("window.fetch = () => Promise.reject(new Error('away'));").await;
    browser.fill(NOTES, "typed while away").await;
    says(&browser, "notes", "Not saved").await;
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('#field-notes')?.value === 'typed while away'").await;
    says(&browser, "notes", "Saved").await;
    assert!(team.file("01-first-day.yaml").contains("typed while away"));
    drop(lab);
    browser.close(&["409"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_shows_what_it_answers_while_it_is_typed() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    for (query, shown) in [("sum(rate(a[5m]))", "Now: 70"), ("up", "between 0 and 1"), ("!", "cannot be read")] {
        browser.fill("#field-sli", query).await;
        browser.until(&format!("document.querySelector('.preview').textContent.includes({shown:?})")).await;
    }
    browser.run("document.querySelector('#field-sli').select();").await;
    browser.press(&char::from(Key::Backspace).to_string()).await;
    browser.until("document.querySelector('.preview').textContent === ''").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_started_checked_and_helped_with() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    browser.click("#starting summary").await;
    assert!(browser.text("#starting").await.contains("challenge-1"), "it says what it sets");
    browser.click("#start").await;
    browser.until("/29:5\\d left/.test(document.querySelector('.clock')?.textContent)").await;
    browser.until("document.querySelector('#said').textContent === 'Started.'").await;
    // Check, with nothing written and with something.
    browser.click("#check").await;
    browser.until("document.querySelector('#criterion-journeys').dataset.verdict === 'fails'").await;
    let finding = browser.text("#criterion-journeys").await;
    assert!(
        finding.contains("Does not hold") && finding.contains("No user journey") && finding.contains("Next:"),
        "{finding}"
    );
    browser.until("document.querySelector('#said').textContent === 'Checked: 0 of 2 hold'").await;
    assert_eq!(browser.run("return document.activeElement.id;").await, "check", "the focus stays");
    browser.fill(NOTES, "It waited. It failed.").await;
    says(&browser, "notes", "Saved").await;
    browser.click("#check").await;
    browser.until("document.querySelector('#criterion-notes').dataset.verdict === 'holds'").await;
    assert!(browser.text("#criterion-notes").await.contains("since"));
    browser.fill(NOTES, "It waited.").await;
    says(&browser, "notes", "Saved").await;
    browser.click("#check").await;
    browser.until("document.querySelector('#criterion-notes').dataset.verdict === 'fails'").await;
    let finding = browser.text("#criterion-notes").await;
    assert!(finding.contains("held at") && finding.contains("that counts"), "{finding}");
    // Hints, by keyboard, until there are none.
    let enter = char::from(Key::Enter).to_string();
    browser.run("document.querySelector('#hint-journeys').focus();").await;
    for level in 1..=3 {
        browser.press(&enter).await;
        browser.until(&format!("document.querySelectorAll('#criterion-journeys .hints li').length === {level}")).await;
        browser.until("document.querySelector('#said').textContent.startsWith('Hint:') && !document.querySelector('[data-busy]')").await;
    }
    let hints = browser.text("#criterion-journeys .hints").await;
    assert!(hints.contains("Hint 1 of 3: Look at yourself.") && hints.contains("for each step"), "{hints}");
    browser.until("document.activeElement.id === 'criterion-journeys'").await;
    // Without a coach one sees what a coach looks at.
    assert!(browser.text("#hint-used").await.contains("I have no coach: show me what a coach looks at"));
    browser.run("document.querySelector('#hint-used').focus();").await;
    browser.press(&enter).await;
    browser.until("document.querySelector('#criterion-used .hints')").await;
    let told = browser.text("#criterion-used .hints").await;
    assert!(told.contains("What a coach looks at: Everybody has logged in."), "{told}");
    // The coach is called, and the call taken back. The driver does not see that the bar at the top is above a button.
    browser.run("window.scrollTo(0, 0);").await;
    browser.click("#calling summary").await;
    browser.fill("#help-text", "We do not see <anything>").await;
    browser.click("#call-coach").await;
    browser.until("document.querySelector('.called')").await;
    assert_eq!(team.room.state().await.unwrap().help.unwrap().text, "We do not see <anything>");
    browser.click("#take-back").await;
    browser.until("document.querySelector('#calling')").await;
    assert!(team.room.state().await.unwrap().help.is_none());
    // What somebody else does appears by itself, and what is half typed stays.
    browser.click("#calling summary").await;
    browser.fill("#help-text", "half typ").await;
    team.room.extend("1", 5).await.unwrap();
    browser.run("dispatchEvent(new Event('focus'));").await;
    browser.until("/3[34]:\\d\\d left/.test(document.querySelector('.clock').textContent)").await;
    assert_eq!(value(&browser, "#help-text").await, "half typ");
    assert_eq!(browser.run("return document.activeElement.id;").await, "help-text");
    // A lab that does not do what it should says so where it was asked.
    browser.run("window.scrollTo(0, 0);").await;
    team.lab.is_away.store(true, std::sync::atomic::Ordering::Relaxed);
    browser.click("#starting summary").await;
    browser.click("#start").await;
    browser.until("document.querySelector('#starting .form-problem').textContent.includes('does not answer')").await;
    browser.close(&["503"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_that_wraps_puts_no_field_of_a_row_out_of_line() {
    let team = Team::with(Library::embedded().unwrap());
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.go("/guide/03-slos").await;
    browser.until("document.querySelector('.add')").await;
    for width in [1024, 1280, 1440, 1920] {
        browser.size(width, 1000).await;
        // Fields side by side end at one height, whatever stands above them.
        let out_of_line = "
            const rows = [...document.querySelectorAll('.row')];
            return rows.flatMap((row) => {
                const inputs = [...row.querySelectorAll('.cell:not(.wide) [data-column]')].map((input) => input.getBoundingClientRect());
                const cells = [...row.querySelectorAll('.cell:not(.wide)')].map((cell) => cell.getBoundingClientRect());
                const beside = (a, b) => cells[a].top < cells[b].bottom && cells[b].top < cells[a].bottom;
                return inputs.flatMap((one, a) => inputs.filter((other, b) => beside(a, b) && Math.abs(one.bottom - other.bottom) > 1).map((other) => [one.bottom, other.bottom]));
            });";
        assert_eq!(browser.run(out_of_line).await, json!([]), "{width}");
    }
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_page_leads_on() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    browser.go("/login").await;
    browser.click(".to-the-guide a").await;
    browser.until("document.querySelector('#here')").await;
    assert!(browser.text("#here").await.contains("Welcome"));
    team.room.start("2", false).await.unwrap();
    browser.run("dispatchEvent(new Event('focus'));").await;
    browser.until("document.querySelector('#here h1').textContent.includes('others')").await;
    browser.click("#here .button").await;
    browser.until("location.pathname === '/guide/02-others'").await;
    browser.click("#bringing summary").await;
    browser.click("#bring").await;
    browser.until("document.querySelector('#said').textContent.includes('at this challenge now')").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_chosen_once_for_all_pages_by_keyboard() {
    let team = Team::new();
    let Some((_lab, browser)) = at_work(&team).await else { return };
    let shown =
        "[...document.querySelectorAll('.tab')].filter((tab) => !tab.hidden).map((tab) => tab.dataset.tab).join()";
    browser.until(&format!("{shown} === 'laptop,laptop'")).await;
    browser.run("document.querySelector('[role=tab][aria-selected=true]').focus();").await;
    browser.press(&char::from(Key::Right).to_string()).await;
    browser.until(&format!("{shown} === 'cloud,cloud'")).await;
    assert_eq!(browser.text(":focus").await, "In the cloud");
    browser.page.refresh().await.unwrap();
    browser.until(&format!("{shown} === 'cloud,cloud'")).await;
    browser.run("document.querySelector('[role=tab][aria-selected=true]').focus();").await;
    browser.press(&char::from(Key::Right).to_string()).await;
    browser.until(&format!("{shown} === 'laptop,laptop'")).await;
    // A link to what is for another place shows it.
    browser.run("document.querySelector('.contents a[href=\"#in-the-console\"]').click();").await;
    browser.until("!document.querySelector('#in-the-console').closest('.tab').hidden").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_is_asked_for_the_token_and_helps() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| {
        team.shown(config);
        config.admin = Some("s3cret").into();
    })
    .await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    team.room.start("1", false).await.unwrap();
    team.room.call_help(Some("1"), "stuck").await.unwrap();
    browser.devtools("Network.enable", json!({})).await;
    browser.page.goto(&format!("http://coach:s3cret@{}/guide/coach/01-first-day", lab.web.address)).await.unwrap();
    browser.until("document.querySelector('#answered')").await;
    browser.click("#extend").await;
    browser.until("/3[34]:\\d\\d left/.test(document.querySelector('.clock').textContent)").await;
    browser.click("#answered").await;
    browser.until("document.querySelector('#team') && !document.querySelector('#answered')").await;
    team.room.hint("1", "journeys").await.unwrap();
    browser.run("dispatchEvent(new Event('focus'));").await;
    browser.until("document.querySelector('#team tbody tr td:last-child').textContent === '1'").await;
    browser.close(&[]).await;
}
