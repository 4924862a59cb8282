//! Dashboards in Cloud Monitoring's own JSON: those of the lab, the very files that are imported there, and an attendee's.

mod effect;
mod filters;
mod gallery;
mod layout;
mod model;
mod query;
mod schema;
mod widget;

pub(crate) use effect::Notes;
pub(crate) use gallery::{Gallery, Hung};
pub(crate) use layout::{Board, Tile};
pub(crate) use model::{Axis, Chart, Color, Dashboard, DataSet, PlotType, Scale, TargetAxis, Threshold};
pub(crate) use widget::{Column, Content, Gauge, Scorecard, SparkType, Table, Visualization};
