//! What is said of films that nobody here knows.

use crate::catalogue::Genre;
use crate::read::elsewhere::Elsewhere;
use crate::request::Request;
use crate::words::wording::{list, quoted};

/// What is said first where films were named that nobody here knows.
pub(crate) fn unknown(films: &[Elsewhere]) -> String {
    let titles: Vec<&str> = films.iter().map(|film| film.title.as_str()).collect();
    let they = if titles.len() > 1 { "they aren't" } else { "it isn't" };
    format!("I don't know {}: {they} in my catalogue.", list(&titles, "or"))
}

/// Guesses what is wanted by films that nobody here knows, and says by what.
pub(crate) fn guess(films: &[Elsewhere], request: &mut Request) -> String {
    let unknown = unknown(films);
    let known: Vec<Genre> = films.iter().flat_map(|film| film.genres.iter().copied()).collect();
    if known.is_empty() {
        let themes: Vec<String> = films.iter().flat_map(|film| film.themes.iter().cloned()).collect();
        if themes.is_empty() || request.has_subject() {
            return format!("{unknown} So this is only a guess. What do you like about it? ");
        }
        let said: Vec<String> = themes.iter().map(|theme| quoted(theme)).collect();
        request.themes = themes;
        return format!("{unknown} Its title speaks of {}, so that is my guess. ", list(&said, "and"));
    }
    let mut genres: Vec<Genre> = Vec::new();
    known.into_iter().for_each(|genre| {
        if !genres.contains(&genre) {
            genres.push(genre)
        }
    });
    let names: Vec<String> = genres.iter().map(|genre| genre.name().to_lowercase()).collect();
    if request.genres.is_empty() {
        genres.retain(|genre| !request.not_genres.contains(genre));
        request.any_genre = genres.len() > 1;
        request.genres = genres;
    }
    format!("{unknown} By what I hear it's {}, so here is a guess. ", list(&names, "and"))
}
