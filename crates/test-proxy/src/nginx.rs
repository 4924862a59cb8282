//! nginx with the lines of `docs/deploy.md`.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const DEPLOY: &str = include_str!("../../../docs/deploy.md");
/// Far longer than it takes to start.
const STARTS: Duration = Duration::from_secs(30);

/// A part of the lab that is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The app.
    App,
    /// The load generator.
    Load,
    /// The monitor.
    Monitor,
}

impl Part {
    /// The path below which it is published.
    pub const fn path(self) -> &'static str {
        match self {
            Self::App => "/team-7/app",
            Self::Load => "/team-7/load",
            Self::Monitor => "/team-7/monitor",
        }
    }

    /// Where the documentation has it.
    const fn port(self) -> u16 {
        match self {
            Self::App => 8080,
            Self::Load => 8089,
            Self::Monitor => 9090,
        }
    }
}

/// What the proxy does with the path below which it publishes a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// It passes the path on.
    On,
    /// It takes the path away, and the service was told of it at its start.
    Without,
    /// It takes the path away, and tells of it with each request.
    Told,
}

impl Passes {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::On, Self::Without, Self::Told];
}

/// A running nginx; it ends with this value.
pub struct Nginx {
    process: Child,
    _folder: TempDir,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Nginx {
    /// In front of a service at `service`; none where there is no nginx, and that is allowed.
    #[expect(clippy::print_stderr, reason = "says what is absent")]
    pub fn start(part: Part, service: SocketAddr, passes: Passes) -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx"];
        let Some(program) = program.map(Path::new).into_iter().find(|file| file.is_file()) else {
            assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "nginx is not installed");
            eprintln!("skipped: nginx is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let server = published(address, part, service, passes);
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, around(folder.path(), &server)).unwrap();
        let errors = folder.path().join("error.log");
        let mut command = Command::new(program);
        command.arg("-c").arg(&configuration).arg("-p").arg(folder.path()).arg("-e").arg(&errors);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = process.try_wait().unwrap();
            let said = || std::fs::read_to_string(&errors).unwrap_or_default();
            assert!(ended.is_none() && started.elapsed() < STARTS, "nginx does not listen: {}\n{server}", said());
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(Self { process, _folder: folder, address })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server of the documentation, with this address, and the service's in place of the usual one.
fn published(address: SocketAddr, part: Part, service: SocketAddr, passes: Passes) -> String {
    let (_, snippet) = DEPLOY.split_once("```nginx\n").expect("docs/deploy.md has lines for nginx");
    let (server, _) = snippet.split_once("```").expect("they end");
    let replaced = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "docs/deploy.md has no `{from}` for nginx");
        text.replace(from, to)
    };
    let server = replaced(server.to_owned(), "listen 80;", &format!("listen {address};"));
    let usual = format!("proxy_pass http://127.0.0.1:{};", part.port());
    match passes {
        Passes::On => replaced(server, &usual, &format!("proxy_pass http://{service};")),
        Passes::Without => replaced(server, &usual, &format!("proxy_pass http://{service}/;")),
        Passes::Told => {
            let told = format!("set $prefix {}; proxy_pass http://{service}/;", part.path());
            let server = replaced(server, &usual, &told);
            replaced(server, "X-Forwarded-Prefix \"\"", "X-Forwarded-Prefix $prefix")
        }
    }
}

fn around(folder: &Path, server: &str) -> String {
    let folder = folder.display();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off; master_process off; pid {folder}/pid;
         events {{ worker_connections 1024; }}
         http {{
             access_log off;
             {places}
             {server}
         }}"
    )
}
