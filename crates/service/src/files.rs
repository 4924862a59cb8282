//! How many files the process may have open: each connection is one, and many shells begin with 1,024 or 256.

/// Raises the soft limit on open files to the hard one, and returns it. Whoever may not raise it goes on with less:
/// [`Limits`](crate::Limits) follow from what there is.
pub fn raise_open_files() -> u64 {
    rlimit::increase_nofile_limit(rlimit::INFINITY).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit on open files stays as it is");
        open_files()
    })
}

/// The soft limit; where the system does not say, what every system has.
pub(crate) fn open_files() -> u64 {
    rlimit::Resource::NOFILE.get_soft().unwrap_or(256)
}
