//! What a grade looks like: on a terminal, as JSON, as a page.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod grade;
mod json;
mod made;
mod page;
mod text;
