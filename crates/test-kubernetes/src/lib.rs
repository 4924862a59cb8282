//! Kubernetes API servers for tests, both on loopback, each with a kubeconfig to reach it: a [`StandIn`] in the test's own
//! process, which is always there, and a [`RealServer`], where `scripts/kube-test-server` was built. [`Hand`] is somebody else
//! at work on either.
//!
//! The stand-in does what an applier can tell from outside: server-side apply with owners of fields and conflicts, strict
//! decoding, generations and resource versions, lists by label, finalizers, namespaces that end, owners and what they own,
//! quotas, roll-outs, pods that a kubelet would run, their logs and ports, and reviews of rights. It can be killed and started
//! again on the same port with all that it held, and it counts what it is asked. Watches it does not do.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "what a test needs and does not get fails the test")]

mod api;
mod controllers;
mod fields;
mod hand;
mod real;
mod resources;
mod sha1;
mod stand_in;
mod store;
mod websocket;

pub use hand::Hand;
pub use real::RealServer;
pub use stand_in::StandIn;
pub use store::{Asked, Fate};
