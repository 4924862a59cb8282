//! Films and chat answers as the API shows them.

use serde::Serialize;

use guru::catalogue::Film;
use guru::profile::UserProfile;
use guru::talk::ChatResult;

#[derive(Serialize)]
pub(crate) struct Movie {
    title: String,
    runtime_minutes: u16,
    genres: Vec<&'static str>,
    rating: f64,
    plot: String,
    released: u16,
    director: String,
    actors: Vec<String>,
    poster: String,
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

#[derive(Serialize)]
pub(crate) struct AgentResponse {
    pub(crate) answer: String,
    pub(crate) relevant_movies: Vec<String>,
    pub(crate) context: Vec<Movie>,
    pub(crate) error_message: String,
    pub(crate) result: ChatResult,
    pub(crate) preferences: UserProfile,
}
