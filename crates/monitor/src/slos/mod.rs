//! The SLOs of a lab: kept as OpenSLO in the data folder, evaluated every scrape interval, changed by an API.
//!
//! `register` knows what they are, `evaluator` how they stand; `alerts` knows which alerts hold and who is told. `board` puts
//! these together, and a `snapshot` of them is what is shown.

mod board;
#[cfg(test)]
mod counting;
mod documents;
mod evaluator;
mod known;
mod ledger;
mod preview;
mod recent;
mod refused;
mod register;
mod rises;
mod rules;
mod snapshot;
mod standing;
mod story;
mod sums;
mod unmatched;
mod view;
mod write;

use crate::alerts::alerting;

pub use board::{Board, BoardConfig, BoardError, Clock};
pub(crate) use documents::yaml;
pub(crate) use ledger::LONGEST_REQUEST;
pub(crate) use preview::Previewed;
pub use refused::MistakeView;
pub(crate) use refused::Refused;
pub(crate) use snapshot::Snapshot;
pub(crate) use story::{Point, Story, Stretch};
pub use unmatched::Unmatched;
pub(crate) use view::{AlertView, ExhaustionView, PolicyView, SloView};
pub use write::{Applied, Warning};

/// The names of all files that SLOs and alerts leave in the data folder, for whoever resets it.
pub const FILES: [&str; 3] = [register::SLOS, register::SINCE, alerting::FILE];
