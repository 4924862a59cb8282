//! What people say of films that exist elsewhere.

use std::collections::HashMap;

use crate::catalogue::Genre;
use crate::words::lexicon::hearsay::HEARSAY;

/// What people say of films that exist elsewhere, by title.
#[derive(Debug)]
pub(crate) struct Hearsay(HashMap<&'static str, &'static [Genre]>);

impl Hearsay {
    /// All that is known by hearsay.
    pub(crate) fn new() -> Self {
        Self(HEARSAY.iter().flat_map(|(genres, titles)| titles.split('|').map(|title| (title, *genres))).collect())
    }

    /// The genres that a film is said to have; `title` in lower case, without accents and article.
    pub(crate) fn of(&self, title: &str) -> Option<&'static [Genre]> {
        self.0.get(title).copied()
    }
}
