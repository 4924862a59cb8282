//! The names that leave the lab, and nothing else. Attendees type them into consoles, and every dashboard, SLO and
//! check must say the same, so each stands here once, in one row: a constant and the list that it is in come from the
//! same declaration.
//!
//! What follows from a row: the backend's routes, what the web edge passes on, what browsers report, the instruments of
//! every service, `docs/metrics.md`. A test names what does not follow, and refuses a metric name that is written out
//! anywhere else.
//!
//! A row's doc comment is what `docs/metrics.md` tells attendees of it.

pub mod bounds;
mod declare;
pub mod label;
mod measured;
mod metric;
mod operation;
pub mod status;
mod value;

pub use measured::*;
pub use metric::*;
pub use operation::*;
pub use value::*;
