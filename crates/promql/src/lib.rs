//! PromQL, evaluated as Prometheus 2.42 does: the same numbers, the same order, the same words in errors. Where it differs
//! is in `docs/monitor.md`.
//!
//! Samples come from whatever implements [`Queryable`]. A query is asked for one moment ([`instant`]) or for the moments of
//! a [`Range`] ([`over_range`]). Nothing here waits or starts a thread: the caller brings a thread that may compute for a
//! while, with a large stack where a query [`is_deep`], and a [`Budget`] that bounds its time and its memory.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::AtomicBool;
//!
//! use promql::{Answer, Budget, Limits, QueryError, Queryable, Selected, instant};
//! use series::{Labels, Matcher, Points};
//!
//! struct Samples(Vec<(Arc<Labels>, Points)>);
//!
//! impl Queryable for Samples {
//!     fn select<'a>(
//!         &'a self,
//!         matchers: &[Matcher],
//!         from: i64,
//!         to: i64,
//!     ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
//!         let is_meant = |labels: &Labels| {
//!             let value = |name| labels.get(name).map_or("", String::as_str);
//!             matchers.iter().all(|matcher| matcher.is_match(value(&matcher.name)))
//!         };
//!         let found: Vec<_> = self.0.iter().filter(|(labels, _)| is_meant(labels)).collect();
//!         Box::new(found.into_iter().map(move |(labels, points)| Ok((Arc::clone(labels), points.between(from, to)))))
//!     }
//! }
//!
//! let labels = Labels::from([("__name__".to_owned(), "up".to_owned())]);
//! let samples = Samples(vec![(Arc::new(labels), Points { at: vec![0, 15_000], values: vec![1.0, 3.0] })]);
//! let abandoned = AtomicBool::new(false);
//! let budget = Budget::new(Limits::default(), &abandoned);
//! let answer = instant(&samples, "sum(up) / 2", "1970-01-01T00:00:20Z".parse()?, &budget)?;
//! assert!(matches!(answer, Answer::Vector(all) if all[0].1.value == 1.5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `promql-parser` reads the query, after `spelling` has written it so that the library cannot take it for a newer PromQL.
//! An expression is evaluated once for all steps of a range, series by series, so what groups and matches series is found
//! once and not at each step.

mod aggregate;
mod answer;
mod binary;
mod budget;
mod error;
mod eval;
mod format;
mod functions;
mod go_number;
mod histogram;
mod labels;
mod matching;
mod over_time;
mod query;
mod queryable;
mod quoted;
mod range;
mod rate;
mod re2;
mod reads;
mod rows;
mod selector;
mod sets;
mod spelling;

pub use answer::{Answer, Range};
pub use budget::{Budget, Limits};
pub use error::QueryError;
pub use format::{formatted, reads_series};
pub use query::{instant, is_deep, over_range, parse, points_over_range};
pub use queryable::{Queryable, Selected};
pub use reads::{Reads, reads};
pub use selector::selectors;
