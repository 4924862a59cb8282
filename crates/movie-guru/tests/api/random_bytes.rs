//! Random bytes to every endpoint: never a 5xx, never a broken connection, and no counter of the contract is touched
//! by what is the client's fault.

use std::cell::Cell;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::app_under_test::TestApp;
use crate::bad_input::PATHS;

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "X"];
const HEADERS: [&str; 7] =
    ["user", "cookie", "traceparent", "tracestate", "authorization", "x-forwarded-proto", "accept"];
const BODIES: [&str; 5] = [
    r#"{"user":"ann"}"#,
    r#"{"content":"Something funny"}"#,
    r#"{"content":{"likes":{"actors":[],"directors":[],"genres":[],"others":[]},"dislikes":{"actors":[],"directors":[],"genres":[],"others":["x"]}}}"#,
    r#"{"scenario":"healthy"}"#,
    r#"{"ChatSuccess":0.5,"LoginLatencyMinMS":1}"#,
];

#[derive(Clone, Debug)]
struct Sent {
    method: &'static str,
    target: Vec<u8>,
    headers: Vec<(&'static str, Vec<u8>)>,
    with_session: bool,
    body: Vec<u8>,
}

/// Bytes that HTTP lets into a header or a target; all others are the parser's, and never reach a handler.
fn visible(bytes: &[u8], least: u8) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| *byte >= least && *byte != 0x7f).collect()
}

fn target() -> impl Strategy<Value = Vec<u8>> {
    let path = select(PATHS.as_slice()).prop_map(|(path, _)| path.as_bytes().to_vec());
    let after = prop_oneof![
        3 => Just(Vec::new()),
        1 => vec(any::<u8>(), 0..40).prop_map(|bytes| visible(&bytes, b'!')),
        2 => vec(any::<u8>(), 0..60).prop_map(|bytes| {
            let encoded: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
            format!("?q={encoded}").into_bytes()
        }),
        1 => "[a-z0-9 ~'\"*(){}:^-]{0,60}".prop_map(|query| format!("?limit=5&q={}", query.replace(' ', "+")).into_bytes()),
        1 => Just(b"/%ff%00.svg".to_vec()),
    ];
    (path, after).prop_map(|(path, after)| [path, after].concat())
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let bent = (select(BODIES.as_slice()), vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)).prop_map(
        |(body, bends)| {
            let mut bytes = body.as_bytes().to_vec();
            for (place, byte) in bends {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            bytes
        },
    );
    let said = any::<String>().prop_map(|text| json!({"content": text}).to_string().into_bytes());
    let named = any::<String>().prop_map(|text| json!({"user": text}).to_string().into_bytes());
    let sound = select(BODIES.as_slice()).prop_map(|body| body.as_bytes().to_vec());
    prop_oneof![1 => vec(any::<u8>(), 0..300), 2 => bent, 1 => said, 1 => named, 1 => sound]
}

fn request() -> impl Strategy<Value = Sent> {
    let value = || vec(any::<u8>(), 0..60).prop_map(|bytes| visible(&bytes, b' '));
    let content_type = prop_oneof![3 => Just(b"application/json".to_vec()), 1 => value()];
    let others = vec((select(HEADERS.as_slice()), value()), 0..3);
    (select(METHODS.as_slice()), target(), content_type, others, any::<bool>(), body()).prop_map(
        |(method, target, content_type, mut headers, with_session, body)| {
            headers.push(("content-type", content_type));
            Sent { method, target, headers, with_session, body }
        },
    )
}

impl Sent {
    fn bytes(&self, cookie: &str) -> Vec<u8> {
        let mut bytes = [self.method.as_bytes(), b" ", &self.target, b" HTTP/1.1\r\nhost: localhost\r\n"].concat();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if self.with_session {
            bytes.extend(format!("cookie: {cookie}\r\n").as_bytes());
        }
        bytes.extend(format!("connection: close\r\ncontent-length: {}\r\n\r\n", self.body.len()).as_bytes());
        bytes.extend(&self.body);
        bytes
    }
}

/// What comes back until the server closes the connection.
async fn exchange(app: &TestApp, bytes: &[u8], and_close: bool) -> Vec<u8> {
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    // A server that refuses early may close while this is still being sent.
    let _ = socket.write_all(bytes).await;
    if and_close {
        let _ = socket.shutdown().await;
    }
    let mut heard = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut heard)).await.expect("no answer");
    heard
}

fn status(heard: &[u8]) -> Option<u16> {
    let line = heard.strip_prefix(b"HTTP/1.1 ").or_else(|| heard.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()
}

fn runner(cases: u32) -> TestRunner {
    let seed = RngSeed::Fixed(4_711);
    TestRunner::new(ProptestConfig { cases, rng_seed: seed, failure_persistence: None, ..Default::default() })
}

#[test]
fn random_requests_never_fail_the_service_and_mistakes_are_no_attempts() {
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    let (refused, taken) = (Cell::new(0), Cell::new(0));
    let outcome = runner(600).run(&request(), |sent| {
        runtime.block_on(async {
            let login = app.stranger().post("/login", &json!({"user": "ann"})).await;
            let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
            let before = app.scrape().await.truth();
            let heard = exchange(&app, &sent.bytes(&cookie), false).await;
            let Some(status) = status(&heard) else { return Err(TestCaseError::fail("no answer")) };
            prop_assert!(status < 500, "{}", String::from_utf8_lossy(&heard));
            if (400..500).contains(&status) {
                prop_assert_eq!(app.scrape().await.truth(), before, "{} was counted", status);
                refused.set(refused.get() + 1);
            } else {
                taken.set(taken.get() + 1);
            }
            Ok(())
        })
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let (refused, taken) = (refused.get(), taken.get());
    assert!(refused > 100 && taken > 50, "{refused} refused, {taken} taken: these requests try too little");
}

#[test]
fn random_bytes_are_no_server_error() {
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    let noise = prop_oneof![
        vec(any::<u8>(), 0..400),
        (request(), any::<prop::sample::Index>(), vec(any::<u8>(), 0..40)).prop_map(|(sent, place, noise)| {
            let mut bytes = sent.bytes("movieguru=0");
            let place = place.index(bytes.len());
            bytes.splice(place.., noise);
            bytes
        }),
    ];
    let outcome = runner(400).run(&noise, |bytes| {
        let heard = runtime.block_on(exchange(&app, &bytes, true));
        prop_assert!(status(&heard).is_none_or(|status| status < 500), "{}", String::from_utf8_lossy(&heard));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(runtime.block_on(app.stranger().get("/readyz")).status, 200);
}
