//! The labs of many teams: asked over any way that leads there, shown on one page, told about afterwards.

pub mod console;
pub mod lab;
pub mod local;
pub mod reach;
pub mod report;
pub mod snapshot;
pub mod watch;
