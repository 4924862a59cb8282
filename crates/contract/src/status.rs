//! Statuses that are a client's own mistake.

/// Every status that a client's own mistake can end in at the backend: counted apart, and no attempt.
pub const CLIENT_ERRORS: [u16; 8] = [400, 401, 404, 405, 408, 413, 415, 422];

/// What pages take as the person's own mistake, or a session that is over, and do not report. The others would be a
/// mistake of the page, which is ours.
pub const NOT_REPORTED: [u16; 4] = [400, 401, 413, 422];
