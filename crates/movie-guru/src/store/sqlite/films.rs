//! The films in SQLite: filled from the catalogue, drawn at random, found by FTS5.

use sha2::{Digest, Sha256};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqlitePool};
use sqlx::{Connection as _, FromRow};

use super::failure::unavailable;
use crate::store::StoreError;
use guru::catalogue::{Catalogue, Film};

#[derive(FromRow)]
struct Row {
    tconst: String,
    title: String,
    year: u16,
    genres: String,
    director: String,
    actors: String,
    runtime: u16,
    rating: f64,
    plot: String,
}

impl TryFrom<Row> for Film {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            tconst: row.tconst,
            title: row.title,
            year: row.year,
            genres: serde_json::from_str(&row.genres)?,
            director: row.director,
            actors: serde_json::from_str(&row.actors)?,
            runtime: row.runtime,
            rating: row.rating,
            plot: row.plot,
        })
    }
}

pub(super) async fn featured(connection: &mut PoolConnection<Sqlite>, most: u32) -> Result<Vec<Film>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as("SELECT * FROM films WHERE rating >= 4 ORDER BY random() LIMIT ?")
        .bind(most)
        .fetch_all(&mut **connection)
        .await
        .map_err(unavailable)?;
    rows.into_iter().map(Film::try_from).collect()
}

pub(super) async fn search(
    connection: &mut PoolConnection<Sqlite>,
    words: &str,
    most: u32,
) -> Result<Vec<Film>, StoreError> {
    let Some(expression) = match_expression(words) else { return Ok(Vec::new()) };
    // A hit in the title says more than one in the plot; the order of the weights is that of the columns.
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT films.* FROM film_search JOIN films ON films.id = film_search.rowid
         WHERE film_search MATCH ? ORDER BY bm25(film_search, 10, 6, 6, 4, 1), films.id LIMIT ?",
    )
    .bind(expression)
    .bind(most)
    .fetch_all(&mut **connection)
    .await
    .map_err(unavailable)?;
    rows.into_iter().map(Film::try_from).collect()
}

/// An FTS5 expression for "any of these words, or a word that begins so"; none where there is no word. Every word is
/// quoted, so nothing in it is syntax.
fn match_expression(words: &str) -> Option<String> {
    let quoted: Vec<String> = words
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!quoted.is_empty()).then(|| quoted.join(" OR "))
}

/// Makes `films` hold this catalogue, in one transaction, where it does not yet.
pub(super) async fn fill(pool: &SqlitePool, catalogue: &Catalogue) -> Result<(), StoreError> {
    let digest = Sha256::digest(serde_json::to_vec(catalogue.films())?).to_vec();
    let mut connection = pool.acquire().await.map_err(unavailable)?;
    let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM catalogue_version")
        .fetch_optional(&mut *connection)
        .await
        .map_err(unavailable)?;
    if known.as_ref() == Some(&digest) {
        return Ok(());
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
    sqlx::query("DELETE FROM films").execute(&mut *transaction).await.map_err(unavailable)?;
    for film in catalogue.films() {
        sqlx::query(
            "INSERT INTO films (tconst, title, year, genres, director, actors, runtime, rating, plot)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&film.tconst)
        .bind(&film.title)
        .bind(film.year)
        .bind(serde_json::to_string(&film.genres)?)
        .bind(&film.director)
        .bind(serde_json::to_string(&film.actors)?)
        .bind(film.runtime)
        .bind(film.rating)
        .bind(&film.plot)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
    }
    sqlx::query("INSERT INTO film_search (film_search) VALUES ('rebuild')")
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
    sqlx::query("INSERT OR REPLACE INTO catalogue_version (only_row, digest) VALUES (1, ?)")
        .bind(digest)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
    transaction.commit().await.map_err(unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_types_is_search_syntax() {
        assert_eq!(match_expression("dog OR \"x\" NEAR(*"), Some("\"dog\"* OR \"OR\"* OR \"x\"* OR \"NEAR\"*".into()));
        assert_eq!(match_expression("?! ~"), None);
    }
}
