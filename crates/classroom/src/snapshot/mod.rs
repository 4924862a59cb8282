//! What a class looks like at a moment: for the console, for `coach status`, and as JSON for programs.
//!
//! What is not known is none, never zero: a lab whose figures are elsewhere has no bad figures.

mod level;
mod model;
mod need;
mod standing;

pub use level::{Level, Need};
pub use model::{Class, Current, NotAsked, Share, Team};
pub(crate) use need::need;
pub(crate) use standing::standing;
