//! What takes reports: the limits, and the metrics that they become.

use axum::response::Response;
use http::StatusCode;
use movie_guru_service::problem;
use opentelemetry::metrics::Meter;

use super::limit::{Limit, Limits};
use super::meters::{Meters, Refusal};

pub(crate) struct Rum {
    pub(super) meters: Meters,
    pub(super) limits: Limits,
}

impl Rum {
    pub(crate) fn new(meter: &Meter, per_client: Limit, in_all: Limit) -> Self {
        Self { meters: Meters::new(meter), limits: Limits::new(per_client, in_all) }
    }

    pub(super) fn refuse(&self, refusal: Refusal) -> Response {
        self.meters.refused(refusal);
        match refusal {
            Refusal::TooLarge => problem(StatusCode::PAYLOAD_TOO_LARGE, "A report is at most 64 KiB."),
            Refusal::Malformed => problem(StatusCode::UNPROCESSABLE_ENTITY, "This is not a report."),
            Refusal::Limited => problem(StatusCode::TOO_MANY_REQUESTS, "Too many reports; send fewer."),
        }
    }
}
