//! Why a database does not answer just now, in words that anybody may read: no host, no user, no password.

use std::fmt;

/// What stands between us and the database; it may pass without a restart of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Locked, gone, full, read-only.
    Away,
    /// Nobody answers at its address, or the connection broke.
    Unreachable,
    /// Its certificate is not one that we were told to trust, or it has none.
    Untrusted,
    /// User or password are wrong.
    Refused,
    /// The server has no database of this name.
    Missing,
    /// The user may not do what we need to do.
    Denied,
    /// The server gives no further connection away.
    Full,
    /// It starts, or stops.
    Restarting,
    /// All connections of our pool are in use.
    Busy,
    /// A statement took longer than it may.
    Slow,
    /// A newer version of the program has been here.
    Newer,
    /// Its schema could not be brought up to date.
    Outdated,
}

impl fmt::Display for Outage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Away => "is not available",
            Self::Unreachable => "cannot be reached",
            Self::Untrusted => "could not prove who it is: check its certificate and the CA file",
            Self::Refused => "does not accept our user or password",
            Self::Missing => "is not there: the server has none of this name",
            Self::Denied => "does not allow our user what it needs to do",
            Self::Full => "has no connection left for us",
            Self::Restarting => "is starting or stopping",
            Self::Busy => "is busy: all our connections are in use",
            Self::Slow => "does not answer in time",
            Self::Newer => "was written by a newer version of Movie Guru: use that one",
            Self::Outdated => "could not be brought up to date",
        })
    }
}
