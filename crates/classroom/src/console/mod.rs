//! `coach console`: the class on a page, for the projector and the coach's tablet.
//!
//! The page is whole when it comes, and works without JavaScript; with it, what changes is there within a second: only
//! rows and parts that changed are sent.

mod access;
mod act;
mod answer;
mod app;
mod board;
mod chart;
mod controls;
mod frame;
mod keep;
mod live;
mod past;
mod routes;
mod service;
mod team;
mod words;

pub use app::Link;
pub use service::{Config, Console, ConsoleError};
