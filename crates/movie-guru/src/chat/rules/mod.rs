//! The built-in, rule-based engine: deterministic, local and quick. A turn goes one way: the message becomes
//! words ([`text`], [`spelling`]), the words a reading ([`reading`]: intent, wish, tastes, the film that is
//! meant), the reading an answer ([`reply`]) with films from a search ([`search`]). Words that people use
//! stand in [`lexicon`], apart from the rules.

mod about_film;
mod clause;
mod elsewhere;
mod explain;
mod film_question;
mod lexicon;
mod meant;
mod memory;
mod object;
mod people;
mod pointing;
mod quality;
mod quantities;
mod question;
mod reactions;
mod reading;
mod recall;
mod recommend;
mod released;
mod reply;
mod request;
mod safety;
mod same_person;
mod search;
mod small_talk;
mod spelling;
mod taste;
mod taste_changes;
mod taste_edit;
mod text;
mod titles;
mod wanting;
mod wish;
mod wording;

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;

pub(crate) use text::fold;

use super::{ChatEngine, EngineError, Reply, Turn};
use crate::store::catalogue::Catalogue;

/// What the rules know of the catalogue, indexed once.
#[derive(Debug)]
struct Library {
    people: people::People,
    titles: titles::Titles,
    spelling: spelling::Spelling,
    search: search::Search,
    hearsay: elsewhere::Hearsay,
}

impl Library {
    fn new(catalogue: &Catalogue) -> Self {
        let plot_words: HashSet<String> = catalogue
            .films()
            .iter()
            .flat_map(|film| text::Text::read(&film.plot).tokens)
            .filter(|token| !token.capital)
            .map(|token| token.word)
            .collect();
        let people = people::People::new(catalogue, &plot_words);
        let titles = titles::Titles::new(catalogue, plot_words.clone());
        let words = plot_words.iter().map(String::as_str).chain(people.words()).chain(titles.words());
        let spelling = spelling::Spelling::new(words);
        Self { people, titles, spelling, search: search::Search::new(catalogue), hearsay: elsewhere::Hearsay::new() }
    }
}

/// The rule-based [`ChatEngine`]. It holds indexes of the catalogue and nothing about any person.
#[derive(Clone, Debug)]
pub struct RuleEngine {
    library: Arc<Library>,
}

impl RuleEngine {
    /// An engine for the films of a catalogue. Indexing takes a moment; a turn then takes well under a
    /// millisecond.
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self { library: Arc::new(Library::new(&catalogue)) }
    }

    /// Answers one message, at once: the same catalogue and turn give the same reply.
    pub fn answer(&self, turn: Turn<'_>) -> Reply {
        reply::to(&self.library, turn)
    }
}

#[async_trait]
impl ChatEngine for RuleEngine {
    async fn reply(&self, turn: Turn<'_>) -> Result<Reply, EngineError> {
        Ok(self.answer(turn))
    }
}
