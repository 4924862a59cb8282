//! Wrong answers of real people: each must get the finding that helps its author, and the model must get none of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

mod answers;
mod model;
mod on_timelines;
mod played;
mod rules;
mod slis;
mod verdicts;
