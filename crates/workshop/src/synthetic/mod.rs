//! Synthetic checks of one's own: what one is, how it is written in a file and typed into a form, and the folder of all
//! (docs/synthetic.md).
//!
//! A file and a form come to the same [`Check`] by the same [`rules`], so that what the guide takes, `lab` runs. Nothing
//! here sends a request: that is the probe's, and the probe is `lab`'s.

mod check;
mod duration;
mod files;
mod kept;
mod read;
mod rules;
mod typed;
mod write;

pub use check::{Acts, AppPath, Check, Expect, Step, is_below};
pub use duration::text as duration_text;
pub use files::{CHECKS, Found, MOST_CHECKS, Outcome, Version, as_name, check_in, check_of, file_of, files, name_of};
pub use kept::{Checks, KeptCheck, LastRun, Refused};
pub use read::{Mistake, has_comment, read};
pub use rules::MOST_STEPS;
pub use typed::{Complaint, Place, StepField, Typed, TypedStep};
pub use write::write;

/// A check to begin with, as a file.
pub const DRAFT: &str = include_str!("draft.yaml");
