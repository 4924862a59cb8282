//! Under which names a service answers. A page of another site that has its own name resolved to this machine (DNS
//! rebinding) would otherwise be taken for a page of ours.

use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use http::header;
use http::uri::Authority;

/// The names under which a service may be called.
#[derive(Clone, Debug)]
pub enum Names {
    /// Reachable from elsewhere: whoever runs it there decides what its names are.
    Any,
    /// The loopback's names and these.
    LoopbackAnd(Vec<String>),
}

impl Names {
    /// The names of a service that listens there, and which its user called `more`.
    pub fn of(address: SocketAddr, more: &[String]) -> Self {
        if !address.ip().is_loopback() {
            return Self::Any;
        }
        Self::LoopbackAnd(more.iter().map(|name| plain(name.trim())).filter(|name| !name.is_empty()).collect())
    }

    /// Whether the request was meant for this service. What names a host twice must mean us twice.
    pub fn meant(&self, request: &Request) -> bool {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (host, another) = (hosts.next(), hosts.next());
        if another.is_some() {
            return false;
        }
        let host = match host.filter(|host| !host.is_empty()) {
            None => None,
            Some(host) => match host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) {
                // A user's name is no part of a host (RFC 9110, section 7.2).
                Some(host) if !host.as_str().contains('@') => Some(host),
                _ => return false,
            },
        };
        let mut named = [request.uri().authority(), host.as_ref()].into_iter().flatten().peekable();
        match self {
            Self::Any => true,
            Self::LoopbackAnd(_) => named.peek().is_some() && named.all(|authority| self.include(authority.host())),
        }
    }

    fn include(&self, host: &str) -> bool {
        let Self::LoopbackAnd(more) = self else { return true };
        let host = plain(host);
        let loopback = host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback());
        loopback || host == "localhost" || host.ends_with(".localhost") || more.contains(&host)
    }
}

/// As names are compared: in lower case, without an address's brackets or the root's dot.
fn plain(host: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.trim_matches(['[', ']']).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn ours() -> Names {
        Names::of("127.0.0.1:0".parse().unwrap(), &["Guru.Example".to_owned(), String::new()])
    }

    #[test]
    fn on_the_loopback_only_its_own_names_are_answered() {
        for host in [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "127.0.0.1",
            "127.0.0.2",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "guru.localhost",
            "guru.example",
            "GURU.example.",
        ] {
            assert!(ours().include(host), "{host}");
        }
        for host in [
            "evil.example",
            "EVIL.EXAMPLE",
            "evil.example.",
            "localhost.evil.example",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
            "127.0.0.1.evil.example",
            "127.0.0.1..",
            "evillocalhost",
            "2130706433",
            "",
        ] {
            assert!(!ours().include(host), "{host}");
        }
        assert!(Names::Any.include("anything.example"));
    }

    fn asked(uri: &str, hosts: &[&str]) -> Request {
        let request = hosts.iter().fold(Request::builder().uri(uri), |request, host| request.header("host", *host));
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn whatever_names_the_host_must_name_us() {
        assert!(ours().meant(&asked("/phase", &["localhost:1"])), "a forwarded port is another one");
        assert!(ours().meant(&asked("http://localhost/phase", &["127.0.0.1"])));
        for (uri, hosts) in [
            ("/phase", &[][..]),
            ("/phase", &[""]),
            ("/phase", &["evil.example"]),
            ("/phase", &["localhost", "evil.example"]),
            ("/phase", &["localhost", "localhost"]),
            ("/phase", &["localhost@evil.example"]),
            ("/phase", &["evil@localhost"]),
            ("/phase", &["a b"]),
            ("http://evil.example/phase", &["localhost"]),
            ("http://localhost/phase", &["evil.example"]),
        ] {
            assert!(!ours().meant(&asked(uri, hosts)), "{uri} {hosts:?}");
        }
    }

    #[test]
    fn beyond_the_loopback_any_one_name_is_ours() {
        let anywhere = Names::of("0.0.0.0:0".parse().unwrap(), &[]);
        for hosts in [&[][..], &["backend"], &["10.0.0.7:8081"]] {
            assert!(anywhere.meant(&asked("/phase", hosts)), "{hosts:?}");
        }
        for hosts in [&["backend", "backend"][..], &["a b"]] {
            assert!(!anywhere.meant(&asked("/phase", hosts)), "{hosts:?}");
        }
    }
}
