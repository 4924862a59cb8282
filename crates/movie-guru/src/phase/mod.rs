//! How the app behaves just now: per operation a success probability and a latency range, and for chat the mix of
//! outcomes.
//!
//! [`fields`] reads and refuses phases, [`scenario`] has the ones with a name, [`draw`] decides what happens to each
//! request, and [`Stage`] holds the one that is on.

mod draw;
mod fields;
pub mod scenario;
mod stage;

pub use draw::Fate;
pub use fields::Phase;
pub use stage::Stage;
