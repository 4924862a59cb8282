//! Google Cloud as a coach needs it: whose rights are used, where a cluster is reached, whether a project is ready, and
//! what is ours in its Cloud Monitoring.
//!
//! Requests are plain REST: dashboards, SLOs and policies are JSON that this repository renders, and tests hold each body
//! against Google's own protobuf messages.

mod change;
mod credentials;
pub mod gke;
mod google;
mod monitoring;
mod patience;
pub mod project;
pub mod prometheus;
mod refusal;
mod right;
mod trouble;

pub use change::{Change, Did, Stopped};
pub use credentials::Credentials;
pub use google::Google;
pub use monitoring::{Channel, Dashboard, Monitoring, Scope};
pub use patience::Patience;
pub use trouble::Trouble;
