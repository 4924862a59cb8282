//! The films in PostgreSQL: filled from the catalogue, drawn at random, found by their words (`tsvector`).

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use sqlx::{Connection, FromRow};

use super::failure::store_error;
use crate::store::StoreError;
use guru::catalogue::{Catalogue, Film, Genre};
use guru::fold;

const COLUMNS: &str = "tconst, title, year, genres, director, actors, runtime, rating, plot";

#[derive(FromRow)]
struct Row {
    tconst: String,
    title: String,
    year: i32,
    genres: Json<Vec<Genre>>,
    director: String,
    actors: Json<Vec<String>>,
    runtime: i32,
    rating: f64,
    plot: String,
}

impl From<Row> for Film {
    fn from(row: Row) -> Self {
        Self {
            tconst: row.tconst,
            title: row.title,
            year: u16::try_from(row.year).unwrap_or_default(),
            genres: row.genres.0,
            director: row.director,
            actors: row.actors.0,
            runtime: u16::try_from(row.runtime).unwrap_or_default(),
            rating: row.rating,
            plot: row.plot,
        }
    }
}

pub(super) async fn featured(connection: &mut PgConnection, most: u32) -> Result<Vec<Film>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM films WHERE rating >= 4 ORDER BY random() LIMIT $1");
    rows(connection, sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(i64::from(most))).await
}

pub(super) async fn search(connection: &mut PgConnection, words: &str, most: u32) -> Result<Vec<Film>, StoreError> {
    let Some(expression) = match_expression(words) else { return Ok(Vec::new()) };
    // Stop words ("the") count for nothing, unless there is nothing else. The weights are those of plot, genres, director
    // and actors, title, in the proportions that SQLite's search gives them.
    let sql = format!(
        "SELECT {COLUMNS} FROM films,
             (SELECT coalesce(nullif(to_tsquery('english', $1)::text, ''), to_tsquery('films', $1)::text)::tsquery)
             AS asked (words)
         WHERE films.words @@ asked.words
         ORDER BY ts_rank('{{0.1, 0.4, 0.6, 1.0}}', films.words, asked.words) DESC, films.id LIMIT $2"
    );
    rows(connection, sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(expression).bind(i64::from(most))).await
}

type Query<'q> = sqlx::query::QueryAs<'q, sqlx::Postgres, Row, sqlx::postgres::PgArguments>;

async fn rows(connection: &mut PgConnection, query: Query<'_>) -> Result<Vec<Film>, StoreError> {
    Ok(query.fetch_all(connection).await.map_err(store_error)?.into_iter().map(Film::from).collect())
}

/// A `tsquery` for "any of these words, or a word that begins so"; none where there is no word. Every word is quoted, so
/// nothing in it is syntax.
fn match_expression(text: &str) -> Option<String> {
    let quoted: Vec<String> =
        words(text).split(' ').filter(|word| !word.is_empty()).map(|word| format!("'{word}':*")).collect();
    (!quoted.is_empty()).then(|| quoted.join(" | "))
}

/// Lower case, without accents, one space between words: PostgreSQL's own parser would see addresses and file names in
/// titles.
fn words(text: &str) -> String {
    let folded = fold(text);
    folded
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Makes `films` hold this catalogue, in one transaction, where it does not yet. Others read the old films until then, and
/// a replica that starts at the same time waits.
pub(super) async fn fill(connection: &mut PgConnection, catalogue: &Catalogue) -> Result<(), StoreError> {
    let digest = Sha256::digest(serde_json::to_vec(catalogue.films())?).to_vec();
    let mut transaction = connection.begin().await.map_err(store_error)?;
    sqlx::query("LOCK TABLE catalogue_version IN EXCLUSIVE MODE")
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
    let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM catalogue_version")
        .fetch_optional(&mut *transaction)
        .await
        .map_err(store_error)?;
    if known.as_ref() == Some(&digest) {
        return Ok(());
    }
    sqlx::query("DELETE FROM films").execute(&mut *transaction).await.map_err(store_error)?;
    for film in catalogue.films() {
        insert(&mut transaction, film).await?;
    }
    sqlx::query(
        "INSERT INTO catalogue_version (digest) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET digest = excluded.digest",
    )
    .bind(digest)
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    transaction.commit().await.map_err(store_error)
}

async fn insert(connection: &mut PgConnection, film: &Film) -> Result<(), StoreError> {
    let people = format!("{} {}", film.director, film.actors.join(" "));
    let genres: Vec<_> = film.genres.iter().map(|genre| genre.name()).collect();
    sqlx::query(
        "INSERT INTO films (tconst, title, year, genres, director, actors, runtime, rating, plot, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
             setweight(to_tsvector('films', $10), 'A') || setweight(to_tsvector('films', $11), 'B') ||
             setweight(to_tsvector('films', $12), 'C') || setweight(to_tsvector('films', $13), 'D'))",
    )
    .bind(&film.tconst)
    .bind(&film.title)
    .bind(i32::from(film.year))
    .bind(Json(&film.genres))
    .bind(&film.director)
    .bind(Json(&film.actors))
    .bind(i32::from(film.runtime))
    .bind(film.rating)
    .bind(&film.plot)
    .bind(words(&film.title))
    .bind(words(&people))
    .bind(words(&genres.join(" ")))
    .bind(words(&film.plot))
    .execute(connection)
    .await
    .map_err(store_error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_person_types_is_search_syntax() {
        assert_eq!(match_expression("dog | 'x' Café:* !("), Some("'dog':* | 'x':* | 'cafe':*".into()));
        assert_eq!(match_expression("?! ~"), None);
    }
}
