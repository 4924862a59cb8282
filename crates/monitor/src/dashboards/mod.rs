//! Dashboards in Cloud Monitoring's own JSON: those of the lab, the very files that are imported there, and an attendee's.

mod gallery;
mod model;

pub(crate) use gallery::{Gallery, Hung};
pub(crate) use model::{Chart, Content, DataSet, PlotType, Scale, Tile};
