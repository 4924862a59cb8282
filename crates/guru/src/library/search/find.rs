//! A search: films that meet every condition, then those that meet fewer, best first.

use std::collections::{HashMap, HashSet};

use super::conditions::{self, Condition};
use super::index::Search;
use super::taste_score::TasteScore;
use crate::request::Request;

/// The outcome of a search.
#[derive(Debug, Default)]
pub(crate) struct Found {
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
    /// Finds up to `count` films. `shown` are left out; `likes` and `dislikes` are scored by the profile.
    pub(crate) fn find(
        &self,
        request: &Request,
        taste: &TasteScore,
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
    pub(crate) fn count(&self, request: &Request) -> usize {
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
        taste: &TasteScore,
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
