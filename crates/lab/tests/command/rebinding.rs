//! A page of another site reaches the lab by a name of its own (DNS rebinding), or by ours: it is refused by each of the
//! four services, whatever it asks for, and nothing changes.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use movie_guru_test_support::client;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::running::Lab;

/// Every call that changes something, by the service and its method.
const WRITES: [(&str, &[&str]); 4] = [
    (
        "backend",
        &[
            "POST /login",
            "GET /logout",
            "POST /logout",
            "POST /chat",
            "POST /preferences",
            "DELETE /history",
            "POST /phase",
        ],
    ),
    (
        "web",
        &[
            "POST /api/login",
            "GET /api/logout",
            "POST /api/logout",
            "POST /api/chat",
            "POST /api/preferences",
            "DELETE /api/history",
            "POST /rum",
            "POST /csp-report",
        ],
    ),
    (
        "load",
        &[
            "POST /api/load/start",
            "POST /api/load/stop",
            "POST /api/load/set",
            "POST /api/v1/control/start",
            "POST /api/v1/control/stop",
            "POST /api/v1/control/users",
            "POST /api/v1/control/settings",
            "DELETE /api/runs/1",
            "POST /runs/1/delete",
        ],
    ),
    (
        "monitor",
        &[
            "POST /api/slos",
            "PUT /api/slos/main-page-is-fast",
            "DELETE /api/slos/main-page-is-fast",
            "PUT /api/alerts/x",
            "DELETE /api/alerts/x",
            "POST /api/inbox/1/read",
            "POST /slos",
            "POST /slos/yaml",
            "POST /slos/main-page-is-fast",
            "POST /slos/main-page-is-fast/delete",
            "POST /alerts",
            "POST /alerts/read",
            "POST /alerts/x/delete",
        ],
    ),
];

/// Heads that name another host, and how they are refused. PORT is the service's.
const FOREIGN: [(&str, &str); 11] = [
    ("PATH HTTP/1.1\r\nhost: evil.example:PORT\r\norigin: http://evil.example:PORT", "421"),
    ("PATH HTTP/1.1\r\nhost: evil.example:PORT\r\nsec-fetch-site: same-origin", "421"),
    ("PATH HTTP/1.1\r\nhost: EVIL.EXAMPLE:PORT\r\norigin: http://evil.example:PORT", "421"),
    ("PATH HTTP/1.1\r\nhost: evil.example.:PORT\r\norigin: http://evil.example.:PORT", "421"),
    ("PATH HTTP/1.1\r\nhost: localhost:PORT\r\nhost: evil.example:PORT\r\norigin: http://evil.example:PORT", "421"),
    ("http://evil.example:PORTPATH HTTP/1.1\r\nhost: localhost:PORT\r\norigin: http://evil.example:PORT", "421"),
    ("http://localhost:PORTPATH HTTP/1.1\r\nhost: evil.example:PORT\r\norigin: http://evil.example:PORT", "421"),
    ("PATH HTTP/1.0\r\nx: no host", "421"),
    // By our name, but not from our page; a link or form has no body that we would take, and is refused all the same.
    ("PATH HTTP/1.1\r\nhost: localhost:PORT\r\norigin: http://localhost:1\r\nsec-fetch-site: same-site", "403"),
    ("PATH HTTP/1.1\r\nhost: localhost:PORT\r\norigin: http://evil.example:PORT\r\nsec-fetch-site: cross-site", "403"),
    ("PATH HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\norigin: null\r\nsec-fetch-site: cross-site", "403"),
];

/// What the call would take, were it not another site's.
fn body_of(head: &str) -> &'static str {
    let bodies = [
        ("/phase", r#"{"scenario": "healthy"}"#),
        ("/chat", r#"{"content": "hello"}"#),
        ("/preferences", r#"{"content": {"likes": {"genres": ["Horror"]}, "dislikes": {}}}"#),
        ("/load", r#"{"users": 9}"#),
        ("/control", r#"{"users": 9}"#),
    ];
    bodies.into_iter().find(|(part, _)| head.contains(part)).map_or(r#"{"user": "eve"}"#, |(_, body)| body)
}

async fn status_of(port: u16, head: &str, cookie: &str) -> String {
    let body = body_of(head);
    let request = format!(
        "{head}\r\ncookie: {cookie}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_changes_nothing_in_any_service() {
    let folder = TempDir::new().unwrap();
    let lab = Lab::up(folder.path(), &["--scenario", "challenge-7", "--users", "0", "--no-probe"]);
    let person = client();
    let login = person.post(lab.url("backend", "login")).json(&json!({"user": "ada"})).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let said = person.post(lab.url("backend", "chat")).json(&json!({"content": "A comedy, please"})).send();
    said.await.unwrap();
    let state = async || {
        let mut state = Vec::new();
        for (part, path) in [
            ("backend", "phase"),
            ("backend", "history"),
            ("backend", "preferences"),
            ("load", "api/load"),
            ("load", "api/runs"),
            ("monitor", "api/slos?format=yaml"),
            ("monitor", "api/alerts?format=yaml"),
        ] {
            let answer = person.get(lab.url(part, path)).send().await.unwrap();
            state.push(format!("{} {}", answer.status(), answer.text().await.unwrap()));
        }
        state
    };
    let before = state().await;
    for (part, writes) in WRITES {
        let port = lab.url(part, "").trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        for write in writes {
            let (method, path) = write.split_once(' ').unwrap();
            for (head, refused) in FOREIGN {
                let head = format!("{method} {}", head.replace("PATH", path).replace("PORT", &format!("{port}")));
                assert_eq!(status_of(port, &head, &cookie).await, refused, "{part}: {head}");
            }
        }
    }
    assert_eq!(state().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_given_names_are_answered() {
    let folder = TempDir::new().unwrap();
    let quiet = ["--users", "0", "--no-probe", "--scenario", "healthy", "--host", "Guru.example,lab.example"];
    let lab = Lab::up(folder.path(), &quiet);
    for part in ["web", "backend", "load", "monitor"] {
        let port: u16 = lab.url(part, "").trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        for host in ["localhost", "127.0.0.1", "[::1]", "guru.example", "lab.example"] {
            let head = format!("GET /readyz HTTP/1.1\r\nhost: {host}:{port}");
            assert_eq!(status_of(port, &head, "").await, "200", "{part} {host}");
        }
    }
    for origin in
        ["", "\r\norigin: http://guru.example\r\nsec-fetch-site: same-origin", "\r\norigin: http://guru.example"]
    {
        let port: u16 = lab.url("backend", "").trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        let head = format!("POST /login HTTP/1.1\r\nhost: guru.example{origin}");
        assert_eq!(status_of(port, &head, "").await, "200", "{origin}");
    }
}
