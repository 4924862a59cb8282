//! The SLOs of a lab: kept as OpenSLO in the data folder, evaluated every scrape interval, changed by an API.

mod alerts_api;
mod api;
mod board;
mod body;
mod documents;
mod evaluate;
mod kept;
mod measured;
mod past;
mod problem;
mod rules;
mod story;
mod view;

pub use api::Applied;
pub use board::{Board, BoardConfig, BoardError, Clock};
pub use kept::FILES;
pub use problem::Mistake;
