//! A program that is one service, as a process: this test is alone in one, for it ends it by a signal.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use movie_guru_service::{Draining, Limits, ProbeWords, bind, probes, serve};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_program_serves_until_it_is_told_to_end() -> anyhow::Result<()> {
    let has_served = AtomicBool::new(false);
    movie_guru_service::main("test", async |telemetry| {
        assert!(telemetry.exposition().unwrap().contains("service=\"test\""), "its metrics are its own");
        let (listener, address) = bind("127.0.0.1:0".parse()?, "--listen").await?;
        let routes: Router = probes(&Draining::default(), ProbeWords::APP).into();
        let serve = |stopped: CancellationToken| async {
            // From here on a signal is a wish.
            let sent = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status()?;
            assert!(sent.success());
            has_served.store(true, Ordering::Relaxed);
            serve(listener, routes, Limits::default(), stopped).await
        };
        anyhow::Ok((address, serve))
    })
    .await?;
    assert!(has_served.load(Ordering::Relaxed));
    Ok(())
}
