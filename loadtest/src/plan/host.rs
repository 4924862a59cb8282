//! Where load may go, and whether anybody listens there: asked once before a run, so that a wrong host is said at once
//! and not found out from a table of failures.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use tokio::net::TcpStream;
use url::{Host, Url};

/// Endings of names that are never somebody else's: RFC 6761, RFC 6762, RFC 8375, and what clusters use.
const PRIVATE: [&str; 8] = ["localhost", "local", "internal", "svc", "invalid", "test", "example", "home.arpa"];

const PATIENCE: Duration = Duration::from_secs(2);

/// Nobody answers at the host.
#[derive(Debug, thiserror::Error)]
#[error("{host} cannot be reached: {reason}")]
pub struct Unreachable {
    /// The host as it was given.
    pub host: Url,
    /// The innermost cause: of the connection, or of TLS.
    pub reason: String,
}

/// The host may be somebody else's machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not on this machine or in a private network; if load may go there, start the load generator with --allow-host {0}"
)]
pub struct Forbidden(pub(crate) String);

/// Load goes to this machine and to private networks, elsewhere only where that was allowed.
pub(crate) fn allowed(host: &Url, also: &[String]) -> Result<(), Forbidden> {
    let (Some(kind), Some(name)) = (host.host(), host.host_str()) else { return Ok(()) };
    let is_ours = match kind {
        Host::Ipv4(address) => is_private(address.into()),
        Host::Ipv6(address) => is_private(address.into()),
        // A name without a dot is one of a cluster, of compose, or of this machine.
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            !name.contains('.')
                || PRIVATE.iter().any(|end| name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.')))
                || name.ends_with(".svc.cluster.local")
        }
    };
    if is_ours || also.iter().any(|allowed| allowed.eq_ignore_ascii_case(name)) {
        Ok(())
    } else {
        Err(Forbidden(name.to_owned()))
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(v4.into()),
            None => {
                v6.is_unique_local() || v6.is_unicast_link_local() || v6 == Ipv6Addr::LOCALHOST || v6.is_unspecified()
            }
        },
    }
}

/// Opens and closes a connection to the host.
pub async fn reach(host: &Url) -> Result<(), Unreachable> {
    let unreachable = |reason: String| Unreachable { host: host.clone(), reason };
    let (Some(name), Some(port)) = (host.host_str(), host.port_or_known_default()) else {
        return Err(unreachable("it has no name or no port".to_owned()));
    };
    // An IPv6 address stands in brackets in a URL and without them elsewhere.
    let name = name.trim_start_matches('[').trim_end_matches(']');
    match tokio::time::timeout(PATIENCE, TcpStream::connect((name, port))).await {
        Ok(Ok(_)) if host.scheme() == "https" => trusted(host).await.map_err(unreachable),
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

/// Whether its certificate is one that this machine trusts; whatever it then answers is fine.
async fn trusted(host: &Url) -> Result<(), String> {
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().map_err(|error| why(&error))?;
    match client.head(host.clone()).send().await {
        Err(error) if error.is_connect() => Err(why(&error)),
        _ => Ok(()),
    }
}

fn why(error: &reqwest::Error) -> String {
    let mut cause: &(dyn Error + 'static) = error;
    loop {
        if let Some(rustls::Error::InvalidCertificate(wrong)) = cause.downcast_ref() {
            return format!(
                "it shows a certificate that this machine does not trust ({wrong}); let this machine trust who issued it, or \
                 use http"
            );
        }
        // An I/O error's source is that of the error in it, which would be left out.
        let deeper = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => cause.source(),
        };
        match deeper {
            Some(deeper) => cause = deeper,
            None => return cause.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_elses_machine_has_to_be_allowed() {
        let check = |host: &str, also: &[&str]| {
            let also: Vec<String> = also.iter().map(|name| (*name).to_owned()).collect();
            allowed(&host.parse().unwrap(), &also)
        };
        for ours in [
            "http://127.0.0.1:8081",
            "http://localhost:1",
            "http://[::1]:1",
            "http://10.1.2.3",
            "http://192.168.0.9",
            "http://backend:9876",
            "http://backend.team-1.svc",
            "http://backend.team-1.svc.cluster.local",
            "http://printer.local",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://app.localhost",
        ] {
            assert_eq!(check(ours, &[]), Ok(()), "{ours}");
        }
        for theirs in [
            "http://example.com",
            "https://93.184.215.14",
            "http://[2606:2800::1]",
            "http://evillocal.com",
            "http://notsvc.io",
        ] {
            let refused = check(theirs, &[]).unwrap_err().to_string();
            assert!(refused.contains("--allow-host"), "{theirs}: {refused}");
        }
        assert_eq!(check("https://shop.example.com/x", &["Shop.Example.com"]), Ok(()));
        assert!(check("https://shop.example.com.evil.org/", &["shop.example.com"]).is_err());
    }
}
