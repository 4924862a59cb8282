//! How long a client may take over what, and how many may be connected.

use std::time::Duration;

use crate::files::open_files;

/// Limits of one listening service. Event streams and answers that take long are within all of them: time counts only while
/// the client is to do something and does not.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the connection to the end of the first request's headers.
    pub head: Duration,
    /// From the end of an answer to the end of the next request's headers. The pools of web, load generator and browsers
    /// let go of a connection sooner, so none of them sends into one that is being closed.
    pub idle: Duration,
    /// For the whole of a request's body.
    pub body: Duration,
    /// For the next piece of an answer, where the client takes nothing.
    pub stalled: Duration,
    /// Between two pings to an HTTP/2 client, and for the answer to one.
    pub ping: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time of one address beyond this machine; an IPv6 network (/64) is one address.
    pub per_address: usize,
}

impl Limits {
    /// The most connections, however many files may be open.
    pub const MOST_CONNECTIONS: usize = 10_000;
    /// The fewest.
    const FEWEST_CONNECTIONS: usize = 16;

    /// For a process of so many services, which share the files that it may open just now.
    pub fn shared_by(services: usize) -> Self {
        let files = usize::try_from(open_files()).unwrap_or(usize::MAX);
        // A quarter is for everything else, and a connection may need a second one to the next service.
        let share = files / 8 * 3 / services.max(1);
        let connections = share.clamp(Self::FEWEST_CONNECTIONS, Self::MOST_CONNECTIONS);
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(120),
            body: Duration::from_secs(20),
            stalled: Duration::from_secs(30),
            ping: Duration::from_secs(20),
            connections,
            per_address: connections.div_ceil(2),
        }
    }

    /// Where `is` says that a load balancer stands in front: it is the only address there is, and it keeps connections for up to ten minutes
    /// (<https://cloud.google.com/load-balancing/docs/https#timeout-keepalive-backends>).
    #[must_use]
    pub fn behind_proxy(self, is: bool) -> Self {
        if is { Self { idle: Duration::from_secs(620), per_address: self.connections, ..self } } else { self }
    }
}

impl Default for Limits {
    /// For a process of one service.
    fn default() -> Self {
        Self::shared_by(1)
    }
}
