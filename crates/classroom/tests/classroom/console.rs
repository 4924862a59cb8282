//! The console, as a coach has it: in a browser, and over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use movie_guru_browser_test::Browser;
use movie_guru_classroom::console::{Config, Console, Link};
use movie_guru_classroom::watch::{Pace, Watch};
use movie_guru_test_support::{client, until};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::stand_in::StandIn;

struct Up {
    address: SocketAddr,
    watch: Arc<Watch>,
    stop: CancellationToken,
}

impl Drop for Up {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn up(teams: &[StandIn], token: Option<&str>) -> Up {
    up_at(SocketAddr::from(([127, 0, 0, 1], 0)), teams, token).await
}

async fn up_at(listen: SocketAddr, teams: &[StandIn], token: Option<&str>) -> Up {
    let watch = Arc::new(Watch::start(teams.iter().map(StandIn::lab), Pace::default()));
    let link = Link { name: "app".to_owned(), url: "http://127.0.0.1:9/".to_owned() };
    let links = teams.iter().map(|team| (team.team.clone(), vec![link.clone()])).collect();
    let config = Config { listen: Some(listen), token: token.map(str::to_owned), links, ..Config::default() };
    let console = Console::build(config, Arc::clone(&watch)).await.unwrap();
    let (address, stop) = (console.address(), CancellationToken::new());
    tokio::spawn(console.run(stop.clone()));
    Up { address, watch, stop }
}

async fn teams(count: usize) -> Vec<StandIn> {
    join_all((1..=count).map(|n| async move { StandIn::start(&format!("team-{n:02}")).await })).await
}

/// A class in the middle of a day.
async fn in_the_middle(count: usize) -> Vec<StandIn> {
    let teams = teams(count).await;
    for (n, team) in teams.iter().enumerate() {
        let challenges = team.room.library().challenges();
        let slug = challenges[n % 5].slug.clone();
        if n % 7 != 6 {
            team.room.start(&slug, false).await.unwrap();
        }
        for _ in 0..n % 4 {
            let criterion = &challenges[n % 5].criteria()[0];
            let _ = team.room.hint(&slug, &criterion.name).await;
        }
        team.set(|stage| {
            stage.success = 1.0 - 0.007 * (n % 9) as f64;
            stage.firing = n % 6 == 1;
            stage.has_metrics = n % 8 != 5;
        });
    }
    teams[2].room.call_help(None, "Our SLO says 0 %, and we see no reason.").await.unwrap();
    if let Some(team) = teams.get(4) {
        team.set(|stage| stage.is_away = true);
    }
    teams
}

/// All figures of all that have some.
async fn known(up: &Up) {
    let mut class = up.watch.class();
    let all = class.wait_for(|class| {
        class
            .teams
            .iter()
            .all(|team| team.operations.is_some() || team.not_asked.iter().any(|part| part.what == "figures"))
    });
    tokio::time::timeout(Duration::from_secs(60), all).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_teams_are_on_one_page_and_a_change_is_there_within_a_second() {
    // The browser's driver wants a port that is free for both kinds of addresses, and fifty labs leave it few.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    let Some(browser) = Browser::open(address).await else { return };
    drop(free);
    let teams = in_the_middle(50).await;
    let up = up_at(address, &teams, None).await;
    known(&up).await;
    browser.size(1280, 900).await;
    browser.go("/").await;
    browser.until("document.querySelectorAll('#class tbody tr').length === 50 && document.body.dataset.seen").await;
    let first = browser.text("#class tbody tr:first-child").await;
    assert!(first.contains("team-03") && first.contains("calls you"), "who calls comes first: {first}");
    let second = browser.text("#class tbody tr:nth-child(2)").await;
    assert!(second.contains("team-05") && second.contains("lab away"), "{second}");

    let mut took = Vec::new();
    for n in [10, 20, 30, 40, 49] {
        let row = format!("#row-team-{:02}", n + 1);
        let called = Instant::now();
        teams[n].room.call_help(None, "now").await.unwrap();
        browser.until(&format!("document.querySelector('{row}').classList.contains('calls')")).await;
        took.push(called.elapsed());
    }
    println!("a call is on a page of 50 teams after {took:?}");
    took.sort();
    assert!(took[took.len() / 2] < Duration::from_secs(1), "{took:?}");
    // Others build on this machine, and one of five may meet that.
    assert!(took[took.len() - 1] < Duration::from_secs(5), "{took:?}");

    browser.run("document.querySelector('#row-team-11 button[value=answered]').focus()").await;
    browser.press("\u{E007}").await;
    browser.until("!document.querySelector('#row-team-11').classList.contains('calls')").await;
    assert_eq!(teams[10].room.state().await.unwrap().help, None);
    browser.until("document.querySelector('#toast').textContent.includes('team-11: the call is answered')").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_sound_in_all_forms() {
    let teams = in_the_middle(12).await;
    let up = up(&teams, None).await;
    let Some(browser) = Browser::open(up.address).await else { return };
    known(&up).await;
    browser.go("/").await;
    browser.until("document.body.dataset.seen").await;
    browser.sound_in_all_forms("console", "").await;
    browser.size(1280, 900).await;
    browser.picture("console-1280", 1280, 900).await;
    let room =
        browser.run("const box = document.querySelector('.scroll'); return box.scrollWidth - box.clientWidth").await;
    assert_eq!(room, 0, "the table fits on a projector");
    browser.go("/teams/team-03").await;
    browser.until("document.querySelector('.chart polyline, .chart circle')").await;
    browser.sound_in_all_forms("console-team", "").await;
    browser.go("/teams/team-03/workbook").await;
    assert!(browser.text(".workbook").await.contains("team-03"));
    assert_eq!(browser.audit().await, json!([]));
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_steers_one_team_and_all_and_is_told_what_failed() {
    let teams = teams(3).await;
    for team in &teams {
        team.room.start("1", false).await.unwrap();
    }
    teams[2].set(|stage| stage.is_away = true);
    let up = up(&teams, None).await;
    let Some(browser) = Browser::open(up.address).await else { return };
    browser.go("/teams/team-01").await;
    browser.until("document.querySelector('#now button[value=extend]')").await;
    browser.click("#now button[value=extend]").await;
    browser.until("document.querySelector('#now').innerText.includes('10 min added')").await;
    browser.run("document.querySelector('#team-scenario').value = 'challenge-7'").await;
    browser.click("button[value=scenario]").await;
    browser.until("document.querySelector('#now').innerText.includes('scenario challenge-7')").await;
    browser.click("button[value=load-stop]").await;
    browser.until("document.querySelector('#now').innerText.includes('no load')").await;
    browser.fill("#team-users", "12").await;
    browser.click("button[value=load-start]").await;
    browser.until("document.querySelector('#now').innerText.includes('12 people')").await;
    browser.go("/").await;
    browser.until("document.body.dataset.seen").await;
    browser.run("document.querySelector('#all-challenge').selectedIndex = 1").await;
    browser.click("button[value=start]").await;
    browser.until("document.querySelector('#toast').innerText.includes('team-03')").await;
    let said = browser.text("#toast").await;
    assert!(said.contains("team-03: the pod of web is gone") && !said.contains("team-01"), "{said}");
    let second = teams[0].room.library().challenges()[1].slug.clone();
    assert_eq!(teams[0].room.state().await.unwrap().current, Some(second));
    browser.close(&["502"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_everything_is_there_too() {
    let teams = in_the_middle(3).await;
    let up = up(&teams, None).await;
    known(&up).await;
    let at = |path: &str| format!("http://{}{path}", up.address);
    let http = client();
    let page = http.get(at("/?order=file")).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let page = page.text().await.unwrap();
    assert!(!page.contains("<script>") && !page.contains("style="), "nothing is inline");
    let place = |name: &str| page.find(&format!("id=\"row-{name}\"")).unwrap();
    assert!(place("team-01") < place("team-02") && place("team-02") < place("team-03"));
    let form = [("action", "extend"), ("minutes", "5")];
    let answer = http.post(at("/teams/team-01/do")).form(&form).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success() && text.contains("5 more minutes"), "{status} {text}");
    let wrong =
        http.post(at("/teams/team-01/do")).form(&[("action", "extend"), ("minutes", "x")]).send().await.unwrap();
    assert_eq!(wrong.status(), 422);
    let foreign = http.post(at("/all/do")).header("origin", "http://evil.example").form(&form).send().await.unwrap();
    assert_eq!(foreign.status(), 403, "a page of another site steers nothing");
    let named = http.get(at("/")).header("host", "evil.example").send().await.unwrap();
    assert_eq!(named.status(), 421);
    assert_eq!(http.get(at("/teams/nobody")).send().await.unwrap().status(), 404);
    let class: Value = http.get(at("/api/class")).send().await.unwrap().json().await.unwrap();
    assert_eq!(class["teams"][2]["need"]["level"], "calls");
    assert_eq!(class["teams"][2]["help"]["text"], "Our SLO says 0 %, and we see no reason.");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_knows_the_token_comes_in_and_beyond_the_loopback_there_must_be_one() {
    let teams = teams(1).await;
    let up = up(&teams, Some("let me: in")).await;
    let at = |path: &str| format!("http://{}{path}", up.address);
    let http = client();
    for path in ["/", "/events", "/api/class", "/teams/team-01", "/assets/x/css/console.css"] {
        let answer = http.get(at(path)).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    }
    assert_eq!(http.post(at("/all/do")).form(&[("action", "load-stop")]).send().await.unwrap().status(), 401);
    assert_eq!(http.get(at("/")).basic_auth("x", Some("let me: out")).send().await.unwrap().status(), 401);
    assert_eq!(http.get(at("/")).basic_auth("x", Some("let me: in")).send().await.unwrap().status(), 200);
    assert_eq!(http.get(at("/api/class")).bearer_auth("let me: in").send().await.unwrap().status(), 200);
    let open = Config { listen: Some("0.0.0.0:0".parse().unwrap()), ..Config::default() };
    let refused = Console::build(open, Arc::clone(&up.watch)).await.err().unwrap().to_string();
    assert!(refused.contains("--console-token"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_writes_is_text_and_pages_end_with_the_console() {
    let teams = teams(1).await;
    teams[0].room.call_help(None, "<img src=x onerror=alert(1)>&\"'").await.unwrap();
    let up = up(&teams, None).await;
    let http = client();
    let url = format!("http://{}/", up.address);
    until("the call is seen", async || {
        http.get(&url).send().await.unwrap().text().await.unwrap().contains("calls you")
    })
    .await;
    let page = http.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("&lt;img src=x") && !page.contains("<img"), "{page}");
    let mut events = http.get(format!("{url}events")).send().await.unwrap();
    let first = events.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: "), "{first:?}");
    up.stop.cancel();
    until("the stream ends", async || matches!(events.chunk().await, Ok(None) | Err(_))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_rows_that_changed_are_sent() {
    let teams = teams(4).await;
    let up = up(&teams, None).await;
    known(&up).await;
    let mut class = up.watch.class();
    class
        .wait_for(|class| class.teams.iter().all(|team| team.scenario.is_some() && team.health.is_some()))
        .await
        .unwrap();
    let mut events = client().get(format!("http://{}/events", up.address)).send().await.unwrap();
    let mut next = async || loop {
        let chunk = events.chunk().await.unwrap().unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        if let Some(data) = text.strip_prefix("data: ") {
            return serde_json::from_str::<Value>(data.trim()).unwrap();
        }
    };
    assert_eq!(next().await["rows"].as_array().unwrap().len(), 4, "all at first");
    teams[2].room.call_help(None, "now").await.unwrap();
    let news = next().await;
    let rows: Vec<_> = news["rows"].as_array().unwrap().iter().map(|row| &row["team"]).collect();
    assert_eq!(rows, ["team-03"]);
    assert_eq!(news["order"][0], "team-03");
}
