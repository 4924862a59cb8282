//! The films below the conversation: people, titles, what is said of others, and the search.

pub(crate) mod hearsay;
pub(crate) mod people;
pub(crate) mod search;
pub(crate) mod shelf;
pub(crate) mod titles;
