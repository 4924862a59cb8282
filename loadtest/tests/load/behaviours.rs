//! Servers that behave badly in ways that are known: what the load generator counts, in each of its three ways of saying
//! it, is what their own log says.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use movie_guru_contract::{LOADTEST_LATENCY, LOADTEST_REQUESTS};
use movie_guru_loadtest::{FailureKind, Journey, Patience, RunSettings};
use movie_guru_telemetry::Telemetry;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::figures::{json, served, table, text};
use crate::stand_in::{Fault, StandIn, load_test, quick, series, until};

/// Of one request: how many there were, how many of them failed, and as what.
struct Logged {
    request: &'static str,
    count: u64,
    failures: u64,
    kind: FailureKind,
}

async fn agrees(base: &str, telemetry: &Telemetry, log: &[Logged]) {
    let stats = json(&format!("{base}/api/stats")).await;
    let rows = table(&text(&format!("{base}/api/stats.csv")).await);
    let all = |of: fn(&Logged) -> u64| log.iter().map(of).sum::<u64>();
    assert_eq!(stats["total"]["count"], all(|logged| logged.count), "{stats}");
    assert_eq!(stats["total"]["failures"], all(|logged| logged.failures), "{stats}");
    for Logged { request, count, failures, kind } in log {
        let in_json = stats["requests"].as_array().unwrap().iter().find(|row| row["request"] == *request).unwrap();
        assert_eq!((&in_json["count"], &in_json["failures"]), (&(*count).into(), &(*failures).into()), "{in_json}");
        assert_eq!(in_json["failures_by_kind"][kind.name()], *failures, "{in_json}");
        let in_csv = rows.iter().find(|row| row["of"] == "request" && row["name"] == *request).unwrap();
        let said = ["count", "failures", kind.name()].map(|of| in_csv[of].parse::<u64>().unwrap());
        assert_eq!(said, [*count, *failures, *failures], "{in_csv:?}");
        let measured = |result| {
            let labels = [("journey", Journey::MainPage.name()), ("request", request), ("result", result)];
            series(telemetry, &LOADTEST_REQUESTS.exposed(), &labels)
        };
        assert_eq!(
            (measured("success"), measured("error")),
            ((count - failures) as f64, *failures as f64),
            "{request}"
        );
        let latency = |of| series(telemetry, &format!("{}_{of}", LOADTEST_LATENCY.exposed()), &[("request", request)]);
        assert_eq!(latency("count"), *count as f64, "{request}");
        let mean = in_json["mean_ms"].as_f64().unwrap();
        assert!((latency("sum") / latency("count") - mean).abs() < 0.01, "{request}: {mean} ms in JSON");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_app_does_it_is_counted_as_its_own_log_has_it() {
    let faults = [
        (None, FailureKind::Other),
        (Some(Fault::EveryTenth), FailureKind::ServerError),
        (Some(Fault::Status500), FailureKind::ServerError),
        (Some(Fault::WrongContent), FailureKind::WrongContent),
        (Some(Fault::CutShort), FailureKind::Reset),
        (Some(Fault::Stall), FailureKind::TimedOut),
    ];
    for (fault, kind) in faults {
        let app = match fault {
            Some(fault) => StandIn::with("/startup", fault).await,
            None => StandIn::well().await,
        };
        let (load, telemetry) = load_test();
        let base = served(&load, &telemetry).await;
        // Nobody is on the way for longer than a stop waits.
        let patience = Patience { waits: Duration::from_secs(2), leaves: 1.0 };
        let settings = RunSettings { users: 6, patience, journeys: vec![Journey::MainPage], ..quick(&app.host) };
        let run = load.start(settings).unwrap();
        until("twelve main pages", async || app.count("GET /startup") >= 12).await;
        run.stop().await;
        let startups = app.count("GET /startup") as u64;
        let failures = match fault {
            None => 0,
            Some(Fault::EveryTenth) => startups / 10,
            Some(_) => startups,
        };
        let well = |request, what| Logged { request, count: app.count(what) as u64, failures: 0, kind };
        let mut log = vec![well("login", "POST /login"), Logged { failures, ..well("startup", "GET /startup") }];
        if failures < startups {
            log.push(well("history", "GET /history"));
        }
        agrees(&base, &telemetry, &log).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_reset_are_counted_one_by_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let reset = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&reset);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 16]).await;
            count.fetch_add(1, Ordering::Relaxed);
            // What is left unread makes the close a reset.
            drop(stream);
        }
    });
    let (load, telemetry) = load_test();
    let base = served(&load, &telemetry).await;
    let run = load.start(RunSettings { journeys: vec![Journey::MainPage], ..quick(&host) }).unwrap();
    until("twelve resets", async || reset.load(Ordering::Relaxed) >= 12).await;
    run.stop().await;
    let count = reset.load(Ordering::Relaxed);
    agrees(&base, &telemetry, &[Logged { request: "login", count, failures: count, kind: FailureKind::Reset }]).await;
}
