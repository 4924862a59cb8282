//! The Movie Guru backend: an app that recommends films by chat, and misbehaves on cue.
//!
//! [`service`] starts it. Inside: [`phase`] decides how it behaves just now, [`store`] keeps what lasts. The
//! conversation is the crate [`guru`].

mod app;
pub mod clock;
mod http;
pub mod phase;
mod poster;
mod replicas;
pub mod service;
pub mod store;
