//! Dashboards in Cloud Monitoring's own JSON: those of the lab, the very files that are imported there, and an attendee's.

mod chart;
mod dashboard;
mod effect;
mod filters;
mod gallery;
mod layout;
mod query;
mod schema;
mod widget;

pub(crate) use chart::{Axis, Chart, Color, DataSet, PlotType, Scale, TargetAxis, Threshold};
pub(crate) use dashboard::Dashboard;
pub(crate) use effect::Notes;
pub(crate) use gallery::{Gallery, Hung, Undrawable};
pub(crate) use layout::{Grid, Tile};
pub(crate) use widget::{Column, Content, Gauge, Scorecard, SparkType, Table, Visualization};
