//! A store of samples. The newest are in memory and in a log, older ones in a table on disk, and an index says which series
//! there are. A [`Snapshot`] of a [`Store`] is what queries read: it implements [`promql::Queryable`].
//!
//! What is stored is on the disk before [`Store::append`] returns. What is damaged on the disk is set aside and said in the
//! log, and the rest is read: see [`Store::open`].

mod blocks;
mod head;
mod index;
mod isolation;
mod log;
mod meters;
mod open;
mod statistics;
mod store;

pub use open::{OpenError, StoreConfig};
pub use statistics::Statistics;
pub use store::{Snapshot, Store, StoreError, Stored};
