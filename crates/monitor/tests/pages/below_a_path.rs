//! The monitor below a path of a real nginx.

use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_contract::Operation;
use movie_guru_pages::Published;
use movie_guru_test_support::{Crawl, Nginx, Part, Passes, published as by_nginx};
use reqwest::redirect::Policy;

use crate::looks::DRAWN;
use crate::monitor::{Running, pages, published};
use crate::prometheus::Prometheus;
use crate::story;

const PATH: &str = Part::Monitor.path();

async fn lab(passes: Passes) -> Option<(Prometheus, Running, Nginx)> {
    let prometheus = Prometheus::with(&story::tell(Timestamp::now().as_second(), 1)).await?;
    let told = Published { behind_proxy: true, ..Published::default() };
    let known = Published { base: PATH.parse().unwrap(), behind_proxy: false };
    let way = if passes == Passes::Told { told } else { known };
    let monitor = published(&prometheus.base, pages(), way).await;
    let nginx = by_nginx(Part::Monitor, monitor.address, passes)?;
    Some((prometheus, monitor, nginx))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_file_form_and_redirect_stays_below_the_path() {
    for passes in Passes::ALL {
        let Some((_prometheus, _monitor, nginx)) = lab(passes).await else { return };
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(Policy::none()).build().unwrap();
        let root = format!("http://{}{PATH}/", nginx.address);
        let mut crawl = Crawl::of(client.clone(), root.parse().unwrap());
        let form = async |path: &str, fields: &str| {
            let asked = client.post(format!("{root}{path}")).body(fields.to_owned());
            let asked = asked.header("content-type", "application/x-www-form-urlencoded");
            asked.header("origin", format!("http://{}", nginx.address)).send().await.unwrap()
        };
        crawl.look_at(&["slos", "alerts"]).await;
        let histogram = Operation::Chat.metrics().latency.exposed();
        let slo = format!(
            "name=chat-is-fast&title=Chat&kind=threshold&histogram={histogram}&bound=5000&target=99&window=24h&look_back=true"
        );
        let made = form("slos", &slo).await;
        assert_eq!(made.status(), 303, "{}", made.text().await.unwrap());
        crawl.check(made).await;
        let asked_by_scripts = [
            "",
            "api/v1/query?query=up",
            "api/v1/labels",
            "api/v1/targets?state=active",
            "api/slos",
            "api/explore/chart?query=up",
            "api/explore/values?query=up",
            "explore?query=up",
            "slos?again",
            "favicon.ico",
            "metrics",
        ];
        let seen = crawl.look_at(&asked_by_scripts).await;
        assert!(seen > 40, "{passes:?}: only {seen} addresses were found");
        let nothing = client.get(format!("{root}nothing")).send().await.unwrap();
        assert_eq!(nothing.status(), 404);
        crawl.check(nothing).await;
        let deleted = form("slos/chat-is-fast/delete", "").await;
        assert_eq!(deleted.status(), 303);
        crawl.check(deleted).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_slo_is_made_and_charts_are_seen_below_a_path() {
    let Some((_prometheus, _monitor, nginx)) = lab(Passes::Without).await else { return };
    let Some(browser) = Browser::open(format!("{}{PATH}", nginx.address)).await else { return };
    browser.size(1440, 1000).await;
    browser.go("").await;
    browser.until("document.querySelectorAll('tbody tr').length > 0").await;
    browser.click(&format!("a[href='{PATH}/slos']")).await;
    browser.click(&format!("a[href='{PATH}/slos/new']")).await;
    browser.until("document.querySelector('#preview polyline')").await;
    browser.fill("#target", "97").await;
    browser.until("document.querySelector('#preview').innerText.includes('97 %')").await;
    browser.click("form[data-what-if] .button").await;
    browser.until(&format!("location.pathname === '{PATH}/slos/chat-is-fast'")).await;
    browser.click(&format!("a[href='{PATH}/dashboards']")).await;
    browser.click(&format!("a[href='{PATH}/dashboards/chat']")).await;
    browser.until(DRAWN).await;
    browser.click("[data-chart] .show-figures").await;
    browser.click("dialog[open] a").await;
    browser.until(&format!("location.pathname === '{PATH}/explore'")).await;
    browser.until("document.querySelector('[data-chart] .main-svg, .plot .main-svg')").await;
    let histogram = Operation::Chat.metrics().latency.exposed();
    browser.fill("#query", &histogram[..histogram.len() - 6]).await;
    browser.until("document.querySelector('[role=option]')").await;
    browser.go("/targets").await;
    browser.until("!document.querySelector('#targets').innerText.includes('Asking')").await;
    for url in browser.requested().await {
        let ours = url.scheme() != "http" || url.path() == PATH || url.path().starts_with(&format!("{PATH}/"));
        assert!(ours, "the page asked for {url}");
    }
    browser.close(&[]).await;
}
