//! Scraping: what is configured ([`config`]), what targets answer ([`parse`]), how each one is
//! doing ([`target`]), and the loop that asks them ([`run`]).

pub mod config;
mod fetch;
pub mod parse;
mod run;
pub mod target;

pub use config::{AddressError, ConfigError, Job, ScrapeConfig, ScrapeTarget};
pub(crate) use run::scrape_all;
pub use target::{Report, Target, Targets};
