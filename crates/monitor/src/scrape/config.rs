//! What is scraped: as the lab says it in types, or as a file says it in Prometheus' own form
//! (<https://prometheus.io/docs/prometheus/2.42/configuration/configuration/#scrape_config>), of which the part is
//! understood that makes sense here. What is not understood is refused, for a target that is silently left out is worse
//! than one that has to be written differently.

use std::path::Path;

mod file;
mod job;
mod written;

pub use job::{AddressError, DEFAULT_INTERVAL, Job, Scheme, ScrapeConfig, ScrapeTarget};

/// A file that says something impossible, or says it in an unknown way.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: std::io::Error,
    },
    /// It says something wrong; the message has the line and the field.
    #[error("{path}: {message}")]
    Wrong {
        /// The file.
        path: String,
        /// Line, field, and what is wrong with it.
        message: String,
    },
}

impl ScrapeConfig {
    /// From a file in Prometheus' form: `global` and `scrape_configs`.
    ///
    /// # Errors
    /// Where it cannot be read or is wrong, with file, line and field.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let shown = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|reason| ConfigError::Unreadable { path: shown.clone(), reason })?;
        file::parse(&text).map_err(|message| ConfigError::Wrong { path: shown, message })
    }

    /// From such a file's text; `name` is what errors call it.
    ///
    /// # Errors
    /// Where it is wrong, with line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        file::parse(text).map_err(|message| ConfigError::Wrong { path: name.to_owned(), message })
    }
}
