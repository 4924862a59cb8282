//! The conditions of a request one by one, the most important first: a search that finds too little lets
//! them go from the end.

use crate::catalogue::{Film, Genre};
use crate::library::search::index::Search;
use crate::request::Request;
use crate::words::lexicon::moods::mood;

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// The first genre, or one of several.
    Genre,
    /// All people.
    People,
    /// All themes.
    Themes,
    /// One theme at least.
    SomeTheme,
    /// A mood.
    Mood(String),
    /// All genres.
    AllGenres,
    /// Years.
    Years,
    /// Minutes.
    Length,
    /// Rating.
    Rating,
    /// Shares a genre with a film.
    Like,
}

impl Condition {
    /// What a request asks, the most important first.
    pub(crate) fn all_of(request: &Request) -> Vec<Self> {
        let mut all = Vec::new();
        if !request.people.is_empty() {
            all.push(Self::People);
        }
        if !request.genres.is_empty() {
            all.push(Self::Genre);
        }
        if request.like.is_some() {
            all.push(Self::Like);
        }
        if !request.themes.is_empty() {
            all.push(Self::SomeTheme);
        }
        if request.min_year.is_some() || request.max_year.is_some() {
            all.push(Self::Years);
        }
        if request.genres.len() > 1 && !request.any_genre {
            all.push(Self::AllGenres);
        }
        if request.themes.len() > 1 {
            all.push(Self::Themes);
        }
        all.extend(request.moods.iter().cloned().map(Self::Mood));
        if request.min_runtime.is_some() || request.max_runtime.is_some() {
            all.push(Self::Length);
        }
        if request.min_rating.is_some() || request.max_rating.is_some() {
            all.push(Self::Rating);
        }
        all
    }

    /// Whether a film meets it.
    pub(crate) fn holds(&self, search: &Search, request: &Request, place: usize) -> bool {
        let film = &search.films[place];
        match self {
            Self::Genre if request.any_genre => request.genres.iter().any(|genre| film.genres.contains(genre)),
            Self::Genre => request.genres.first().is_none_or(|genre| film.genres.contains(genre)),
            Self::AllGenres => request.genres.iter().all(|genre| film.genres.contains(genre)),
            Self::People => request.people.iter().all(|name| takes_part(film, name)),
            Self::Themes => request.themes.iter().all(|theme| search.about(place, theme) > 0),
            Self::SomeTheme => {
                // Of "serial killer" the killer tells more: it is a theme, "serial" is only a word.
                let telling = request.themes.iter().any(|theme| search.is_named_theme(theme));
                let themes = request.themes.iter().filter(|theme| !telling || search.is_named_theme(theme));
                themes.into_iter().any(|theme| search.about(place, theme) > 0)
            }
            Self::Mood(name) => mood(name).is_none_or(|mood| {
                let named = |genre: &&Genre| !request.genres.contains(genre);
                film.genres.iter().any(|genre| mood.one_of.contains(genre))
                    && !film
                        .genres
                        .iter()
                        .filter(named)
                        .any(|genre| mood.none_of.contains(genre) && !other_mood_wants(request, name, *genre))
            }),
            Self::Years => request.in_years(film),
            Self::Length => request.in_length(film),
            Self::Rating => request.in_rating(film),
            Self::Like => request.like.as_deref().and_then(|tconst| search.place(tconst)).is_none_or(|model| {
                model != place && film.genres.iter().any(|genre| search.films[model].genres.contains(genre))
            }),
        }
    }
}

/// "sad and funny": what one mood leaves out may be what the other asks for.
fn other_mood_wants(request: &Request, name: &str, genre: Genre) -> bool {
    request
        .moods
        .iter()
        .filter(|other| *other != name)
        .filter_map(|other| mood(other))
        .any(|other| other.one_of == [genre])
}

/// Whether somebody directs a film or plays in it.
pub(crate) fn takes_part(film: &Film, name: &str) -> bool {
    film.director == name || film.actors.iter().any(|actor| actor == name)
}

/// What was said not to be wanted; never let go.
pub(crate) fn excluded(search: &Search, request: &Request, place: usize) -> bool {
    let film = &search.films[place];
    let genre = film.genres.iter().any(|genre| request.not_genres.contains(genre));
    let person = request.not_people.iter().any(|name| takes_part(film, name));
    let theme = request.not_themes.iter().any(|theme| search.about(place, theme) > 0);
    let unasked = |genre: Genre| film.genres.contains(&genre) && !request.genres.contains(&genre);
    let mood = request.not_moods.iter().any(|name| match name.as_str() {
        "scary" => unasked(Genre::Horror),
        "funny" => unasked(Genre::Comedy),
        "romantic" => unasked(Genre::Romance),
        "melodious" => film.genres.contains(&Genre::Musical),
        "children" => film.genres.contains(&Genre::Family) || film.genres.contains(&Genre::Animation),
        "dark" => film.genres.iter().any(|genre| {
            !request.genres.contains(genre)
                && matches!(genre, Genre::Horror | Genre::Thriller | Genre::Crime | Genre::War)
        }),
        "magical" => film.genres.contains(&Genre::Fantasy),
        _ => false,
    });
    let itself = request.like.as_deref() == Some(film.tconst.as_str());
    genre || person || theme || mood || itself
}

/// How well the genres of a film fit the moods asked for, and those not wanted.
pub(crate) fn mood_fit(request: &Request, film: &Film) -> f64 {
    let share = |names: &[String]| -> f64 {
        let moods = names.iter().filter_map(|name| mood(name));
        moods.map(|mood| film.genres.iter().filter(|genre| mood.one_of.contains(genre)).count() as f64 * 0.4).sum()
    };
    share(&request.moods) - share(&request.not_moods) * 2.0
}
