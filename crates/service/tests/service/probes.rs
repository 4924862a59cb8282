//! What keeps a service running hears that it runs, and that it is about to end before its port closes.

use std::time::Duration;

use axum::Router;
use movie_guru_service::{Drain, Draining, Limits, ProbeWords, probes, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{LONG, answer_to};

#[tokio::test]
async fn a_service_that_is_told_to_end_lives_and_is_not_ready_until_its_port_closes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (draining, shutdown) = (Draining::default(), CancellationToken::new());
    let routes: Router = probes(&draining, ProbeWords::APP).into();
    let serving = tokio::spawn({
        let (draining, shutdown) = (draining.clone(), shutdown.clone());
        // Longer than the questions take.
        let drain = Drain { notice: Duration::from_secs(2), limit: LONG };
        async move { drain.serve(shutdown, &draining, |close| serve(listener, routes, Limits::default(), close)).await }
    });
    let both = async || (answer_to(address, "/livez").await, answer_to(address, "/readyz").await);
    let (live, ready) = both().await;
    assert!(live.starts_with("HTTP/1.1 200") && live.ends_with("\r\n\r\nalive\n"), "{live}");
    assert!(ready.starts_with("HTTP/1.1 200") && ready.ends_with("\r\n\r\nready\n"), "{ready}");
    shutdown.cancel();
    while !draining.is_on() {
        tokio::task::yield_now().await;
    }
    let (live, ready) = both().await;
    assert!(live.starts_with("HTTP/1.1 200"), "{live}");
    assert!(ready.starts_with("HTTP/1.1 503") && ready.ends_with("\r\n\r\nstopping\n"), "{ready}");
    serving.await.unwrap().unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "its port is closed");
}
