//! How the app behaves just now: per operation success, latency and what a failure looks like, for chat the mixes, and
//! what else goes wrong.
//!
//! [`scenario`] is the form of it, with a [`behaviour`] and [`faults`]; [`fields`] says a behaviour in the 24 published
//! fields; [`draw`] decides what happens to each request, and [`Stage`] holds the scenario that is on.

mod answer;
pub mod behaviour;
mod draw;
pub mod faults;
mod fields;
pub mod mixes;
pub mod quantity;
mod reading;
pub mod scenario;
mod shaped;
mod stage;
pub mod stored;

pub use answer::Answer;
pub use draw::Fate;
pub use fields::Phase;
pub use shaped::Shaped;
pub use stage::Stage;
