//! A server that costs as little as one can: it answers what the journeys accept, at once, or after a time that the path
//! names.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::routing::{get, post};
use serde_json::json;

pub(crate) const ROLE: &str = "LOAD_BENCH_SERVER";

/// The server in a process of its own; it ends with this.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let own = std::env::current_exe().expect("a program").to_string_lossy().into_owned();
        let mut process = crate::on_core(0, &own).env(ROLE, "1").stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("it says where it listens");
        Self { address: line.trim().parse().expect("an address"), process }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Below `/slow` each answer takes one of 100, 200, … 900 ms, in turn.
pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("a pipe");
        let taste = json!({"actors": [], "directors": [], "genres": [], "others": []});
        let profile = json!({"likes": taste, "dislikes": taste});
        let login = || async { ([(SET_COOKIE, "movieguru=1; HttpOnly")], Json(json!({"login": "success"}))) };
        let film = json!({"title": "A film", "rating": 4.0, "plot": "A plot."});
        let said = json!({
            "answer": "A film", "relevant_movies": [], "context": vec![film; 5], "result": "SUCCESS", "preferences": profile,
        });
        let answer = |body: serde_json::Value| {
            let body = body.to_string();
            move || {
                let body = body.clone();
                async move { body }
            }
        };
        let calls = Router::new()
            .route("/login", post(login))
            .route("/logout", post(answer(json!({"logout": "success"}))))
            .route("/preferences", get(answer(profile)))
            .route("/startup", get(answer(said.clone())))
            .route("/chat", post(answer(said)))
            .route("/history", get(answer(json!([]))).delete(|| async { axum::http::StatusCode::NO_CONTENT }));
        static TURN: AtomicU64 = AtomicU64::new(0);
        let slow = calls.clone().layer(axum::middleware::from_fn(
            |request: axum::extract::Request, next: axum::middleware::Next| async {
                let turn = TURN.fetch_add(1, Ordering::Relaxed) % 9 + 1;
                tokio::time::sleep(Duration::from_millis(100 * turn)).await;
                next.run(request).await
            },
        ));
        axum::serve(listener, calls.nest("/slow", slow)).await.expect("it serves");
    });
}
