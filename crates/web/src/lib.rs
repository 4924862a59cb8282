//! Movie Guru in the browser.
//!
//! Three things in one service, because they share an origin: the app's pages, the edge that passes its calls on to the
//! backend, and the place where browsers report what their people lived through (real user monitoring, RUM). The
//! challenge guide and the team's workshop are served beside them. [`service`] starts it all.

mod app;
mod assets;
mod behaviour;
mod edge;
pub mod guide;
mod pages;
mod router;
mod rum;
mod security_headers;
pub mod service;
mod upstream;
mod workshop;

pub use rum::limit::Limit;
pub use upstream::Patience;
