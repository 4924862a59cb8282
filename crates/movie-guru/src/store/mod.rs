//! What lasts: the film catalogue, people, sessions, profiles and messages.

pub mod catalogue;
