//! What is kept of a workshop, and what is told about it afterwards.

mod archive;
mod markdown;
mod page;
mod story;
mod strip;

pub use archive::{Archive, ArchiveError, archive};
pub use markdown::markdown;
pub use page::page;
pub use story::{Entry, Matter, Reached, ReachedCriterion, Report, TeamReport};
