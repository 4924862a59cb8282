//! Where PostgreSQL is and how it is used, checked before anything connects. Nothing here shows the password.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

/// What may stand behind the `?` of an address. Others would be ignored, and written to the log as they are.
const PARAMETERS: [&str; 12] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// An address that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database's address must look like postgres://user@host:5432/name: {0}")]
pub struct DatabaseUrlError(String);

/// A PostgreSQL database and the pool of connections to it.
#[derive(Clone)]
pub struct PostgresConfig {
    /// In a box: it is larger than all else that a service is told.
    pub(super) address: Box<PgConnectOptions>,
    /// The most connections of this process.
    pub connections: u32,
    /// How long a request waits for one of them, and how long connecting may take.
    pub acquire_timeout: Duration,
    /// How long a statement may take; the server ends it then.
    pub statement_timeout: Duration,
}

impl PostgresConfig {
    /// The connections of a process where nobody says otherwise: ten replicas stay below PostgreSQL's own default of 100.
    pub const CONNECTIONS: u32 = 8;
    /// The seconds that a request waits for a connection where nobody says otherwise.
    pub const ACQUIRE_SECONDS: u64 = 5;
    /// The seconds that a statement may take where nobody says otherwise.
    pub const STATEMENT_SECONDS: u64 = 10;

    /// For an address like `postgres://user:password@host:5432/name?sslmode=verify-full`. What it leaves out is taken from
    /// the variables that `psql` reads too, so that a password can stay out of it (`PGPASSWORD`, `PGPASSFILE`).
    ///
    /// # Errors
    /// It is no such address. The error does not repeat it: there may be a password in it.
    pub fn new(url: &str) -> Result<Self, DatabaseUrlError> {
        let refused = |reason: &str| Err(DatabaseUrlError(reason.to_owned()));
        let Ok(parsed) = Url::parse(url) else {
            return refused("this is no address; are special characters in the password written as %40?");
        };
        if !matches!(parsed.scheme(), "postgres" | "postgresql") {
            return refused(&format!("it begins with {}://", parsed.scheme()));
        }
        if let Some((unknown, _)) = parsed.query_pairs().find(|(name, _)| !PARAMETERS.contains(&name.as_ref())) {
            return refused(&format!("{unknown:?} is no parameter; there are {}", PARAMETERS.join(", ")));
        }
        let Ok(address) = PgConnectOptions::from_str(url) else {
            return refused("a parameter after the ? has a value that it cannot have");
        };
        if address.get_database().is_none() {
            return refused("the name of the database is missing");
        }
        Ok(Self {
            address: Box::new(address.application_name("movie-guru")),
            connections: Self::CONNECTIONS,
            acquire_timeout: Duration::from_secs(Self::ACQUIRE_SECONDS),
            statement_timeout: Duration::from_secs(Self::STATEMENT_SECONDS),
        })
    }

    /// Only a server that proves its name with a certificate of this CA (a PEM file) is spoken to from here on.
    ///
    /// # Errors
    /// The file cannot be read, or has no certificate in it.
    pub fn trust(self, ca: &Path) -> Result<Self, DatabaseUrlError> {
        let refused = |reason: String| DatabaseUrlError(format!("the CA file {} {reason}", ca.display()));
        let pem = std::fs::read(ca).map_err(|error| refused(format!("cannot be read: {error}")))?;
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(refused("has no certificate in PEM form".to_owned()));
        }
        let address = self.address.ssl_mode(PgSslMode::VerifyFull).ssl_root_cert_from_pem(pem);
        Ok(Self { address: Box::new(address), ..self })
    }

    /// Without the password.
    pub(super) fn place(&self) -> String {
        let address = &self.address;
        format!("{}:{}/{}", address.get_host(), address.get_port(), address.get_database().unwrap_or_default())
    }
}

impl fmt::Debug for PostgresConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("PostgresConfig").field(&self.place()).field(&self.connections).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_without_being_repeated() {
        let refused = [
            ("", "no address"),
            ("hunter2", "no address"),
            ("postgres://guru:hunter2@host:port/guru", "no address"),
            ("mysql://guru:hunter2@host/guru", "mysql://"),
            ("postgres://guru:hunter2@host/guru?passwd=hunter2", "\"passwd\" is no parameter"),
            ("postgres://guru:hunter2@host/guru?sslmode=hunter2", "value that it cannot have"),
            ("postgres://guru:hunter2@host", "name of the database is missing"),
        ];
        for (url, says) in refused {
            let error = PostgresConfig::new(url).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        let config = PostgresConfig::new("postgresql://guru:hunter2@db.example:6000/films").unwrap();
        assert_eq!(format!("{config:?}"), "PostgresConfig(\"db.example:6000/films\", 8)");
    }

    #[test]
    fn a_ca_file_without_a_certificate_is_refused_by_its_name() {
        let config = || PostgresConfig::new("postgres://guru@host/guru").unwrap();
        let absent = config().trust(Path::new("no-such-file.pem")).unwrap_err().to_string();
        assert!(absent.contains("no-such-file.pem cannot be read"), "{absent}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "not a certificate").unwrap();
        let empty = config().trust(&file).unwrap_err().to_string();
        assert!(empty.contains("has no certificate"), "{empty}");
    }
}
