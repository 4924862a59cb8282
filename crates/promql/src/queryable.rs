//! Where samples come from.

use std::sync::Arc;

use series::{Labels, Matcher, Points};

use crate::error::QueryError;

/// A series and those of its samples that were asked for.
pub type Selected = (Arc<Labels>, Points);

/// Something that hands out samples: a store, or a list in memory.
pub trait Queryable {
    /// The series that match all of the matchers, in the order of their labels, each with its samples from one moment to
    /// another. Moments are milliseconds since 1970, and both belong to it. Series without a sample in that time may be
    /// among them. One series is read at a time, as it is asked for: a query that is given up reads no more.
    ///
    /// An error of one ends the query.
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a>;
}
