//! Time series as Prometheus has them: the words that whoever scrapes, stores or queries samples has in common.
//!
//! A series is a set of [`Labels`], its name among them, and samples in order of time. Moments are milliseconds since 1970,
//! as Prometheus counts them. A sample may say that its series has ended: see [`STALE`].

pub mod duration;
mod labels;
mod matcher;
pub mod number;
mod points;
mod sample;

pub use labels::{Labels, METRIC_NAME, is_label_name};
pub use matcher::{Match, Matcher};
pub use points::{Points, STALE, is_there};
pub use sample::{Sample, Series};
