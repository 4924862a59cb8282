//! Synthetic checks of one's own: files in the data folder's `checks`, each a walk through the app with what is expected
//! at every step (docs/synthetic.md).
//!
//! The lab's own probe is the same for everybody. What one's users come for, one's team knows: so a check is a file, and
//! what becomes of its runs is a metric that an SLO can be made of. What a check is, `movie_guru_workshop::synthetic` says; here it
//! runs.

mod command;
mod meters;
mod run;
mod schedule;
mod watched;

pub(crate) use command::synthetic;
pub(crate) use meters::Meters;
pub(crate) use schedule::keep_checking;
