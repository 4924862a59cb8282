//! From queries to charts: which steps are evaluated, which of them are kept, and what plotly.js is told to draw.

mod beginning;
mod drawing;
mod marks;
mod span;
mod steps;
mod unit;
mod value;

pub(crate) use beginning::Beginnings;
pub(crate) use drawing::{Drawing, Level, Line, Style, ValueAxis};
pub(crate) use marks::marks;
pub(crate) use span::{Asked, Span};
pub(crate) use steps::KeptSteps;
pub(crate) use unit::Unit;
pub(crate) use value::value;

use series::Labels;

/// Labels as PromQL writes them: `name{job="web"}`.
pub(crate) fn written(labels: &Labels) -> String {
    let name = labels.get("__name__").map_or("", String::as_str);
    let pairs: Vec<_> = labels
        .iter()
        .filter(|(label, _)| *label != "__name__")
        .map(|(label, value)| format!("{label}={value:?}"))
        .collect();
    match (name, pairs.is_empty()) {
        ("", true) => "value".to_owned(),
        (name, true) => name.to_owned(),
        (name, false) => format!("{name}{{{}}}", pairs.join(", ")),
    }
}
