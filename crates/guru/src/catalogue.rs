//! The film catalogue: invented films, carried in the binary and the same for every lab.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A genre of the catalogue; there are no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Genre {
    Action,
    Adventure,
    Animation,
    Comedy,
    Crime,
    Documentary,
    Drama,
    Family,
    Fantasy,
    History,
    Horror,
    Musical,
    Mystery,
    Romance,
    #[serde(rename = "Science Fiction")]
    ScienceFiction,
    Thriller,
    War,
    Western,
}

impl Genre {
    /// All genres, by the alphabet.
    pub const ALL: [Self; 18] = [
        Self::Action,
        Self::Adventure,
        Self::Animation,
        Self::Comedy,
        Self::Crime,
        Self::Documentary,
        Self::Drama,
        Self::Family,
        Self::Fantasy,
        Self::History,
        Self::Horror,
        Self::Musical,
        Self::Mystery,
        Self::Romance,
        Self::ScienceFiction,
        Self::Thriller,
        Self::War,
        Self::Western,
    ];

    /// The name as a person reads it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::Adventure => "Adventure",
            Self::Animation => "Animation",
            Self::Comedy => "Comedy",
            Self::Crime => "Crime",
            Self::Documentary => "Documentary",
            Self::Drama => "Drama",
            Self::Family => "Family",
            Self::Fantasy => "Fantasy",
            Self::History => "History",
            Self::Horror => "Horror",
            Self::Musical => "Musical",
            Self::Mystery => "Mystery",
            Self::Romance => "Romance",
            Self::ScienceFiction => "Science Fiction",
            Self::Thriller => "Thriller",
            Self::War => "War",
            Self::Western => "Western",
        }
    }
}

/// One film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Film {
    /// The film's identity, `tt9…`.
    pub tconst: String,
    /// The title, unlike any other in the catalogue.
    pub title: String,
    /// The year it came out.
    pub year: u16,
    /// One to three.
    pub genres: Vec<Genre>,
    /// One name.
    pub director: String,
    /// Two to five names.
    pub actors: Vec<String>,
    /// Minutes.
    pub runtime: u16,
    /// 1.0 to 5.0.
    pub rating: f64,
    /// 40 to 80 words.
    pub plot: String,
}

/// All films, in a fixed order.
#[derive(Clone, Debug)]
pub struct Catalogue {
    films: Vec<Arc<Film>>,
}

/// The catalogue could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the film catalogue cannot be read: {0}")]
pub struct CatalogueError(#[from] serde_json::Error);

impl Catalogue {
    /// The films that the lab ships.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Ok(Self { films: serde_json::from_str(include_str!("../../../data/films.json"))? })
    }

    /// All films.
    pub fn films(&self) -> &[Arc<Film>] {
        &self.films
    }

    /// The film with this identity.
    pub fn get(&self, tconst: &str) -> Option<&Arc<Film>> {
        self.films.iter().find(|film| film.tconst == tconst)
    }
}
