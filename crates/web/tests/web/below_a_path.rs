//! The app below a path of a real nginx: everything that its pages lead to is below that path, and there.

use movie_guru_test_support::{Crawl, Part, Passes, published as by_nginx};
use movie_guru_web::service::Config;
use reqwest::Method;
use serde_json::json;

use crate::lab::{Answer, Lab, Person};
use crate::room::Team;

/// The app, told of the path as each way wants it.
pub(crate) fn published(config: &mut Config, passes: Passes) {
    match passes {
        Passes::On | Passes::Without => config.base_path = Part::App.path().parse().unwrap(),
        Passes::Told => config.behind_proxy = true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_file_and_redirect_stays_below_the_path() {
    for passes in Passes::ALL {
        let team = Team::new();
        let lab = Lab::with("healthy", |config| {
            published(config, passes);
            team.shown(config);
        })
        .await;
        let Some(nginx) = by_nginx(Part::App, lab.web.address, passes) else { return };
        let person = Person::at(nginx.address);
        let ask = |method, path: &str| person.request(method, &format!("{}/{path}", Part::App.path()));
        let root = format!("http://{}{}/", nginx.address, Part::App.path());
        let mut crawl = Crawl::of(person.client.clone(), root.parse().unwrap());
        // A newcomer is sent to log in.
        let newcomer = ask(Method::GET, "").send().await.unwrap();
        assert_eq!(newcomer.status(), 303);
        crawl.check(newcomer).await;
        let login = ask(Method::POST, "api/login").json(&json!({"user": "ada"})).send().await.unwrap();
        assert_eq!(login.status(), 200);
        crawl.check(login).await;
        let page = Answer::to(ask(Method::GET, "")).await;
        assert!(page.status == 200 && page.text().contains("featured"), "the cookie is sent: {}", page.status);
        let startup = Answer::to(ask(Method::GET, "api/startup")).await.json();
        let poster = format!("api{}", startup["context"][0]["poster"].as_str().unwrap());
        let seen = crawl.look_at(&["", "behaviour", "favicon.ico", "readyz", &poster]).await;
        assert!(seen >= 25, "{passes:?}: only {seen} addresses were found");
        let nothing = ask(Method::GET, "nothing").send().await.unwrap();
        assert_eq!(nothing.status(), 404);
        crawl.check(nothing).await;
        let out = ask(Method::POST, "api/logout").send().await.unwrap();
        assert_eq!(out.status(), 200);
        crawl.check(out).await;
        assert_eq!(Answer::to(ask(Method::GET, "")).await.status, 303, "{passes:?}: the cookie is taken away again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_knows_of_no_path_is_found_out() {
    let lab = Lab::start("healthy").await;
    let Some(nginx) = by_nginx(Part::App, lab.web.address, Passes::Without) else { return };
    let root = format!("http://{}{}/", nginx.address, Part::App.path());
    let mut crawl = Crawl::of(Person::at(nginx.address).client, root.parse().unwrap());
    let look = tokio::spawn(async move { crawl.look_at(&["login"]).await }).await;
    let found = look.unwrap_err().into_panic();
    assert!(found.downcast_ref::<String>().unwrap().contains("reports to"), "what is beside the path is not found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_nobody_spoke_of_changes_nothing() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    let plain = person.get("/login").await;
    let told = Answer::to(person.request(Method::GET, "/login").header("x-forwarded-prefix", "/team-7/app")).await;
    assert_eq!(plain.text(), told.text());
    assert!(plain.text().contains("href=\"/guide\"") && !plain.header("vary").contains("prefix"));
    assert!(plain.header("content-security-policy").ends_with("report-uri /csp-report"));
}
