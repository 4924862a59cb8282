//! Whether a drawn latency is what a client lives through, with 2,000 chats in flight at once.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use movie_guru::phase::Stage;
use movie_guru::phase::scenario::Scenario;
use movie_guru_contract::Operation;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use super::server::Server;
use super::{driver, milliseconds_since, quantile, sorted};

const CHATS: usize = 2000;
const SEED: u64 = 7;

/// The draws of a seed are known, but not which request met which: both sides are sorted and compared place by place.
pub(super) fn lived_against_drawn() {
    let stage = Stage::new(Scenario::named("challenge-1").expect("it is shipped"), SEED);
    let drawn = (0..CHATS).filter_map(|_| stage.draw(Operation::Chat));
    let drawn = sorted(drawn.map(|fate| fate.latency.as_secs_f64() * 1000.0).collect());
    let app = Server::start(&format!("challenge-1 seed {SEED}"));
    let cookie = driver::log_in(app.address);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let lived = sorted(runtime.block_on(chats(app.address, cookie)));
    let late = sorted(lived.iter().zip(&drawn).map(|(lived, drawn)| (lived - drawn).abs()).collect());
    println!(
        "lived against drawn latency, {CHATS} chats in flight: median {:.1} ms apart, 99th percentile {:.1} ms (wanted: 5 ms)",
        quantile(&late, 0.5),
        quantile(&late, 0.99)
    );
}

async fn chats(address: SocketAddr, cookie: String) -> Vec<f64> {
    let body = "{\"content\":\"something scary\"}";
    let request = format!(
        "POST /chat HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let barrier = std::sync::Arc::new(Barrier::new(CHATS));
    let mut tasks = tokio::task::JoinSet::new();
    for place in 0..CHATS {
        let (barrier, request) = (barrier.clone(), request.clone());
        tasks.spawn(async move {
            let mut socket = TcpStream::connect(address).await.expect("it accepts (raise `ulimit -n` above 4096)");
            barrier.wait().await;
            // All are in flight before the shortest latency is over, without one burst of arrivals.
            tokio::time::sleep(Duration::from_micros(600) * u32::try_from(place).unwrap_or(0)).await;
            let started = Instant::now();
            socket.write_all(request.as_bytes()).await.expect("it takes a request");
            let mut chunk = [0; 8 * 1024];
            assert!(socket.read(&mut chunk).await.expect("it answers") > 0);
            milliseconds_since(started)
        });
    }
    tasks.join_all().await
}
