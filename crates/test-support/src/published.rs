//! A service below a path, by nginx with the lines of `docs/deploy.md`.

use std::net::SocketAddr;

use crate::nginx::Nginx;

const DEPLOY: &str = include_str!("../../../docs/deploy.md");

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

/// nginx in front of a service at `service`, which it publishes as the documentation tells to; none where there is no nginx.
pub fn published(part: Part, service: SocketAddr, passes: Passes) -> Option<Nginx> {
    Nginx::start(|address| server(address, part, service, passes))
}

/// The server of the documentation, with this address, and the service's in place of the usual one.
fn server(address: SocketAddr, part: Part, service: SocketAddr, passes: Passes) -> String {
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
