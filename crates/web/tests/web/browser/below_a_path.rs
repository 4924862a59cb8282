//! The app below a path: a person notices nothing, and the browser asks for nothing beside it.

use movie_guru_browser_test::Browser;
use movie_guru_test_support::{Part, Passes, published as by_nginx};

use crate::below_a_path::published;
use crate::lab::{Lab, until};
use crate::reports::requests;
use crate::room::Team;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_and_talks_below_a_path() {
    for passes in [Passes::On, Passes::Told] {
        let team = Team::new();
        let lab = Lab::with("healthy", |config| {
            published(config, passes);
            team.shown(config);
        })
        .await;
        let Some(nginx) = by_nginx(Part::App, lab.web.address, passes) else { return };
        let path = Part::App.path();
        let Some(browser) = Browser::open(format!("{}{path}", nginx.address)).await else { return };
        browser.go("/").await;
        browser.until(&format!("location.pathname === '{path}/login'")).await;
        browser.fill("#user", "Ada").await;
        browser.click("#login button").await;
        let complete = "document.querySelectorAll('#featured .film').length === 5";
        browser.until(&format!("location.pathname === '{path}/' && {complete}")).await;
        browser
            .until("[...document.images].filter((i) => i.closest('#featured')).every((i) => i.naturalWidth > 0)")
            .await;
        browser.until("document.querySelector('#log').children.length > 0").await;
        assert_eq!(browser.text("#who").await, "Ada");
        browser.fill("#message", "I love movies with funny animals").await;
        browser.click("#send").await;
        browser.until("document.querySelector('.bubble.agent')").await;
        browser.fill("#query", "ghost").await;
        browser.click("#search button").await;
        browser.until("document.querySelectorAll('#results .film').length > 0").await;
        browser.click("nav.menu a").await;
        browser.until(&format!("location.pathname === '{path}/guide'")).await;
        browser.click(".chapters a").await;
        browser.fill("#field-notes", "It waited. It failed.").await;
        browser.until("document.querySelector('[data-field=notes] .saved').textContent === 'Saved'").await;
        browser.click("#check").await;
        browser.until("document.querySelector('#criterion-notes').dataset.verdict === 'holds'").await;
        browser.run("window.scrollTo(0, 0);").await;
        browser.click("article a[href$='#goals']").await;
        browser.until(&format!("location.pathname === '{path}/guide/02-others'")).await;
        browser.click(".brand").await;
        browser.until(&format!("location.pathname === '{path}/' && {complete}")).await;
        browser.click("#logout").await;
        browser.until(&format!("location.pathname === '{path}/login'")).await;
        let lived = requests("chat", "success");
        until(&format!("{lived} counts"), || async { lab.web_series(&lived).await > 0.0 }).await;
        for url in browser.requested().await {
            let ours = url.scheme() != "http" || url.path().starts_with(&format!("{path}/"));
            assert!(ours, "{passes:?}: the page asked for {url}");
        }
        browser.close(&[]).await;
    }
}
