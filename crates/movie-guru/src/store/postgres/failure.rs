//! What an error of PostgreSQL means for us: what may pass by itself, and what is wrong.

use sqlx::migrate::MigrateError;

use crate::store::{Outage, StoreError};

/// Tells the one from the other by SQLSTATE (<https://www.postgresql.org/docs/15/errcodes-appendix.html>).
pub(in crate::store) fn store_error(error: sqlx::Error) -> StoreError {
    match outage(&error) {
        Some(outage) => StoreError::Unavailable(outage, error.to_string()),
        None => StoreError::Database(error),
    }
}

fn outage(error: &sqlx::Error) -> Option<Outage> {
    match error {
        sqlx::Error::PoolTimedOut => Some(Outage::Busy),
        // What rustls refuses in the handshake comes as an error of the connection.
        sqlx::Error::Io(io) if io.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => Some(Outage::Untrusted),
        sqlx::Error::Io(_) => Some(Outage::Unreachable),
        sqlx::Error::Tls(_) => Some(Outage::Untrusted),
        sqlx::Error::Database(database) => match database.code()?.as_ref() {
            "28P01" | "28000" => Some(Outage::Refused),
            "3D000" => Some(Outage::Missing),
            "42501" => Some(Outage::Denied),
            "53300" => Some(Outage::Full),
            "57P01" | "57P02" | "57P03" => Some(Outage::Restarting),
            // Cancelled because of statement_timeout; waited too long for a lock.
            "57014" | "55P03" => Some(Outage::Slow),
            // Read-only; two transactions in each other's way; disk or memory full.
            "25006" | "40001" | "40P01" | "53100" | "53200" => Some(Outage::Away),
            code if code.starts_with("08") => Some(Outage::Unreachable),
            _ => None,
        },
        _ => None,
    }
}

/// The same for bringing the schema up to date.
pub(super) fn migration_error(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(migration) => {
            StoreError::Unavailable(Outage::Newer, format!("it knows migration {migration}"))
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => store_error(error),
        other => other.into(),
    }
}
