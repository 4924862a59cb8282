//! The words that people use for things a film database has no column for. Word classes stand here, apart
//! from the rules that use them, so that a new word needs no new rule.

pub(crate) mod attitudes;
pub(crate) mod foreign;
pub(crate) mod genres;
pub(crate) mod hearsay;
pub(crate) mod moods;
pub(crate) mod never_subjects;
pub(crate) mod origins;
pub(crate) mod phrases;
pub(crate) mod subjects;
pub(crate) mod themes;
pub(crate) mod topics;
