//! Dashboards on pages.

pub(crate) mod chart;
pub(crate) mod controls;
mod legend;
pub(crate) mod mosaic;
pub(crate) mod page;
pub(crate) mod readings;
mod small;
