//! An overlay made a team's own: its namespace, its label, its images by digest, its address, its overrides.

mod images;
mod namespace;
mod overrides;
mod problem;
mod render;

pub(crate) use problem::ManifestsError;
pub(crate) use render::{BUNDLE, Entrance, Manifests, entrance};
