//! The built-in monitoring, on port 9090: it scrapes, stores and evaluates, and shows dashboards, SLOs and alerts.
//!
//! Everything that is shown, and every SLO and alert, asks a [`MetricsSource`]: the embedded store, or any server that
//! speaks Prometheus' HTTP API.

pub mod alerts;
pub mod api;
pub mod app;
mod catalogue;
mod charts;
mod dashboards;
mod durable;
mod duration;
mod number;
pub mod pages;
mod promql;
pub mod rules;
pub mod scrape;
pub mod service;
pub mod slos;
pub mod source;
pub mod store;

pub use catalogue::contract;
pub use promql::Limits;
pub use source::MetricsSource;
