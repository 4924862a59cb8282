//! SLOs as others want them.

pub mod gcp;
pub mod openslo;
pub mod prometheus;

use crate::model::{Alert, Slo};

/// Why a set of SLOs cannot be rendered in a form; one line each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct RenderError(pub Vec<String>);

/// What an alert says in one line.
pub fn summary(slo: &Slo, alert: &Alert) -> String {
    format!("{}: the error budget burns more than {} times as fast as it may", slo.metadata.title(), alert.factor)
}
