//! Samples on disk: a table of SQLite whose rows are hours of a series, compressed. A row is written once, read whole, and
//! deleted when all of it is too old.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pco::ChunkConfig;
use pco::standalone::{simple_compress, simple_decompress};
use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use series::{Labels, Points};

/// The file in its folder.
const FILE: &str = "samples.db";
/// The version of the tables, which the file knows.
const VERSION: i64 = 1;
const TABLES: &str = "
    CREATE TABLE series (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE);
    CREATE TABLE block (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        moments BLOB NOT NULL,
        sample_values BLOB NOT NULL,
        checksum INTEGER NOT NULL
    );
    CREATE INDEX block_of_series ON block (series, last, first);
    CREATE INDEX block_by_age ON block (last);
    PRAGMA user_version = 1;
";
/// What another lab that uses the file is waited for.
const BUSY: Duration = Duration::from_millis(200);
/// pco's levels go to 12; above this the samples of counters hardly shrink.
const COMPRESSION: usize = 4;

/// A series on disk.
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) labels: Labels,
    /// The moment of its last sample, in milliseconds since 1970.
    pub(crate) last: i64,
}

/// The table; one at a time reads or writes it, and compresses and decompresses outside of that.
pub(crate) struct Blocks(Mutex<Connection>);

impl Blocks {
    /// Opens the table in a folder, or makes it.
    pub(crate) fn open(folder: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(folder.join(FILE))?;
        connection.busy_timeout(BUSY)?;
        // The file is ours alone as long as we live, and what is committed is on the disk itself.
        connection.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             BEGIN IMMEDIATE; COMMIT;",
        )?;
        if version(&connection)? == 0 {
            connection.execute_batch(&format!("BEGIN; {TABLES} COMMIT;"))?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// Whether a later version of the lab has made the table.
    pub(crate) fn is_newer(&self) -> rusqlite::Result<bool> {
        Ok(version(&self.connection())? > VERSION)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All series that have a block.
    pub(crate) fn series(&self) -> rusqlite::Result<Vec<Found>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare("SELECT id, labels, (SELECT max(last) FROM block WHERE series = series.id) AS last FROM series")?;
        let found = statement.query_map([], |row| {
            let labels: String = row.get(1)?;
            let unreadable = |error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error));
            let labels = serde_json::from_str(&labels).map_err(unreadable)?;
            Ok(Found { id: row.get(0)?, labels, last: row.get::<_, Option<i64>>(2)?.unwrap_or(i64::MIN) })
        })?;
        found.collect()
    }

    /// The numbers of series, which those get that have none: all or none of them.
    pub(crate) fn numbers<'a>(&self, series: impl Iterator<Item = &'a Labels>) -> rusqlite::Result<Vec<i64>> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let numbers = series.map(|labels| number(&transaction, labels)).collect::<rusqlite::Result<_>>()?;
        transaction.commit()?;
        Ok(numbers)
    }

    /// Writes hours of series, by their numbers: all or none of them. What is older than a moment is deleted.
    pub(crate) fn write(&self, hours: impl Iterator<Item = (i64, Points)>, oldest: i64) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO block (series, first, last, moments, sample_values, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for (series, points) in hours {
                let (Some(first), Some(last)) = (points.at.first(), points.at.last()) else { continue };
                let (moments, values) = compressed(&points)?;
                insert.execute(params![series, first, last, moments, values, checksum(&moments, &values)])?;
            }
        }
        transaction.execute("DELETE FROM block WHERE last < ?1", [oldest])?;
        transaction.commit()
    }

    /// The samples of a series from one moment to another, both included, in order. A block that is not what was written is
    /// left out, which the log says.
    pub(crate) fn read(&self, series: i64, from: i64, to: i64) -> rusqlite::Result<Points> {
        let blocks = {
            let connection = self.connection();
            let mut statement = connection.prepare_cached(
                "SELECT id, moments, sample_values, checksum FROM block
                 WHERE series = ?1 AND last >= ?2 AND first <= ?3 ORDER BY last",
            )?;
            let rows = statement
                .query_map([series, from, to], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            rows.collect::<Result<Vec<(i64, Vec<u8>, Vec<u8>, u32)>, _>>()?
        };
        let mut points = Points::default();
        for (block, moments, values, expected) in blocks {
            let whole = if checksum(&moments, &values) == expected { decompressed(&moments, &values) } else { None };
            let Some(hours) = whole else {
                tracing::error!(block, series, "a block of metrics is damaged; its samples are left out");
                continue;
            };
            points.extend(&hours.between(from, to));
        }
        Ok(points)
    }

    /// Numbers of the series that have a block within a time.
    pub(crate) fn with_samples(&self, from: i64, to: i64) -> rusqlite::Result<Vec<i64>> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("SELECT DISTINCT series FROM block WHERE last >= ?1 AND first <= ?2")?;
        let found = statement.query_map([from, to], |row| row.get(0))?;
        found.collect()
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn number(connection: &Connection, labels: &Labels) -> rusqlite::Result<i64> {
    let labels =
        serde_json::to_string(labels).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut known = connection.prepare_cached("SELECT id FROM series WHERE labels = ?1")?;
    if let Some(number) = known.query_row([&labels], |row| row.get(0)).optional()? {
        return Ok(number);
    }
    connection.prepare_cached("INSERT INTO series (labels) VALUES (?1)")?.execute([&labels])?;
    Ok(connection.last_insert_rowid())
}

fn compressed(points: &Points) -> rusqlite::Result<(Vec<u8>, Vec<u8>)> {
    let config = ChunkConfig::default().with_compression_level(COMPRESSION);
    let wrong = |error: pco::errors::PcoError| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
    let moments = simple_compress(&points.at, &config).map_err(wrong)?;
    Ok((moments, simple_compress(&points.values, &config).map_err(wrong)?))
}

fn decompressed(moments: &[u8], values: &[u8]) -> Option<Points> {
    let (at, values) = (simple_decompress(moments).ok()?, simple_decompress(values).ok()?);
    (at.len() == values.len()).then_some(Points { at, values })
}

fn checksum(moments: &[u8], values: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(moments);
    hasher.update(values);
    hasher.finalize()
}

/// Whether an error speaks of what is in the file, and not of the way to it.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => {
            matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        }
        rusqlite::Error::SqlInputError { .. }
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour() -> Points {
        let values =
            [0.0, -0.0, f64::NAN, f64::from_bits(0x7ff0_0000_0000_0002), f64::NEG_INFINITY, 5e-324, 1e308, 0.1];
        Points { at: (0..8).map(|index| 5_000 * index + index % 3).collect(), values: values.to_vec() }
    }

    fn bits(points: &Points) -> Vec<(i64, u64)> {
        points.at.iter().copied().zip(points.values.iter().map(|value| value.to_bits())).collect()
    }

    fn blocks(folder: &Path) -> (Blocks, i64) {
        let blocks = Blocks::open(folder).unwrap();
        let series = [("__name__".to_owned(), "kept".to_owned())].into();
        let number = blocks.numbers([&series].into_iter()).unwrap()[0];
        blocks.write([(number, hour())].into_iter(), i64::MIN).unwrap();
        (blocks, number)
    }

    #[test]
    fn what_is_written_is_read_to_the_last_bit() {
        let folder = tempfile::tempdir().unwrap();
        let (blocks, number) = blocks(folder.path());
        assert_eq!(bits(&blocks.read(number, i64::MIN, i64::MAX).unwrap()), bits(&hour()));
        assert_eq!(bits(&blocks.read(number, 5_001, 15_000).unwrap()), bits(&hour())[1..4]);
        assert_eq!(blocks.read(number + 1, i64::MIN, i64::MAX).unwrap().at, [0; 0]);
    }

    #[test]
    fn a_damaged_block_is_left_out_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (blocks, number) = blocks(folder.path());
        let later = Points { at: vec![100_000], values: vec![1.0] };
        blocks.write([(number, later)].into_iter(), i64::MIN).unwrap();
        let changed = "UPDATE block SET sample_values = zeroblob(length(sample_values)) WHERE id = 1";
        assert_eq!(blocks.connection().execute(changed, []), Ok(1));
        assert_eq!(bits(&blocks.read(number, i64::MIN, i64::MAX).unwrap()), [(100_000, 1.0_f64.to_bits())]);
    }

    #[test]
    fn what_is_too_old_is_deleted_with_the_next_hours() {
        let folder = tempfile::tempdir().unwrap();
        let (blocks, number) = blocks(folder.path());
        blocks.write(std::iter::empty(), 35_001).unwrap();
        assert_eq!(blocks.read(number, i64::MIN, i64::MAX).unwrap().at.len(), 8);
        blocks.write(std::iter::empty(), 35_002).unwrap();
        assert_eq!(blocks.read(number, i64::MIN, i64::MAX).unwrap().at, [0; 0]);
    }
}
