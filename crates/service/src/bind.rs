//! Taking a port.

use std::net::SocketAddr;

use tokio::net::TcpListener;

/// The port is taken, or not ours to take.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {reason}. Free the port, or choose another with {flag} (port 0 picks a free one)")]
pub struct ListenError {
    /// Where.
    pub address: SocketAddr,
    /// What chooses another.
    pub flag: &'static str,
    /// Why not.
    #[source]
    pub reason: std::io::Error,
}

/// Takes a port, and says where it is: port 0 picks a free one. `flag` is what chose the address, for whoever has to choose
/// another.
///
/// # Errors
/// Where it is not to be had.
pub async fn bind(address: SocketAddr, flag: &'static str) -> Result<(TcpListener, SocketAddr), ListenError> {
    let refused = |reason| ListenError { address, flag, reason };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}
