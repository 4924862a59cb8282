//! A bare backend, and the edge in front of it: this same program in another role, one thread, one core.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::routing::get;
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use movie_guru_web::service::{Config, Web};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub(super) const ROLE: &str = "SPEED_ROLE";

/// What a profile of a few tastes looks like.
const ANSWER: &str = r#"{"likes":{"actors":["Freya Nilsen"],"directors":[],"genres":["Comedy"],"others":["funny animals"]},"dislikes":{"actors":[],"directors":[],"genres":["Horror"],"others":[]}}"#;

/// A server process; it ends with this value.
pub(super) struct Server {
    process: Child,
    pub(super) address: SocketAddr,
}

/// The command on this core, where `taskset` is there to hold it to it.
pub(super) fn on_core(core: u8, program: &std::path::Path) -> Command {
    if Command::new("taskset").arg("--version").output().is_ok() {
        let mut command = Command::new("taskset");
        command.args(["-c", &core.to_string()]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

impl Server {
    pub(super) fn start(role: &str, core: u8) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut command = on_core(core, &program);
        let mut process = command.env(ROLE, role).stdout(Stdio::piped()).spawn().expect("a server starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).expect("it says where it listens");
        Self { process, address: line.trim().parse().expect("an address") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until killed; the role is `backend`, or the backend's address for the edge.
pub(super) fn serve(role: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match role {
        "backend" => runtime.block_on(backend()),
        backend => runtime.block_on(edge(backend)),
    }
}

async fn backend() {
    let router =
        Router::new().route("/preferences", get(|| async { ([("content-type", "application/json")], ANSWER) }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("it serves");
}

/// The web app as it ships: shipped sampling, no collector.
async fn edge(backend: &str) {
    let otlp = Otlp::off();
    let _logging = logging::init("movie-guru-web", &otlp, "error").expect("logging");
    let telemetry = Telemetry::new("movie-guru-web", &otlp).expect("telemetry");
    let web = Web::build(Config::new(backend.parse().expect("a URL")), &telemetry).await.expect("a web app");
    println!("{}", web.address());
    web.run(CancellationToken::new()).await.expect("it serves");
}
