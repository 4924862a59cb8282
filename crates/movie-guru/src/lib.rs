//! The Movie Guru backend: an app that recommends films by chat, and misbehaves on cue.
//!
//! [`service`] starts it. Inside: [`chat`] converses, [`phase`] decides how it behaves just now, [`store`] keeps what
//! lasts.

mod app;
pub mod chat;
pub mod clock;
pub mod field_problem;
mod http;
pub mod phase;
mod poster;
pub mod profile;
pub mod service;
pub mod store;
