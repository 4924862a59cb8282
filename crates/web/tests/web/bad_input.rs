//! What comes in may be anything.

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::lab::{Answer, Lab, Person};

/// Sends bytes as they are and returns the status, or 0 where the connection is closed.
async fn raw(address: std::net::SocketAddr, request: &str) -> u16 {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_assets_the_posters_or_the_guide() {
    let lab = Lab::start("healthy").await;
    let page = Person::at(lab.web.address).get("/login").await.text();
    let version = page.split("/assets/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    for below in [format!("/assets/{version}"), "/assets/x".into(), "/api/posters".into(), "/guide".into()] {
        for file in [
            "../Cargo.toml",
            "../../../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/etc/passwd",
            "..%5c..%5cetc%5cpasswd",
            "/etc/passwd",
            "js/../../Cargo.toml",
            "%00",
            "x%00.svg",
            "%ff",
        ] {
            let request = format!("GET {below}/{file} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            let status = raw(lab.web.address, &request).await;
            assert!(status == 404 || status == 400, "{below}/{file}: {status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_none_do_no_harm() {
    let lab = Lab::start("healthy").await;
    for request in [
        "GET / HTTP/1.1\r\nconnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
        "GET http://evil.example/api/phase HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        "CONNECT backend:8081 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        "POST /api/login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /phase HTTP/1.1\r\n\r\n",
        "NONSENSE\r\n\r\n",
    ] {
        let status = raw(lab.web.address, request).await;
        assert!(status == 0 || (400..500).contains(&status), "{status}: {request}");
    }
    assert_eq!(Person::at(lab.web.address).get("/readyz").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_messages_may_hold_anything_and_come_back_as_they_were() {
    let lab = Lab::start("healthy").await;
    for text in [
        "<b>Ada</b>",
        "<script>alert(1)</script>",
        "\u{202e}eda\u{202c} \u{200f}",
        "🎬𝔘 Ünïcödé",
        "'; DROP TABLE people;--",
    ] {
        let person = Person::at_web(lab.web.address);
        person.login(text).await;
        assert_eq!(person.post("/api/chat", &json!({"content": text})).await.status, 200, "{text}");
        assert_eq!(person.get("/api/history").await.json()[0]["content"], text);
    }
    let person = Person::at_web(lab.web.address);
    person.post("/api/login", &json!({"user": "x".repeat(300)})).await.problem(422);
    person.login("ada").await;
    let huge = Answer::to(person.request(Method::POST, "/api/chat").body("x".repeat(200_000)));
    huge.await.problem(413);
}
