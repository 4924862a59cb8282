//! The load generator as a service, read as Prometheus and Kubernetes would.

use std::time::Duration;

use crate::stand_in::{StandIn, load_test, quick, until};
use movie_guru_contract::LOADTEST_USERS;
use movie_guru_loadtest::service::{ServiceConfig, bind, build};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread")]
async fn metrics_and_probes_are_served_and_the_end_of_the_service_ends_the_run() {
    let app = StandIn::well().await;
    let (load, telemetry) = load_test();
    let config = ServiceConfig::new("http://127.0.0.1:8081".parse().unwrap());
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(listener, &config, load.clone(), &telemetry).unwrap();
    let address = service.address();
    let shutdown = CancellationToken::new();
    let serving = tokio::spawn(service.run(shutdown.clone()));
    let get = |path: &'static str| async move {
        let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/livez").await.0, 200);
    assert_eq!(get("/readyz").await.0, 200);
    assert_eq!(get("/nothing").await.0, 404);
    let run = load.start(quick(&app.host)).unwrap();
    until("three people", async || run.users() == 3).await;
    let (status, text) = get("/metrics").await;
    assert_eq!(status, 200);
    assert!(text.lines().any(|line| line == format!("{} 3", LOADTEST_USERS.exposed())), "{text}");
    shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(8), serving).await.unwrap().unwrap().unwrap();
    assert!(run.is_over());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_names_itself_and_the_flag() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = bind(address).await.unwrap_err().to_string();
    assert!(error.contains(&address.to_string()) && error.contains("--listen"), "{error}");
}
