//! What is wrong with alerts, and what to do: the mistakes that people make.
//!
//! Some are seen in the rules as they stand, whatever happens ([`of_rules`]); others only in what the alerts did on the
//! timelines ([`of_figures`]).

mod burn;
mod figures;
mod known;
mod labels;
mod meaning;
mod names;
mod one_failure;
mod query;
mod reader;
mod room;
mod rules;
mod syntax;
mod unheard;
mod windows;

pub use crate::finding::{Finding, Mistake};
pub use figures::of_figures;
pub(crate) use figures::{ALWAYS, idle_firing, wakes};
pub use one_failure::fewest_failures;
pub use rules::of_rules;
pub(crate) use unheard::{LATE, TRIFLE, is_blind};
