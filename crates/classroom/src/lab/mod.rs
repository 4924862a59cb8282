//! One team's lab, asked and steered over HTTP, however it is reached.

mod board;
mod error;
mod figures;
mod history;
mod http;
mod link;
mod play;
mod steer;
mod workshop;

pub use board::{Alerts, Slos};
pub use error::LabError;
pub use figures::{Figures, OperationFigures};
pub use history::{AlertEpisode, History, PhaseSpan};
pub use link::Lab;
pub use steer::People;
