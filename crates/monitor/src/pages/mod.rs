//! The monitor's pages. Each is drawn from what a source of metrics answers; none knows where the metrics are. `http::pages`
//! serves them.

pub(crate) mod context;
pub(crate) mod dashboards;
pub(crate) mod explore;
mod frame;
pub(crate) mod layout;
pub(crate) mod overview;
pub(crate) mod plotly;
pub(crate) mod reading;
pub(crate) mod slos;
pub(crate) mod targets;
mod tiles;

pub(crate) use context::Pages;
pub use context::{Guest, Links, PagesConfig};
pub use frame::{Frame, Framed};
