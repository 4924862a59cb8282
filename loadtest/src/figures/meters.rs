//! The load generator's own metrics, as the contract names them. Every series is bound at the start, so that the
//! first scrape shows all of them at 0.

use std::time::Duration;

use movie_guru_contract::{CallResult, LOADTEST_LATENCY, LOADTEST_REQUESTS, LOADTEST_USERS, label};
use movie_guru_telemetry::instruments;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundCounter, BoundGauge, BoundHistogram, Meter};

use crate::plan::journey::{Journey, Request};

struct RequestMeter {
    journey: Journey,
    request: Request,
    success: BoundCounter<u64>,
    error: BoundCounter<u64>,
}

pub(crate) struct Meters {
    requests: Vec<RequestMeter>,
    latency: Vec<(Request, BoundHistogram<f64>)>,
    users: BoundGauge<u64>,
}

impl Meters {
    pub(crate) fn new(meter: &Meter) -> Self {
        let requests = instruments::counter(meter, LOADTEST_REQUESTS);
        let latency = instruments::histogram(meter, LOADTEST_LATENCY);
        let users = instruments::gauge(meter, LOADTEST_USERS).bind(&[]);
        let bind = |journey: Journey, request: Request, result: CallResult| {
            let bound = requests.bind(&[
                KeyValue::new(label::JOURNEY, journey.name()),
                KeyValue::new(label::REQUEST, request.name()),
                KeyValue::new(label::RESULT, result.name()),
            ]);
            bound.add(0);
            bound
        };
        let of_journey = |journey: Journey| {
            journey.requests().iter().map(move |request| RequestMeter {
                journey,
                request: *request,
                success: bind(journey, *request, CallResult::Success),
                error: bind(journey, *request, CallResult::Error),
            })
        };
        users.record(0);
        Self {
            requests: Journey::ALL.into_iter().flat_map(of_journey).collect(),
            latency: Request::all()
                .iter()
                .map(|request| (*request, latency.bind(&[KeyValue::new(label::REQUEST, request.name())])))
                .collect(),
            users,
        }
    }

    pub(crate) fn request(&self, journey: Journey, request: Request, latency: Duration, result: CallResult) {
        if let Some(meter) = self.requests.iter().find(|m| m.journey == journey && m.request == request) {
            match result {
                CallResult::Success => meter.success.add(1),
                CallResult::Error => meter.error.add(1),
            }
        }
        if let Some((_, histogram)) = self.latency.iter().find(|(known, _)| *known == request) {
            histogram.record(latency.as_secs_f64() * 1000.0);
        }
    }

    pub(crate) fn users(&self, users: u64) {
        self.users.record(users);
    }
}
