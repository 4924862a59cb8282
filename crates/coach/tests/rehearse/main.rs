//! The evening before, and the day itself: rehearsals and notices on real labs of this machine, images pulled and bundles for
//! bug reports on a stand-in for a cluster; and what pages say to type.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod broadcast;
#[path = "../command/coach.rs"]
mod coach;
mod images;
mod local;
mod pages;
mod rehearsal;
mod support;
