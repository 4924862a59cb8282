//! Finding films for a request: what must hold, what should hold, and what is let go first when too little is left.
//! Ranking is BM25 over title, plot, people and genres, the profile, and the rating.

pub(crate) mod conditions;
pub(crate) mod find;
pub(crate) mod index;
pub(crate) mod taste_score;
