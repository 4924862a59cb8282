//! Finding films for a request: what must hold, what should hold, and what is let go first when too little
//! is left. Ranking is BM25 over title, plot, people and genres, the profile, and the rating.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bm25::{Embedder, EmbedderBuilder, Scorer, Tokenizer};

use super::lexicon::moods::mood;
use super::lexicon::themes::THEMES;
use super::request::Request;
use super::spelling::Spelling;
use super::text::{Text, among, stem};
use crate::store::catalogue::{Catalogue, Film};

mod conditions;
mod taste_score;

pub(super) use conditions::{Condition, takes_part};

/// Splits into stems without the words that say nothing.
#[derive(Debug, Default)]
pub(super) struct Stems;

const SILENT: &str = "the a an and or of to in on at is are was were it its his her he she they their that this who with for \
    by as has have had be been from not but him them one";

impl Tokenizer for Stems {
    fn tokenize(&self, input_text: &str) -> Vec<String> {
        let tokens = Text::read(input_text).tokens.into_iter();
        tokens.filter(|token| !among(SILENT, token.word.as_str())).map(|token| token.stem).collect()
    }
}

/// The films, indexed.
pub(super) struct Search {
    films: Vec<Arc<Film>>,
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

/// The outcome of a search.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Places of films, best first; those that meet everything stand first.
    pub films: Vec<usize>,
    /// How many of them meet everything.
    pub exact: usize,
    /// What was let go for the others.
    pub given_up: Vec<Condition>,
    /// Whether films that meet everything were left out because they were shown before.
    pub all_shown: bool,
}

impl Search {
    /// Indexes a catalogue.
    pub(super) fn new(catalogue: &Catalogue) -> Self {
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
    pub(super) fn film(&self, place: usize) -> &Arc<Film> {
        &self.films[place]
    }

    /// How many films there are.
    pub(super) fn len(&self) -> usize {
        self.films.len()
    }

    /// The place of a film.
    pub(super) fn place(&self, tconst: &str) -> Option<usize> {
        self.films.iter().position(|film| film.tconst == tconst)
    }

    /// Whether a film may be about this.
    pub(super) fn knows_theme(&self, stem: &str) -> bool {
        self.themes.contains_key(stem) || self.spread.get(stem).is_some_and(|films| *films < 120)
    }

    /// Whether a word is a theme of its own right.
    fn is_named_theme(&self, word: &str) -> bool {
        self.themes.contains_key(&stem(word))
    }

    /// Whether a word names a theme without "about" before it.
    pub(super) fn is_theme(&self, word: &str, spelling: &Spelling, before_noun: bool) -> bool {
        let stem = stem(word);
        let everyday = spelling.is_everyday(word);
        (self.themes.contains_key(&stem) && (before_noun || !everyday))
            || (!everyday && word.len() > 3 && self.spread.get(&stem).is_some_and(|films| *films < 60))
    }

    /// How much a film is about a theme: 2 in the word itself, 1 in another word for it, 0 not at all.
    pub(super) fn about(&self, place: usize, theme: &str) -> u8 {
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
    pub(super) fn speaks_of(&self, words: &Text, theme: &str) -> bool {
        let stem = stem(theme);
        let others = self.themes.get(&stem).map(Vec::as_slice).unwrap_or_default();
        words.tokens.iter().any(|token| token.stem == stem || others.contains(&token.stem))
    }

    /// BM25 of a query against all films.
    fn relevance(&self, query: &str) -> HashMap<usize, f32> {
        if query.is_empty() {
            return HashMap::new();
        }
        self.scorer.matches(&self.embedder.embed(query)).into_iter().map(|scored| (scored.id, scored.score)).collect()
    }

    /// The words that BM25 looks for.
    fn query(&self, request: &Request) -> String {
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

    /// Finds up to `count` films. `shown` are left out; `likes` and `dislikes` are scored by the profile.
    pub(super) fn find(
        &self,
        request: &Request,
        taste: &taste_score::TasteScore,
        shown: &HashSet<usize>,
        seed: u64,
        count: usize,
    ) -> Found {
        let relevance = self.relevance(&self.query(request));
        let conditions = Condition::all_of(request);
        let score = |place: usize| self.score(place, request, taste, &relevance, seed);
        let mut found = Found::default();
        let open: Vec<usize> = (0..self.films.len())
            .filter(|place| {
                !shown.contains(place) && !taste.refuses(place, request) && !conditions::excluded(self, request, *place)
            })
            .collect();
        let mut kept = conditions.as_slice();
        loop {
            let meets = |place: &&usize| kept.iter().all(|condition| condition.holds(self, request, **place));
            let mut fitting: Vec<(f64, usize)> = open
                .iter()
                .filter(|place| !found.films.contains(place))
                .filter(meets)
                .map(|place| (score(*place), *place))
                .collect();
            fitting.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            let room = if kept.len() == conditions.len() { count } else { 3usize.min(count) };
            found
                .films
                .extend(fitting.into_iter().map(|(_, place)| place).take(room.saturating_sub(found.films.len())));
            if kept.len() == conditions.len() {
                found.exact = found.films.len();
                found.all_shown = found.exact == 0
                    && shown.iter().any(|place| meets(&place) && !conditions::excluded(self, request, *place));
            }
            if found.films.len() >= 2 {
                break;
            }
            let Some((given_up, rest)) = kept.split_last() else { break };
            found.given_up.push(given_up.clone());
            kept = rest;
        }
        found
    }

    /// How many films meet a request.
    pub(super) fn count(&self, request: &Request) -> usize {
        let conditions = Condition::all_of(request);
        let meets = |place: &usize| {
            conditions.iter().all(|condition| condition.holds(self, request, *place))
                && !conditions::excluded(self, request, *place)
        };
        (0..self.films.len()).filter(meets).count()
    }

    fn score(
        &self,
        place: usize,
        request: &Request,
        taste: &taste_score::TasteScore,
        relevance: &HashMap<usize, f32>,
        seed: u64,
    ) -> f64 {
        let film = &self.films[place];
        let themes: u8 = request.themes.iter().map(|theme| self.about(place, theme)).sum();
        let genres_left = film.genres.iter().filter(|genre| !request.genres.contains(genre)).count();
        let like = request.like.as_deref().and_then(|tconst| self.place(tconst)).map_or(0.0, |model| {
            let model = &self.films[model];
            let shared = film.genres.iter().filter(|genre| model.genres.contains(genre)).count() as f64;
            shared * 3.0 - f64::from(film.year.abs_diff(model.year)) / 40.0
                + if film.director == model.director { 1.0 } else { 0.0 }
        });
        let relevance = f64::from(relevance.get(&place).copied().unwrap_or(0.0));
        let weight = if request.themes.is_empty() { 0.12 } else { 0.5 };
        let rating = film.rating
            * if request.best {
                8.0
            } else if request.max_rating.is_some() {
                -1.0
            } else {
                0.8
            };
        let moods = conditions::mood_fit(request, film);
        let specific = request.has_subject();
        let profile = taste.score(place) * if specific { 0.8 } else { 2.0 };
        relevance * weight + f64::from(themes) * 1.5 + like + rating + moods + profile - 0.15 * genres_left as f64
            + jitter(seed, place)
    }
}

/// A small push that differs from message to message, so that equal films take turns.
fn jitter(seed: u64, place: usize) -> f64 {
    let mut mixed = seed ^ (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed >> 40) & 0xffff) as f64 / 65_536.0 * 0.9
}

pub(super) use taste_score::{TasteScore, genre_named};
