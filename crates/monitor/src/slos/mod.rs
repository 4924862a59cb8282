//! The SLOs of a lab: kept as OpenSLO in the data folder, evaluated every scrape interval, changed by an API.

mod board;
#[cfg(test)]
mod counting;
mod documents;
mod evaluate;
mod kept;
mod known;
mod ledger;
mod policy;
mod preview;
mod problem;
mod rises;
mod rules;
mod story;
mod sums;
mod unmatched;
mod view;
mod write;

pub use board::{Board, BoardConfig, BoardError, Clock};
pub(crate) use documents::yaml;
pub use kept::FILES;
pub(crate) use policy::PolicyView;
pub(crate) use preview::Previewed;
pub(crate) use problem::Problem;
pub use problem::{Applied, Mistake, Warning};
pub(crate) use story::{Point, Story, Stretch};
pub use unmatched::Unmatched;
pub(crate) use view::{ExhaustionView, SloView};
