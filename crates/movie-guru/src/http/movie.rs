//! Films and chat answers as the API shows them.

use serde::Serialize;
use utoipa::ToSchema;

use guru::catalogue::Film;
use guru::profile::UserProfile;
use guru::talk::ChatResult;

/// A film.
#[derive(Serialize, ToSchema)]
pub(crate) struct Movie {
    /// Unlike any other in the catalogue.
    title: String,
    runtime_minutes: u16,
    genres: Vec<&'static str>,
    #[schema(minimum = 1, maximum = 5)]
    rating: f64,
    plot: String,
    /// The year.
    released: u16,
    director: String,
    actors: Vec<String>,
    /// The poster's path.
    #[schema(example = "/posters/tt9000001.svg")]
    poster: String,
    /// The film's identity.
    #[schema(example = "tt9000001")]
    tconst: String,
}

impl From<&Film> for Movie {
    fn from(film: &Film) -> Self {
        Self {
            title: film.title.clone(),
            runtime_minutes: film.runtime,
            genres: film.genres.iter().map(|genre| genre.name()).collect(),
            rating: film.rating,
            plot: film.plot.clone(),
            released: film.year,
            director: film.director.clone(),
            actors: film.actors.clone(),
            poster: format!("/posters/{}.svg", film.tconst),
            tconst: film.tconst.clone(),
        }
    }
}

/// An answer of Movie Guru.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgentResponse {
    /// The answer in Markdown.
    pub(crate) answer: String,
    /// Titles of the films that it speaks of.
    pub(crate) relevant_movies: Vec<String>,
    /// These films.
    pub(crate) context: Vec<Movie>,
    /// Always empty: an error is a problem document.
    pub(crate) error_message: String,
    pub(crate) result: ChatResult,
    /// What is known of the person now.
    pub(crate) preferences: UserProfile,
}
