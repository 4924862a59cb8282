//! A room from the outside: on a real folder, with a lab that answers as it is told.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod advice;
mod board;
mod checks;
mod forget;
mod notice;
mod record;
mod stand_in;
mod workbook;
