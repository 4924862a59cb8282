//! The three user journeys, and the profile that remembers.

use fantoccini::key::Key;
use movie_guru_contract::{WEB_CLS, WEB_CSP_REPORTS, WEB_VITALS};

use super::Browser;
use serde_json::json;

use crate::lab::{Lab, until};
use crate::reports::requests;
use crate::room::library;

#[tokio::test(flavor = "multi_thread")]
async fn the_three_journeys() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    // Reach the main page.
    browser.go("/").await;
    browser.until("location.pathname === '/login'").await;
    browser.log_in("Ada <ada@example.org>").await;
    assert_eq!(browser.text("#who").await, "Ada <ada@example.org>");
    browser.until("[...document.images].filter((i) => i.closest('#featured')).every((i) => i.naturalWidth > 0)").await;
    // A film in full.
    browser.click("#featured .film").await;
    browser.until("document.querySelector('#film').open").await;
    let facts = browser.text("#film").await;
    for fact in ["Director", "Cast", "Year", "Rating", "Runtime"] {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
    browser.click("#film-close").await;
    // Get recommendations.
    browser.say("I love movies with funny animals").await;
    browser.until("document.querySelectorAll('#relevant .film').length > 0").await;
    assert!(browser.run("return document.querySelector('.bubble.agent strong') !== null;").await == true, "markdown");
    // Update preferences: learned live, removed with its cross.
    let liked =
        "[...document.querySelectorAll('[data-side=likes] [data-kind=others] .chip span')].map((c) => c.textContent)";
    browser.until(&format!("{liked}.includes('funny animals')")).await;
    browser.click("#logout").await;
    browser.until("location.pathname === '/login'").await;
    browser.log_in("Ada <ada@example.org>").await;
    browser.until(&format!("{liked}.includes('funny animals')")).await;
    assert!(browser.text("#log").await.contains("I love movies with funny animals"), "what was said is there again");
    browser.click("[aria-label='Remove funny animals from likes']").await;
    browser.until(&format!("!{liked}.includes('funny animals')")).await;
    browser.page.refresh().await.unwrap();
    browser.main_page().await;
    browser.until("!document.querySelector('#profile-empty').hidden").await;
    // Search, and a cleared conversation.
    browser.fill("#query", "ghost").await;
    browser.press(&char::from(Key::Enter).to_string()).await;
    browser.until("document.querySelectorAll('#results .film').length > 0").await;
    browser.click("#close-results").await;
    browser.click("#clear").await;
    browser.until("document.querySelector('.hello')").await;
    browser.click("#logout").await;
    browser.until("location.pathname === '/login'").await;
    // What the person lived through has arrived.
    for operation in ["login", "startup", "history", "chat", "prefUpdate", "search", "logout"] {
        let series = requests(operation, "success");
        until(&format!("{series} counts"), || async { lab.web_series(&series).await > 0.0 }).await;
        assert_eq!(lab.web_series(&requests(operation, "error")).await, 0.0, "{operation}");
    }
    for vital in ["LCP", "CLS", "INP"] {
        let metric = if vital == "CLS" { WEB_CLS } else { WEB_VITALS };
        let series = format!("{}_count{{vital=\"{vital}\"}}", metric.exposed());
        until(&format!("{series} counts"), || async { lab.web_series(&series).await > 0.0 }).await;
    }
    assert_eq!(lab.web_series(&WEB_CSP_REPORTS.exposed()).await, 0.0);
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_remembers_what_is_done_and_copies_code() {
    let lab = Lab::with("healthy", |config| config.library = library()).await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.go("/guide").await;
    assert_eq!(browser.text("#progress").await, "0 of 3 done");
    browser.click(".chapters a").await;
    browser.until("document.querySelector('.copy')").await;
    let permission = json!({ "permission": { "name": "clipboard-write" }, "setting": "granted" });
    browser.devtools("Browser.setPermission", permission).await;
    browser.run("window.copied = []; navigator.clipboard.writeText = async (text) => window.copied.push(text);").await;
    browser.click(".copy").await;
    browser.until("document.querySelector('#said').textContent === 'Copied'").await;
    let copied = browser.run("return window.copied[0];").await;
    assert!(
        copied.as_str().unwrap().starts_with(&format!("curl -s http://{}/metrics", lab.backend.address)),
        "{copied}"
    );
    browser.click("#done").await;
    browser.go("/guide").await;
    browser.until("document.querySelector('#progress').textContent === '1 of 3 done'").await;
    browser.close(&[]).await;
}
