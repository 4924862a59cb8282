//! What a check looks at, behind traits: metrics, the SLO board, the app, the load. The laptop's lab, any Prometheus
//! and Google Cloud are asked over HTTP ([`LabApi`], [`PrometheusApi`] and [`PrometheusRules`], [`CloudMonitoring`]).

mod asked;
mod cloud_monitoring;
pub(crate) mod http;
mod lab_api;
mod missing;
mod prometheus_api;
pub(crate) mod prometheus_rules;
mod share;

use std::sync::Arc;

pub use asked::{App, Board, BoardSlo, Evidence, Fired, Load, MadeIn, Metrics, People, Run, Sample, Unread};
pub use cloud_monitoring::{CloudError, CloudMonitoring};
pub use lab_api::{LabAddresses, LabApi};
pub use missing::Missing;
pub(crate) use missing::sentence;
pub use prometheus_api::PrometheusApi;
pub use prometheus_rules::PrometheusRules;
pub use share::{Share, Tally};

impl Evidence {
    /// Of a lab's services, with figures from where they are asked for.
    pub fn of_lab(lab: LabApi, metrics: PrometheusApi) -> Self {
        let lab = Arc::new(lab);
        Self { metrics: Arc::new(metrics), board: lab.clone(), app: lab.clone(), load: lab }
    }
}
