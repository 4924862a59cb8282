//! What goes through the edge, what does not, and what happens when the backend is not there.

use std::time::{Duration, Instant};

use movie_guru_contract::Operation;
use movie_guru_telemetry::propagation::TraceParent;
use movie_guru_web::Patience;
use movie_guru_web::service::Config;
use reqwest::Method;
use serde_json::json;

use crate::lab::{Answer, Lab, Person, backend, config_for, free, until, web};
use crate::stand_in::{Does, StandIn};

#[tokio::test(flavor = "multi_thread")]
async fn every_user_call_goes_through() {
    let lab = Lab::start("healthy").await;
    let person = Person::at_web(lab.web.address);
    person.login("ada").await;
    let startup = person.get("/api/startup").await.json();
    assert_eq!(startup["context"].as_array().unwrap().len(), 5);
    let chat = person.post("/api/chat", &json!({"content": "I love movies with funny animals"})).await.json();
    assert_eq!(chat["preferences"]["likes"]["others"], json!(["funny animals"]));
    assert_eq!(person.get("/api/history").await.json().as_array().unwrap().len(), 2);
    assert_eq!(person.get("/api/preferences").await.json()["likes"]["others"], json!(["funny animals"]));
    assert!(!person.get("/api/search?q=ghost&limit=3").await.json()["movies"].as_array().unwrap().is_empty());
    let poster = person.get(&format!("/api{}", startup["context"][0]["poster"].as_str().unwrap())).await;
    assert_eq!((poster.status, poster.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(poster.header("content-security-policy"), "default-src 'none'", "the backend's own is stricter");
    let cleared = Answer::to(person.request(Method::DELETE, "/api/history")).await;
    assert_eq!(cleared.status, 204);
    assert_eq!(person.post("/api/logout", &json!(null)).await.status, 200);
    person.get("/api/startup").await.problem(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_goes_through() {
    let lab = Lab::start("challenge-8").await;
    let person = Person::at(lab.web.address);
    for path in ["/api/phase", "/api/metrics", "/api/livez", "/api/readyz", "/api/", "/api/posters/..%2fphase"] {
        person.get(path).await.problem(404);
    }
    person.post("/api/phase", &json!({"scenario": "healthy"})).await.problem(404);
    let phase = Person::at(lab.backend.address).get("/phase").await.json();
    assert_eq!(phase["scenario"], "challenge-8");
}

#[tokio::test(flavor = "multi_thread")]
async fn security_headers_stand_on_every_answer() {
    let lab = Lab::start("healthy").await;
    let person = Person::at_web(lab.web.address);
    person.login("ada").await;
    for path in ["/", "/login", "/guide", "/nowhere", "/api/startup", "/api/phase", "/behaviour", "/metrics", "/readyz"]
    {
        let answer = person.get(path).await;
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
    assert_eq!(person.get("/api/startup").await.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_asked_for_by_another_site_is_refused() {
    let lab = Lab::start("healthy").await;
    let person = Person::at_web(lab.web.address);
    person.login("ada").await;
    let own = format!("http://{}", lab.web.address);
    let post = |path: &str, name: &'static str, value: &str| {
        Answer::to(person.request(Method::POST, path).json(&json!({"content": "hello"})).header(name, value))
    };
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://localhost:1"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        post("/api/chat", name, value).await.problem(403);
        post("/rum", name, value).await.problem(403);
        let out = Answer::to(person.request(Method::POST, "/api/logout").header(name, value)).await;
        out.problem(403);
    }
    let by_link = Answer::to(person.request(Method::GET, "/api/logout").header("sec-fetch-site", "cross-site")).await;
    by_link.problem(403);
    assert_eq!(post("/api/chat", "origin", &own).await.status, 200, "its own pages may");
    assert_eq!(lab.backend_series(&Operation::Chat.metrics().attempts.exposed()).await, 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_hosts_name_is_not_answered() {
    let lab = Lab::with("healthy", |config| config.hosts = vec!["guru.example".to_owned()]).await;
    let person = Person::at(lab.web.address);
    let called = |name: &'static str| Answer::to(person.request(Method::GET, "/login").header("host", name));
    let refused = called("evil.example:8080").await;
    assert_eq!((refused.status, refused.header("content-type")), (421, "application/problem+json"));
    for name in ["localhost:8080", "127.0.0.1", "guru.example"] {
        assert_eq!(called(name).await.status, 200, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backend_learns_who_asks_and_of_which_trace() {
    let stand_in = StandIn::that(&[Does::Answers]).await;
    let web = web(config_for(stand_in.address)).await;
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = Person::at(web.address).request(Method::GET, "/api/search?q=a%20b");
    let request = request.header("traceparent", trace).header("x-forwarded-for", "203.0.113.9");
    let answer = Answer::to(request.header("authorization", "Bearer coach")).await;
    assert_eq!(answer.text(), "hi");
    assert_eq!(answer.header("connection"), "", "what concerns one connection stays there");
    let head = stand_in.heads().remove(0);
    assert!(head.starts_with("get /search?q=a%20b http/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nx-forwarded-for: 127.0.0.1\r\n") && !head.contains("203.0.113.9"), "{head}");
    assert!(head.contains("\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-"), "{head}");
    assert!(head.contains(&format!("\r\nhost: {}\r\n", stand_in.address)) && !head.contains("coach"), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_trace_goes_no_further_than_the_edge() {
    for (trace_parent, goes_on) in [(Some(TraceParent::Link), false), (None, true)] {
        let stand_in = StandIn::that(&[Does::Answers]).await;
        let web = web(Config { trace_parent, ..config_for(stand_in.address) }).await;
        let request = Person::at(web.address).request(Method::GET, "/api/history");
        let request = request.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assert_eq!(Answer::to(request.header("tracestate", "vendor=0af7651916cd43dd")).await.status, 200);
        assert_eq!(stand_in.heads()[0].contains("0af7651916cd43dd"), goes_on, "{trace_parent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_site_asks_is_the_edges_business() {
    let stand_in = StandIn::that(&[Does::Answers]).await;
    let web = web(config_for(stand_in.address)).await;
    let request = Person::at(web.address).request(Method::POST, "/api/login").json(&json!({"user": "ada"}));
    let own = format!("http://{}", web.address);
    assert_eq!(Answer::to(request.header("origin", own)).await.status, 200);
    let head = stand_in.heads().remove(0);
    assert!(!head.contains("origin:") && !head.contains("sec-fetch"), "the backend is called by another name: {head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_may_be_repeated_is_tried_once_more() {
    let stand_in = StandIn::that(&[Does::HangsUp, Does::Answers]).await;
    let web = web(config_for(stand_in.address)).await;
    assert_eq!(Person::at(web.address).get("/api/history").await.status, 200);
    assert_eq!(stand_in.heads().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_changes_something_is_not_repeated_nor_one_tried_thrice() {
    let stand_in = StandIn::that(&[Does::HangsUp]).await;
    let web = web(config_for(stand_in.address)).await;
    let person = Person::at(web.address);
    person.post("/api/chat", &json!({"content": "hello"})).await.problem(502);
    assert_eq!(stand_in.heads().len(), 1);
    person.get("/api/history").await.problem(502);
    assert_eq!(stand_in.heads().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_does_not_answer_is_not_waited_for_forever() {
    let stand_in = StandIn::that(&[Does::Waits, Does::Stalls]).await;
    let short = Duration::from_millis(200);
    let mut config = config_for(stand_in.address);
    config.patience = Patience { answer: short, pause: short, ..Patience::default() };
    let web = web(config).await;
    let person = Person::at(web.address);
    person.get("/api/history").await.problem(504);
    let asked = Instant::now();
    let stalled = person.request(Method::GET, "/api/history").send().await.unwrap();
    assert_eq!(stalled.status(), 200);
    stalled.bytes().await.expect_err("a body that stops half-way is cut, not made to look whole");
    assert!(asked.elapsed() < Duration::from_secs(20), "long before the client itself gives up");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_backend_calls_get_a_503_and_pages_say_so_until_it_is_back() {
    let gone = backend(free(), "healthy").await;
    let address = gone.address;
    gone.stop().await;
    let web = web(config_for(address)).await;
    let person = Person::at_web(web.address);
    for call in [person.get("/api/startup").await, person.post("/api/chat", &json!({"content": "x"})).await] {
        call.problem(503);
        assert_eq!(call.header("retry-after"), "2");
    }
    for path in ["/", "/login"] {
        let page = person.get(path).await;
        assert_eq!((page.status, page.header("retry-after")), (503, "5"), "{path}");
        assert!(page.text().contains("Intermission") && page.text().contains("is away just now"));
    }
    assert_eq!(person.get("/behaviour").await.json()["backend"], "away");
    assert_eq!(person.get("/readyz").await.status, 200, "the edge itself is there");
    let _back = backend(address, "healthy").await;
    until("the login page is back", || async { person.get("/login").await.status == 200 }).await;
    person.login("ada").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_needs_a_session_and_never_a_cache() {
    let lab = Lab::start("healthy").await;
    let person = Person::at_web(lab.web.address);
    let sent_away = person.get("/").await;
    assert_eq!((sent_away.status, sent_away.header("location")), (303, "/login"));
    person.login("ada").await;
    let page = person.get("/").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_scenario_drops_is_told_to_the_pages() {
    let lab = Lab::start("challenge-8").await;
    let person = Person::at(lab.web.address);
    assert_eq!(person.get("/behaviour").await.json(), json!({"drop": 0.5, "backend": "up"}));
    assert!(person.get("/login").await.text().contains("data-drop=\"0.5\""));
    lab.set_scenario("challenge-6").await;
    until("the change arrives", || async { person.get("/behaviour").await.json()["drop"] == 0.0 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_that_only_others_know_are_left_to_them() {
    let lab = Lab::start("healthy").await;
    let newer = json!({"version": 9, "title": "t", "faults": [
        {"name": "net.slow", "share": "some", "between": ["web", "backend"]},
        {"name": "web.drop", "share": 0.25},
    ]});
    assert_eq!(Person::at(lab.backend.address).post("/phase", &newer).await.status, 200);
    let person = Person::at(lab.web.address);
    let told = json!({"drop": 0.25, "backend": "up"});
    until("the change arrives", || async { person.get("/behaviour").await.json() == told }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_good_under_an_address_of_their_content() {
    let lab = Lab::start("healthy").await;
    let person = Person::at(lab.web.address);
    let page = person.get("/login").await.text();
    let start = page.find("/assets/").unwrap();
    let version = page[start + 8..].split('/').next().unwrap();
    let script = person.get(&format!("/assets/{version}/js/api.js")).await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    let zipped = person.request(Method::GET, &format!("/assets/{version}/js/api.js")).header("accept-encoding", "gzip");
    let zipped = Answer::to(zipped).await;
    assert_eq!((zipped.status, zipped.header("content-encoding")), (200, "gzip"), "{:?}", zipped.headers);
    assert_eq!(person.get("/assets/0000000000000000/js/api.js").await.status, 404, "a page never mixes two versions");
}
