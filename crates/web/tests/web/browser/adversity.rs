//! The backend goes and comes back; blank answers; a policy that holds; what is typed is only ever text.

use fantoccini::key::Key;
use movie_guru_contract::WEB_CSP_REPORTS;

use super::Browser;
use crate::lab::{Lab, Person, backend, config_for, until, web};
use crate::reports::requests;
use crate::stand_in::{Does, StandIn};

#[tokio::test(flavor = "multi_thread")]
async fn the_backend_stops_and_comes_back() {
    let mut lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.log_in("ada").await;
    let address = lab.backend.address;
    lab.backend.stop().await;
    browser.say("A comedy, please").await;
    let failed = browser.text(".bubble.error").await;
    assert!(failed.contains("away just now") && failed.contains("Try again"), "{failed}");
    // What the backend said is taken as still true for half a second.
    let visitor = Person::at(lab.web.address);
    until("the web app notices", || async { visitor.get("/behaviour").await.text().contains("away") }).await;
    browser.page.refresh().await.unwrap();
    browser.until("document.querySelector('h1').textContent === 'Intermission'").await;
    lab.backend = backend(address, "healthy").await;
    // By itself; the backend was in memory, so nobody is logged in any more.
    browser.until("location.pathname === '/login'").await;
    browser.log_in("ada").await;
    browser.say("A comedy, please").await;
    browser.until("document.querySelector('.bubble.agent')").await;
    let reported = requests("chat", "error");
    until("the failure is reported", || async { lab.web_series(&reported).await == 1.0 }).await;
    browser.close(&["503", "401", "ERR_CONNECTION", "Service Unavailable"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_answer_is_a_failure_for_the_person() {
    let stand_in = StandIn::that(&[Does::AnswersBlank]).await;
    let web = web(config_for(stand_in.address)).await;
    let Some(browser) = Browser::open(web.address).await else { return };
    browser.go("/login").await;
    browser.run("document.cookie = 'movieguru=x; path=/';").await;
    browser.go("/").await;
    browser.until("document.querySelector('#featured-error').textContent.includes('blank')").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inline_script_does_not_run_and_is_reported() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.log_in("ada").await;
    assert_eq!(lab.web_series(&WEB_CSP_REPORTS.exposed()).await, 0.0);
    browser
        .run(
            "const script = document.createElement('script');
             script.append('window.injected = true');
             try { document.body.append(script); } catch { /* Trusted Types */ }",
        )
        .await;
    until("it is reported", || async { lab.web_series(&WEB_CSP_REPORTS.exposed()).await > 0.0 }).await;
    assert_eq!(browser.run("return window.injected === true;").await, false);
    browser.close(&["Content Security Policy", "TrustedScript"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_type_is_only_ever_text() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    let name = "<img src=x onerror=window.hacked=1> \u{202e}eda";
    browser.log_in(name).await;
    assert_eq!(browser.run("return document.querySelector('#who').textContent;").await, name);
    browser.say("I love <script>window.hacked=1</script> and [x](javascript:alert(1)) **bold** \u{202e}drow").await;
    browser.say("I love <img src=x onerror=window.hacked=1>").await;
    browser.page.refresh().await.unwrap();
    browser.main_page().await;
    let inside = "document.querySelectorAll('#log :is(script, img, iframe, [onerror], [href^=javascript]), #profile :is(script, img)')";
    assert_eq!(browser.run(&format!("return {inside}.length;")).await, 0);
    assert_eq!(browser.run("return window.hacked === undefined;").await, true);
    // An answer may be anything too.
    let rendered = browser
        .run_async(
            "const app = document.querySelector('script[src*=\"/js/\"]').src;
             const { render } = await import(new URL('markdown.js', app).href);
             const box = document.createElement('div');
             box.append(render('**bold** <img src=//evil.example/x> <a href=\"javascript:x\">l</a> ![p](https://evil.example/p) <style>*{}</style> [ok](https://ok.example/)'));
             return box.querySelectorAll('img, style, [href^=javascript]').length + ' ' + box.querySelectorAll('strong, a[href=\"https://ok.example/\"]').length;",
        )
        .await;
    assert_eq!(rendered, "0 2");
    assert_eq!(lab.web_series(&WEB_CSP_REPORTS.exposed()).await, 0.0);
    browser.close(&[]).await;
}

/// Presses Tab until the element has the focus.
async fn tab_to(browser: &Browser, selector: &str) {
    let reached = format!("return document.activeElement.matches({selector:?});");
    for _ in 0..60 {
        if browser.run(&reached).await == true {
            let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle;").await;
            assert_ne!(outline, "none", "{selector} shows that it has the focus");
            return;
        }
        browser.press(&char::from(Key::Tab).to_string()).await;
    }
    panic!("{selector} is not reached by Tab");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_by_keyboard() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    let (enter, escape) = (char::from(Key::Enter).to_string(), char::from(Key::Escape).to_string());
    browser.go("/login").await;
    tab_to(&browser, ".skip").await;
    tab_to(&browser, "#user").await;
    browser.press(&enter).await;
    browser.until("document.querySelector('#login-error').textContent.includes('who you are')").await;
    assert_eq!(browser.run("return document.activeElement.id;").await, "user", "the focus is where the mistake is");
    browser.press(&format!("ada{enter}")).await;
    browser.main_page().await;
    tab_to(&browser, "#query").await;
    browser.press(&format!("ghost{enter}")).await;
    browser.until("document.activeElement.id === 'results-title'").await;
    tab_to(&browser, "#results .film").await;
    browser.press(&enter).await;
    browser.until("document.querySelector('#film').open").await;
    for _ in 0..6 {
        browser.press(&char::from(Key::Tab).to_string()).await;
        let inside = "return document.activeElement === document.body || document.querySelector('#film').contains(document.activeElement);";
        assert_eq!(browser.run(inside).await, true, "the focus stays in the dialog");
    }
    browser.page.active_element().await.unwrap().send_keys(&escape).await.unwrap();
    browser.until("!document.querySelector('#film').open && document.activeElement.matches('#results .film')").await;
    tab_to(&browser, "#featured .film").await;
    tab_to(&browser, "#message").await;
    browser.press(&format!("I love movies with funny animals{enter}")).await;
    browser.until("document.querySelector('.bubble.agent')").await;
    tab_to(&browser, ".chip button").await;
    browser.press(&enter).await;
    browser.until("!document.querySelector('#profile-empty').hidden").await;
    assert_eq!(browser.run("return document.activeElement.id;").await, "profile-title");
    browser.run("document.body.focus(); document.activeElement.blur();").await;
    tab_to(&browser, "#logout").await;
    browser.press(&enter).await;
    browser.until("location.pathname === '/login'").await;
    browser.close(&[]).await;
}
