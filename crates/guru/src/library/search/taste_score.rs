//! The profile in a search: likes pull a film up, dislikes leave it out unless it was asked for by name.

use crate::catalogue::Genre;
use crate::library::search::conditions::takes_part;
use crate::library::search::index::Search;
use crate::profile::UserProfile;
use crate::request::Request;
use crate::words::forms::among;
use crate::words::forms::stem;
use crate::words::lexicon::genres::GENRES;
use crate::words::text::Text;

/// A profile, scored against every film once per turn.
#[derive(Debug, Default)]
pub(crate) struct TasteScore {
    likes: Vec<f64>,
    /// What of a film is disliked.
    dislikes: Vec<Dislike>,
}

#[derive(Clone, Debug, Default)]
struct Dislike {
    genres: Vec<Genre>,
    people: Vec<String>,
    others: bool,
}

/// The genre of a name.
pub(crate) fn genre_named(name: &str) -> Option<Genre> {
    Genre::ALL.into_iter().find(|genre| genre.name().eq_ignore_ascii_case(name))
}

/// Words of a taste that say too little to look for.
const VAGUE: &str = "film films movie movies story stories good bad long short slow old new the and funny with ending endings \
    end about anything people big black white sad happy really too much";

impl TasteScore {
    /// Scores the profile.
    pub(crate) fn new(search: &Search, profile: &UserProfile) -> Self {
        let (mut likes, mut dislikes) = (vec![0.0; search.len()], vec![Dislike::default(); search.len()]);
        let genres = |names: &[String]| -> Vec<Genre> { names.iter().filter_map(|name| genre_named(name)).collect() };
        let (liked, disliked) = (genres(&profile.likes.genres), genres(&profile.dislikes.genres));
        let words =
            |others: &[String]| -> Vec<Vec<String>> { others.iter().take(20).map(|other| telling(other)).collect() };
        let (liked_words, disliked_words) = (words(&profile.likes.others), words(&profile.dislikes.others));
        let mixed: Vec<Vec<Genre>> = profile.dislikes.others.iter().take(20).map(|other| mixed_genres(other)).collect();
        for place in 0..search.len() {
            let film = &search.films[place];
            let score = &mut likes[place];
            *score += film.genres.iter().filter(|genre| liked.contains(genre)).count() as f64 * 0.7;
            let people = profile.likes.directors.iter().chain(&profile.likes.actors);
            *score += people.filter(|name| takes_part(film, name)).count() as f64 * 1.6;
            for words in &liked_words {
                let hits = words.iter().filter(|word| search.about(place, word) > 0).count();
                *score += if words.is_empty() { 0.0 } else { hits as f64 / words.len() as f64 };
            }
            let dislike = &mut dislikes[place];
            dislike.genres = film.genres.iter().copied().filter(|genre| disliked.contains(genre)).collect();
            let people = profile.dislikes.directors.iter().chain(&profile.dislikes.actors);
            dislike.people = people.filter(|name| takes_part(film, name)).cloned().collect();
            dislike.others = disliked_words
                .iter()
                .any(|words| !words.is_empty() && words.iter().all(|word| search.about(place, word) > 0))
                || mixed
                    .iter()
                    .any(|genres| genres.len() > 1 && genres.iter().all(|genre| film.genres.contains(genre)));
        }
        Self { likes, dislikes }
    }

    /// How much a film is liked.
    pub(crate) fn score(&self, place: usize) -> f64 {
        self.likes.get(place).copied().unwrap_or(0.0).min(5.0)
    }

    /// Whether a film is disliked for something that was not asked for by name.
    pub(crate) fn refuses(&self, place: &usize, request: &Request) -> bool {
        let Some(dislike) = self.dislikes.get(*place) else { return false };
        let scary = request.moods.iter().any(|mood| mood == "scary");
        let asked = |genre: &Genre| request.genres.contains(genre) || (scary && *genre == Genre::Horror);
        dislike.genres.iter().any(|genre| !asked(genre))
            || dislike.people.iter().any(|name| !request.people.contains(name))
            || (dislike.others && request.themes.is_empty())
    }
}

/// "romantic comedies": the genres that a film has all of.
fn mixed_genres(other: &str) -> Vec<Genre> {
    let text = Text::read(other);
    let found =
        GENRES.iter().filter(|(said, _)| text.find(said).is_some()).flat_map(|(_, genres)| genres.iter().copied());
    found.fold(Vec::new(), |mut genres, genre| {
        if !genres.contains(&genre) {
            genres.push(genre);
        }
        genres
    })
}

fn telling(other: &str) -> Vec<String> {
    let words = other.split(|character: char| !character.is_alphanumeric()).take(8);
    words
        .map(str::to_lowercase)
        .filter(|word| word.len() > 2 && !among(VAGUE, word.as_str()))
        .map(|word| stem(&word))
        .collect()
}
