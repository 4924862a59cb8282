//! The page in a browser, as an attendee meets it.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not get is a failure of the test")]

mod below_a_path;
mod chromium;
#[path = "../load/stand_in.rs"]
#[expect(dead_code, reason = "made for the tests next door")]
mod stand_in;

use chromium::Browser;
use fantoccini::Locator;
use movie_guru_loadtest::service::{ServiceConfig, bind, build};
use movie_guru_loadtest::{KeptRuns, LoadTest, LoadTestConfig, PeerName};
use movie_guru_pages::Published;
use stand_in::{StandIn, load_test, quick};
use tokio_util::sync::CancellationToken;

struct Lab {
    base: String,
    load: LoadTest,
    app: StandIn,
    _runs: tempfile::TempDir,
}

async fn lab() -> Lab {
    lab_with(Vec::new(), Published::default()).await
}

/// With a page that counts the addresses of these names, published so.
async fn lab_with(peers: Vec<PeerName>, published: Published) -> Lab {
    let app = StandIn::well().await;
    let (_, telemetry) = load_test();
    let runs = tempfile::tempdir().unwrap();
    let config = LoadTestConfig { kept: Some(KeptRuns::in_folder(runs.path())), ..Default::default() };
    let load = LoadTest::with(&telemetry, config).unwrap();
    let mut form = quick(&app.host);
    form.think_time = "100ms-300ms".parse().unwrap();
    let links = vec!["app=http://127.0.0.1:8080/".parse().unwrap(), "monitor=http://127.0.0.1:9090/".parse().unwrap()];
    let config = ServiceConfig { links, peers, published, ..ServiceConfig::new(form.host.clone()) };
    let config = ServiceConfig { form, ..config };
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(listener, &config, load.clone(), &telemetry).unwrap();
    let base = format!("http://{}", service.address());
    tokio::spawn(service.run(CancellationToken::new()));
    Lab { base, load, app, _runs: runs }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attendee_starts_changes_stops_starts_again_and_compares() {
    let lab = lab().await;
    let Some(browser) = Browser::open(&lab.base, 1280, 1500).await else { return };
    let page = &browser.page;
    page.goto(&lab.base).await.unwrap();
    browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
    for hidden in ["#ctrl-quit", "#runs-panel", "#report-bar", "#set-down"] {
        let element = page.find(Locator::Css(hidden)).await.unwrap();
        assert!(!element.is_displayed().await.unwrap(), "{hidden} is shown");
    }

    // The workshop's values, the host left as it stands.
    browser.until("#ctrl-summary", |summary| summary.contains("3 users")).await;
    browser.fill("#ctrl-target", "5").await;
    page.execute("document.getElementById('ctrl-settings').open = true", vec![]).await.unwrap();
    browser.fill("#set-up", "1").await;
    browser.fill("#set-run", "7").await;
    page.find(Locator::Css("#set-run-unit")).await.unwrap().select_by_value("h").await.unwrap();
    browser.click("#ctrl-start").await;
    browser.until("#ctrl-status", |said| said == "load test started").await;
    browser.until("#kpi-users", |users| users.starts_with("5 ")).await;
    let run = lab.load.current().unwrap();
    assert_eq!((run.settings().users, run.settings().spawn_rate), (5, 1.0));
    assert_eq!(run.settings().run_time.unwrap().as_secs(), 7 * 3600);

    browser.fill("#ctrl-target", "8").await;
    browser.click("#ctrl-apply").await;
    browser.until("#kpi-users", |users| users.starts_with("8 ")).await;
    // Some seconds, for there to be something in the charts.
    browser.until("#duration", |time| time.starts_with("15") || time.starts_with("16") || time.starts_with("17")).await;
    page.execute("window.scrollTo(0, 0)", vec![]).await.unwrap();
    browser.picture("load-page").await;

    browser.click("#ctrl-stop").await;
    browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
    assert!(run.is_over());

    // What people do, by the lab's own form; a mistake is said at its field.
    browser.fill("#lab-journeys", "fly").await;
    browser.click("#lab-form button").await;
    browser.until("#lab-status", |said| said.contains("no journey `fly`")).await;
    let invalid = page.find(Locator::Css("#lab-journeys[aria-invalid=true]")).await;
    assert!(invalid.is_ok());
    browser.fill("#lab-journeys", "swarm").await;
    browser.click("#lab-form button").await;
    browser.until("#lab-status", |said| said.starts_with("Applied")).await;
    browser.click("#ctrl-start").await;
    browser.until("#kpi-users", |users| users.starts_with("8 ")).await;
    let second = lab.load.current().unwrap();
    assert_eq!(second.settings().journeys, [movie_guru_loadtest::Journey::Swarm]);
    browser.click("#ctrl-stop").await;
    browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
    assert!(second.is_over());

    page.goto(&format!("{}/runs", lab.base)).await.unwrap();
    assert_eq!(page.find_all(Locator::Css("tbody tr")).await.unwrap().len(), 2);
    browser.picture("load-runs").await;
    browser.click("button[form=compare]").await;
    browser.until("h1", |title| title == "Two runs").await;
    assert!(browser.text("tbody").await.contains("chat"));
    page.back().await.unwrap();
    browser.click("tbody tr:last-child a").await;
    browser.until("h1", |title| title == "Load test").await;
    assert_eq!(page.find_all(Locator::Css("svg polyline")).await.unwrap().len(), 5);
    browser.picture("load-report").await;
    page.goto(&format!("{}/runs", lab.base)).await.unwrap();
    browser.click("tbody tr:last-child form button").await;
    let since = std::time::Instant::now();
    while page.find_all(Locator::Css("tbody tr")).await.unwrap().len() != 1 {
        assert!(since.elapsed().as_secs() < 10, "the run was not deleted");
    }
    assert!(lab.app.count("POST /chat") > 0);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_fit_a_telephone() {
    let lab = lab().await;
    let Some(browser) = Browser::open(&lab.base, 390, 844).await else { return };
    let run = lab.load.start(quick(&lab.app.host)).unwrap();
    browser.page.goto(&lab.base).await.unwrap();
    browser.until("#kpi-users", |users| users.starts_with("3 ")).await;
    assert!(!browser.overflows().await, "the page is wider than a telephone");
    browser.picture("load-page-narrow").await;
    let panel = "document.getElementById('lab-panel').scrollIntoView()";
    browser.page.execute(panel, vec![]).await.unwrap();
    browser.picture("load-form-narrow").await;
    run.stop().await;
    for (path, title) in [("/runs", "Past runs"), ("/report", "Load test")] {
        browser.page.goto(&format!("{}{path}", lab.base)).await.unwrap();
        browser.until("h1", |text| text == title).await;
        assert!(!browser.overflows().await, "{path} is wider than a telephone");
    }
    browser.picture("load-report-narrow").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_how_many_pods_take_part() {
    let names = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    let nobody = lab_with(names(&["load-job.invalid"]), Published::default()).await;
    let Some(browser) = Browser::open(&nobody.base, 1280, 900).await else { return };
    let page = &browser.page;
    page.goto(&nobody.base).await.unwrap();
    let asked = format!("{}/api/pods", nobody.base);
    assert_eq!(reqwest::get(&asked).await.unwrap().text().await.unwrap(), r#"{"pods":0}"#);
    browser.until("#phase-badge", |phase| phase.eq_ignore_ascii_case("idle")).await;
    assert!(!page.find(Locator::Css("#lab-pods")).await.unwrap().is_displayed().await.unwrap(), "0 is shown");
    browser.close().await;

    // As the addresses of a name are: each is a pod.
    let lab = lab_with(names(&["127.0.0.1", "127.0.0.2", "127.0.0.3"]), Published::default()).await;
    for (width, height, size) in [(1280, 900, "wide"), (390, 844, "narrow")] {
        let Some(browser) = Browser::open(&lab.base, width, height).await else { return };
        let page = &browser.page;
        for theme in ["light", "dark"] {
            browser.prefers(theme, true).await;
            page.goto(&lab.base).await.unwrap();
            browser.until("#lab-pods", |said| said.starts_with("3 load pods take part.")).await;
            assert!(page.find(Locator::Css("#lab-pods")).await.unwrap().is_displayed().await.unwrap());
            assert!(!browser.overflows().await, "{size}: scrolls sideways");
            browser.picture(&format!("load-pods-{size}-{theme}")).await;
        }
        // Names cannot be made to fail here; what `/api/pods` then says is put in its place.
        let answer = r#"JSON.stringify({pods: null, problem: "load-job cannot be looked up: try again"})"#;
        let source = format!(
            "const real = fetch; window.fetch = (url, ...rest) => \
             url === '/api/pods' ? Promise.resolve(new Response({answer})) : real(url, ...rest)"
        );
        let parameters = serde_json::json!({ "source": source });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", parameters).await;
        page.goto(&lab.base).await.unwrap();
        browser.until("#lab-pods", |said| said.contains("is not known. load-job cannot be looked up")).await;
        assert!(!browser.overflows().await, "{size}: scrolls sideways");
        browser.picture(&format!("load-pods-{size}-problem")).await;
        browser.close().await;
    }
}
