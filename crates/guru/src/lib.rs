//! The conversation of Movie Guru: what a person says about films becomes an answer with films in it. No HTTP and no database:
//! a [`talk::Turn`] goes in, a [`talk::Reply`] comes out.
//!
//! [`engine`] is the built-in engine. Below it, from the top: [`answer`] says what is said, [`read`] finds out what was meant,
//! [`library`] knows the films, [`words`] the words.

mod answer;
pub mod catalogue;
pub mod engine;
pub mod field_problem;
mod library;
mod memory;
pub mod profile;
mod read;
mod request;
pub mod talk;
mod words;

pub use words::forms::fold;
