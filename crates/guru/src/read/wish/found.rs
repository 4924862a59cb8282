//! A wish, as it was read.

use crate::request::Request;

/// What a wish was read from.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    /// The conditions.
    pub request: Request,
    /// Whether a subject was said that no film has.
    pub unknown_subject: bool,
    /// Words that carry the wish.
    pub used: Vec<bool>,
    /// A country or a language was asked for.
    pub origin: bool,
    /// "I had a terrible day".
    pub hard_times: bool,
}
