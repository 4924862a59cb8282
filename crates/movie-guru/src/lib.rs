//! The Movie Guru backend: an app that recommends films by chat, and misbehaves on cue.

pub mod chat;
pub mod profile;
pub mod store;
