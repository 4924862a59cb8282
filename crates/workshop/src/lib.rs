//! The workshop: challenges as data, the workbook that attendees fill, checks that look at their work, and the record of
//! what happened.
//!
//! A [`Challenge`] is a folder of `docs/challenges/`. A [`Room`] is one team's workshop: it sets the stage, keeps the
//! workbook on a [`Shelf`], runs checks on [`Evidence`], and writes down what happened as [`Event`]s.

pub mod challenge;
pub mod check;
pub mod evidence;
pub mod grading;
pub mod record;
mod room;
pub mod synthetic;
pub mod workbook;

pub use challenge::{Challenge, Library};
pub use evidence::Evidence;
pub use record::Event;
pub use room::{
    ChallengeState, CriterionState, Forgotten, HelpCall, Hint, Notice, RECORD, Room, RoomConfig, RoomError, RoomState,
};
pub use workbook::{Answer, Form, Shelf, ShelfError};
