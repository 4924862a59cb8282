//! The films, indexed: what each is about, and how well words fit it (BM25).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bm25::{Embedder, EmbedderBuilder, Scorer, Tokenizer};

use crate::catalogue::{Catalogue, Film};
use crate::request::Request;
use crate::words::forms::{among, stem};
use crate::words::lexicon::moods::mood;
use crate::words::lexicon::themes::THEMES;
use crate::words::spelling::Spelling;
use crate::words::text::Text;

/// Splits into stems without the words that say nothing.
#[derive(Debug, Default)]
pub(crate) struct Stems;

const SILENT: &str = "the a an and or of to in on at is are was were it its his her he she they their that this who with for \
    by as has have had be been from not but him them one";

impl Tokenizer for Stems {
    fn tokenize(&self, input_text: &str) -> Vec<String> {
        let tokens = Text::read(input_text).tokens.into_iter();
        tokens.filter(|token| !among(SILENT, token.word.as_str())).map(|token| token.stem).collect()
    }
}

/// The films, indexed.
pub(crate) struct Search {
    pub(crate) films: Vec<Arc<Film>>,
    embedder: Embedder<u32, Stems>,
    scorer: Scorer<usize, u32>,
    /// Stems of title and plot of each film.
    stems: Vec<HashSet<String>>,
    /// In how many films a stem stands.
    spread: HashMap<String, usize>,
    /// What a theme may be called in a plot.
    themes: HashMap<String, Vec<String>>,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Search").field("films", &self.films.len()).finish_non_exhaustive()
    }
}

impl Search {
    /// Indexes a catalogue.
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let films = catalogue.films().to_vec();
        let documents: Vec<String> = films
            .iter()
            .map(|film| {
                let genres: Vec<&str> = film.genres.iter().map(|genre| genre.name()).collect();
                format!(
                    "{0}. {0}. {1} {2} {3} {4}",
                    film.title,
                    film.plot,
                    film.director,
                    film.actors.join(" "),
                    genres.join(" ")
                )
            })
            .collect();
        let corpus: Vec<&str> = documents.iter().map(String::as_str).collect();
        let embedder = EmbedderBuilder::<u32, Stems>::with_tokenizer_and_fit_to_corpus(Stems, &corpus).build();
        let mut scorer = Scorer::new();
        for (place, document) in corpus.iter().enumerate() {
            scorer.upsert(&place, embedder.embed(document));
        }
        let stems: Vec<HashSet<String>> = films
            .iter()
            .map(|film| {
                Text::read(&format!("{}. {}", film.title, film.plot))
                    .tokens
                    .into_iter()
                    .map(|token| token.stem)
                    .collect()
            })
            .collect();
        let mut spread = HashMap::new();
        for stem in stems.iter().flatten() {
            *spread.entry(stem.clone()).or_insert(0) += 1;
        }
        let mut themes: HashMap<String, Vec<String>> = HashMap::new();
        for group in THEMES {
            let mut words = group.split(' ').map(stem);
            let Some(name) = words.next() else { continue };
            themes.entry(name).or_insert_with(|| words.collect());
        }
        Self { films, embedder, scorer, stems, spread, themes }
    }

    /// The film at a place.
    pub(crate) fn film(&self, place: usize) -> &Arc<Film> {
        &self.films[place]
    }

    /// How many films there are.
    pub(crate) fn len(&self) -> usize {
        self.films.len()
    }

    /// The place of a film.
    pub(crate) fn place(&self, tconst: &str) -> Option<usize> {
        self.films.iter().position(|film| film.tconst == tconst)
    }

    /// Whether a film may be about this.
    pub(crate) fn knows_theme(&self, stem: &str) -> bool {
        self.themes.contains_key(stem) || self.spread.get(stem).is_some_and(|films| *films < 120)
    }

    /// Whether a word is a theme of its own right.
    pub(crate) fn is_named_theme(&self, word: &str) -> bool {
        self.themes.contains_key(&stem(word))
    }

    /// Whether a word names a theme without "about" before it.
    pub(crate) fn is_theme(&self, word: &str, spelling: &Spelling, before_noun: bool) -> bool {
        let stem = stem(word);
        let everyday = spelling.is_everyday(word);
        (self.themes.contains_key(&stem) && (before_noun || !everyday))
            || (!everyday && word.len() > 3 && self.spread.get(&stem).is_some_and(|films| *films < 60))
    }

    /// How much a film is about a theme: 2 in the word itself, 1 in another word for it, 0 not at all.
    pub(crate) fn about(&self, place: usize, theme: &str) -> u8 {
        let stem = stem(theme);
        if self.stems[place].contains(&stem) {
            2
        } else if self
            .themes
            .get(&stem)
            .is_some_and(|others| others.iter().any(|other| self.stems[place].contains(other)))
        {
            1
        } else {
            0
        }
    }

    /// Whether a theme stands in some words, itself or by another word for it.
    pub(crate) fn speaks_of(&self, words: &Text, theme: &str) -> bool {
        let stem = stem(theme);
        let others = self.themes.get(&stem).map(Vec::as_slice).unwrap_or_default();
        words.tokens.iter().any(|token| token.stem == stem || others.contains(&token.stem))
    }

    /// BM25 of a query against all films.
    pub(crate) fn relevance(&self, query: &str) -> HashMap<usize, f32> {
        if query.is_empty() {
            return HashMap::new();
        }
        self.scorer.matches(&self.embedder.embed(query)).into_iter().map(|scored| (scored.id, scored.score)).collect()
    }

    /// The words that BM25 looks for.
    pub(crate) fn query(&self, request: &Request) -> String {
        let mut query: Vec<String> = Vec::new();
        for theme in &request.themes {
            query.push(theme.clone());
            query.push(theme.clone());
            query.extend(self.themes.get(&stem(theme)).into_iter().flatten().cloned());
        }
        query.extend(request.moods.iter().filter_map(|name| mood(name)).map(|mood| mood.words.to_owned()));
        if let Some(film) = request.like.as_deref().and_then(|tconst| self.place(tconst)) {
            query.push(self.films[film].plot.clone());
        }
        query.join(" ")
    }
}
