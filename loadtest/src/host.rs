//! Whether anybody listens where the load is to go: asked once before a run, so that a wrong host is said at once
//! and not found out from a table of failures.

use std::time::Duration;

use tokio::net::TcpStream;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(2);

/// Nobody answers at the host.
#[derive(Debug, thiserror::Error)]
#[error("{host} cannot be reached: {reason}")]
pub struct Unreachable {
    /// The host as it was given.
    pub host: Url,
    /// What went wrong.
    pub reason: String,
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
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}
