//! The servers that are driven: this same program in another role, one thread, one core.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::routing::get;
use guru::profile::UserProfile;
use http::header;
use movie_guru::service::{Backend, Config, Database};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub(super) const ROLE: &str = "SPEED_ROLE";

/// A server process; it ends with this value.
pub(super) struct Server {
    process: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    pub(super) fn start(role: &str) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut command = if Command::new("taskset").arg("--version").output().is_ok() {
            let mut command = Command::new("taskset");
            command.args(["-c", "0"]).arg(program);
            command
        } else {
            Command::new(program)
        };
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

/// Serves until killed.
pub(super) fn serve(role: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match role {
        "bare" => runtime.block_on(bare()),
        role => runtime.block_on(app(role)),
    }
}

async fn bare() {
    let json = || [(header::CONTENT_TYPE, "application/json")];
    let profile = serde_json::to_string(&UserProfile::default()).expect("a profile is JSON");
    let router = Router::new()
        .route("/", get(move || async move { (json(), "\"OK\"") }))
        .route("/preferences", get(move || async move { (json(), profile.clone()) }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("it serves");
}

/// The backend as it ships: a file, shipped sampling, no collector. The role names the scenario where it is not `app`.
async fn app(role: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let otlp = Otlp::off();
    let _logging = logging::init("movie-guru", &otlp, "error").expect("logging");
    let telemetry = Telemetry::new("movie-guru", &otlp).expect("telemetry");
    let mut config = Config { database: Database::Folder(folder.path().to_owned()), ..Config::default() };
    if let Some(seed) = role.strip_prefix("challenge-1 seed ") {
        config.scenario = "challenge-1".to_owned();
        config.seed = seed.parse().ok();
    }
    let backend = Backend::build(config, &telemetry).await.expect("a backend");
    println!("{}", backend.address());
    backend.run(CancellationToken::new()).await.expect("it serves");
}
