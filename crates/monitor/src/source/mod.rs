//! Where metrics are asked for. Pages, SLOs, alerts and checks know only [`MetricsSource`], so a lab can outgrow the
//! embedded store without any of them noticing.

mod embedded;
mod metrics_source;
mod prometheus;

pub use embedded::{EmbeddedSource, SourceMetadata};
pub use metrics_source::{Metadata, MetricsSource};
pub use prometheus::{BearerToken, PrometheusSource, SourceError};
