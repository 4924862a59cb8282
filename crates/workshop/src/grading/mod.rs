//! What attendees hand in to be graded: their SLOs and alerts as subjects of the grader, whatever they were written in.
//!
//! Everything becomes a [`Reading`]. What cannot be read is said, and the rest is graded.

mod concern;
mod files;
mod live;
mod openslo;
mod reading;
mod recorded;
mod rules;
mod slos;

pub use files::{File, of_files};
pub use live::{LabMonitor, of_board, of_prometheus};
pub use openslo::of_openslo;
pub use reading::{Assumed, Reading};
pub use recorded::RecordedHours;
pub use rules::of_rules;
pub use slos::of_slos;
