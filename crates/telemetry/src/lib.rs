//! What is measured and how it leaves.

pub mod contract;
