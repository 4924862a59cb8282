//! The built-in monitoring, on port 9090: it scrapes, stores and evaluates, and shows dashboards, SLOs and alerts.
//!
//! Everything that is shown, and every SLO and alert, asks a [`MetricsSource`]: the embedded store, or any server that
//! speaks Prometheus' HTTP API.

pub mod alerts;
mod charts;
mod dashboards;
mod durable;
pub mod http;
pub mod last_minute;
mod measured;
pub mod pages;
pub mod rules;
pub mod scrape;
pub mod service;
pub mod slos;
pub mod source;

pub use measured::contract;
pub use source::MetricsSource;
