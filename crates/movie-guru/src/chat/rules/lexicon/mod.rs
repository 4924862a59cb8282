//! The words that people use for things a film database has no column for. Word classes stand here, apart
//! from the rules that use them, so that a new word needs no new rule.

pub(super) mod attitudes;
pub(super) mod foreign;
pub(super) mod genres;
pub(super) mod hearsay;
pub(super) mod moods;
pub(super) mod never_subjects;
pub(super) mod origins;
pub(super) mod phrases;
pub(super) mod subjects;
pub(super) mod themes;
pub(super) mod topics;
