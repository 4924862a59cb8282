//! The grader: when would this alert have fired, and should it have?
//!
//! A [`Timeline`] says what happens to the app over two weeks, and is the truth. [`World`] is what monitoring has of it: the
//! same metrics that the app exposes, at every scrape. [`replay`] runs the alerts of a [`Subject`] over it, [`figures`]
//! holds what they did against the truth, and [`verdict`] says in words what that means for who is called.
//!
//! Nothing here reads a clock or a network: what is graded is handed in.

pub mod figures;
mod finding;
pub mod findings;
mod graded;
pub mod page;
mod plain;
pub mod reference;
pub mod replay;
pub mod report;
mod seconds;
pub mod sli;
mod subject;
pub mod timeline;
pub mod truth;
pub mod verdict;
mod world;

pub use report::{Grade, grade};
pub use subject::{Concern, Condition, Feature, GradedAlert, Recording, Subject, Submission, Unread};
pub use timeline::Timeline;
pub use world::World;
