//! Labs on this machine, without Kubernetes: a process for each team, on ports of its own, with its data in a folder of its
//! own. It lives on when the coach's command has ended; what is known of it stands in `coach.json` beside its data.

mod error;
mod kept;
mod lab;
mod process;
mod program;
mod reach;
mod start;
mod stop;

pub use error::LocalError;
pub use kept::{Addresses, Kept};
pub use lab::LocalLab;
pub use program::Program;
pub use reach::LocalReach;
pub use start::{Settings, Started};
pub use stop::Stopped;
