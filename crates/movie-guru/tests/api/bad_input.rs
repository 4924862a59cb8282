//! What clients can get wrong, call by call: each is told so in one form, and none of it is a failure of the service.

use std::collections::BTreeSet;

use movie_guru_contract::Operation;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app_under_test::{Answer, Person, TestApp};
use crate::phases::phase_with;

const JSON: &str = "application/json";
/// The calls that take a body.
const TAKE_JSON: [&str; 4] = ["/login", "/chat", "/preferences", "/phase"];
/// Every path, with the methods it takes.
pub(crate) const PATHS: [(&str, &str); 14] = [
    ("/", "GET,HEAD"),
    ("/login", "POST"),
    ("/logout", "GET,HEAD,POST"),
    ("/startup", "GET,HEAD"),
    ("/chat", "POST"),
    ("/preferences", "GET,HEAD,POST"),
    ("/search", "GET,HEAD"),
    ("/history", "DELETE,GET,HEAD"),
    ("/posters/tt9000001.svg", "GET,HEAD"),
    ("/phase", "GET,HEAD,POST"),
    ("/workshop", "DELETE,GET,HEAD,PUT"),
    ("/livez", "GET,HEAD"),
    ("/readyz", "GET,HEAD"),
    ("/metrics", "GET,HEAD"),
];

/// A good body for each call that takes one.
fn good(path: &str) -> Value {
    let nothing = json!({"actors": [], "directors": [], "genres": [], "others": []});
    match path {
        "/login" => json!({"user": "ann"}),
        "/chat" => json!({"content": "Something funny"}),
        "/preferences" => json!({"content": {"likes": nothing, "dislikes": nothing}}),
        _ => phase_with(&[]),
    }
}

async fn app_and_person() -> (TestApp, Person) {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    (app, person)
}

async fn without_body(person: &Person, method: &str, path: &str) -> Answer {
    Answer::to(person.request(Method::from_bytes(method.as_bytes()).unwrap(), path)).await
}

#[tokio::test]
async fn a_good_body_is_taken() {
    let (_app, person) = app_and_person().await;
    for path in TAKE_JSON {
        for content_type in
            [JSON, "application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"]
        {
            let answer = person.post_text(path, content_type, good(path).to_string()).await;
            assert_eq!(answer.status, 200, "{path} as {content_type}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn no_body_is_asked_for_one() {
    let (_app, person) = app_and_person().await;
    for (path, status) in [("/login", 401), ("/chat", 400), ("/preferences", 400), ("/phase", 400)] {
        without_body(&person, "POST", path).await.problem(status);
    }
}

#[tokio::test]
async fn a_wrong_content_type_is_told_the_right_one() {
    let (_app, person) = app_and_person().await;
    for path in TAKE_JSON {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", "\u{e9}"] {
            let answer = person.post_text(path, content_type, good(path).to_string()).await;
            assert!(answer.problem(415).contains(JSON), "{path}");
        }
    }
}

#[tokio::test]
async fn truncated_json_is_no_json() {
    let (_app, person) = app_and_person().await;
    for path in TAKE_JSON {
        let whole = good(path).to_string();
        for length in 1..whole.len().min(60) {
            person.post_text(path, JSON, whole[..length].to_owned()).await.problem(400);
        }
        person.post_text(path, JSON, format!("{whole}{{")).await.problem(400);
        for text in ["{'user': 'ann'}", "\u{feff}{}", "{\"\\ud800\": 1}", "nul"] {
            person.post_text(path, JSON, text).await.problem(400);
        }
        let not_utf8 = vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}'];
        let status = person.post_text(path, JSON, not_utf8).await.status;
        assert!(matches!(status, 400 | 422), "{path}: {status}");
    }
}

#[tokio::test]
async fn unknown_fields_and_wrong_types_are_refused() {
    let (_app, person) = app_and_person().await;
    for path in TAKE_JSON {
        let mut more = good(path);
        more["unheard_of"] = json!(1);
        assert!(person.post(path, &more).await.problem(422).contains("unheard_of"), "{path}");
        for body in [json!(null), json!(7), json!("ann"), json!(true), json!([]), json!([1]), json!([good(path)])] {
            person.post(path, &body).await.problem(422);
        }
    }
    for content in [json!(null), json!(7), json!(["hello"]), json!({"text": "hello"})] {
        person.post("/chat", &json!({"content": content})).await.problem(422);
    }
}

#[tokio::test]
async fn deeply_nested_json_is_refused() {
    let (_app, person) = app_and_person().await;
    for path in TAKE_JSON {
        for (open, close) in [("[", "]"), ("{\"content\":", "}")] {
            let depth = 60_000 / (open.len() + close.len());
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let status = person.post_text(path, JSON, nested).await.status;
            assert!(matches!(status, 400 | 422), "{path}: {status}");
            let status = person.post_text(path, JSON, open.repeat(depth)).await.status;
            assert!(matches!(status, 400 | 422), "{path}: {status}");
        }
    }
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_refused_and_the_client_hears_it() {
    let (_app, person) = app_and_person().await;
    let large = json!({"content": "x".repeat(1 << 20)}).to_string();
    for path in TAKE_JSON {
        person.post_text(path, JSON, large.clone()).await.problem(413);
    }
    // 64 KiB are the limit, to the byte; a body of this size is looked at.
    let blank = |length: usize| vec![b' '; length];
    person.post_text("/chat", JSON, blank(64 * 1024)).await.problem(400);
    person.post_text("/chat", JSON, blank(64 * 1024 + 1)).await.problem(413);
}

/// Sends a login of this length, then listens.
async fn sent_before_listening(app: &TestApp, length: usize) -> String {
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let head = format!("POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..length / (1 << 16) {
        socket.write_all(&[b' '; 1 << 16]).await.unwrap();
    }
    let mut heard = vec![0; 1024];
    let length = socket.read(&mut heard).await.unwrap();
    String::from_utf8_lossy(&heard[..length]).into_owned()
}

#[tokio::test]
async fn a_client_that_sends_all_before_it_listens_hears_that_it_was_too_much() {
    let app = TestApp::start().await;
    for length in [1 << 20, 7 << 20] {
        let heard = sent_before_listening(&app, length).await;
        assert!(heard.starts_with("HTTP/1.1 413"), "{length} bytes: {heard}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_waited_for_in_vain() {
    let app = TestApp::start().await;
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    socket
        .write_all(b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{\"user\":")
        .await
        .unwrap();
    let mut heard = vec![0; 1024];
    let length = socket.read(&mut heard).await.unwrap();
    assert!(heard[..length].starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&heard));
    let scrape = app.scrape().await;
    assert_eq!(scrape.client_errors(Operation::Login, 408), 1.0);
    assert_eq!(scrape.recorded(Operation::Login), Default::default());
}

#[tokio::test]
async fn a_large_body_without_a_session_is_answered_too() {
    let app = TestApp::start().await;
    let large = json!({"content": "x".repeat(1 << 20)}).to_string();
    for path in ["/chat", "/preferences"] {
        let status = app.stranger().post_text(path, JSON, large.clone()).await.status;
        assert!(matches!(status, 401 | 413), "{path}: {status}");
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            large.len()
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(large.as_bytes()).await.unwrap();
        let mut heard = String::new();
        socket.read_to_string(&mut heard).await.unwrap();
        assert!(heard.starts_with("HTTP/1.1 4"), "{heard}");
    }
}

#[tokio::test]
async fn a_message_is_one_to_a_thousand_characters() {
    let (_app, person) = app_and_person().await;
    for message in ["x".repeat(1000), "🎬".repeat(1000), "comedy ".repeat(142)] {
        assert_eq!(person.chat(&message).await.status, 200);
    }
    for message in ["", "  \n ", "\u{0}\u{7}\u{1b}", &"x".repeat(1001), &"🎬".repeat(1001), &"x".repeat(10_000)] {
        assert_eq!(person.chat(message).await.bad_fields(), ["content"]);
    }
}

#[tokio::test]
async fn a_message_may_hold_anything_but_is_kept_without_control_characters() {
    let (_app, person) = app_and_person().await;
    let messages = [
        ("a\u{0}b\u{1b}[31mc\u{7}", "a b [31mc "),
        ("two\nlines\tand\u{85}more", "two\nlines and more"),
        ("👩‍👩‍👧‍👦 '; DROP TABLE messages; -- <script>", "👩‍👩‍👧‍👦 '; DROP TABLE messages; -- <script>"),
        ("\u{202e}gnp.exe \u{200d}", "\u{202e}gnp.exe \u{200d}"),
    ];
    for (said, kept) in messages {
        assert_eq!(person.chat(said).await.status, 200, "{said:?}");
        let history = person.get("/history").await.json();
        let newest = &history.as_array().unwrap()[history.as_array().unwrap().len() - 2];
        assert_eq!(newest["content"], kept);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let (app, person) = app_and_person().await;
    let before = app.scrape().await.truth();
    for (path, taken) in PATHS {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            if taken.split(',').any(|known| known == method) {
                continue;
            }
            let answer = without_body(&person, method, path).await;
            answer.problem(405);
            let allowed: BTreeSet<_> = answer.header("allow").split(',').collect();
            assert_eq!(allowed, taken.split(',').collect(), "{method} {path}");
        }
    }
    assert_eq!(app.scrape().await.truth(), before);
}

#[tokio::test]
async fn a_path_that_is_not_there_is_not_found() {
    let (_app, person) = app_and_person().await;
    for path in ["/nowhere", "/login/", "//", "/chat/x", "/posters/", "/posters/a/b.svg", "/%00", "/..%2f", "/Login"] {
        for method in ["GET", "POST"] {
            without_body(&person, method, path).await.problem(404);
        }
    }
}
