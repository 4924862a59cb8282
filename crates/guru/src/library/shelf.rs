//! All that is known of the catalogue, in one place.

use std::collections::HashSet;

use super::hearsay::Hearsay;
use super::people::People;
use super::search::index::Search;
use super::titles::Titles;
use crate::catalogue::Catalogue;
use crate::words::spelling::Spelling;
use crate::words::text::Text;

/// What the rules know of the catalogue, indexed once.
#[derive(Debug)]
pub(crate) struct Library {
    /// Directors and actors.
    pub people: People,
    /// Titles.
    pub titles: Titles,
    /// Words that are no typos.
    pub spelling: Spelling,
    /// Films for a request.
    pub search: Search,
    /// What is said of films that exist elsewhere.
    pub hearsay: Hearsay,
}

impl Library {
    /// Indexes a catalogue.
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let plot_words: HashSet<String> = catalogue
            .films()
            .iter()
            .flat_map(|film| Text::read(&film.plot).tokens)
            .filter(|token| !token.capital)
            .map(|token| token.word)
            .collect();
        let people = People::new(catalogue, &plot_words);
        let titles = Titles::new(catalogue, plot_words.clone());
        let words = plot_words.iter().map(String::as_str).chain(people.words()).chain(titles.words());
        let spelling = Spelling::new(words);
        Self { people, titles, spelling, search: Search::new(catalogue), hearsay: Hearsay::new() }
    }
}
