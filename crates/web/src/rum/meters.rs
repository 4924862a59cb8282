//! The series that reports are counted in, all of them at 0 from the start.

use movie_guru_contract::{
    CallResult, WEB_CLS, WEB_CSP_REPORTS, WEB_LATENCY, WEB_REQUESTS, WEB_RUM_REFUSED, WEB_VITALS, browser_operations,
    label,
};
use movie_guru_telemetry::instruments;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundCounter, BoundHistogram, Histogram, Meter};

use super::batch::{Batch, VitalName};

/// Why a report was not taken: the label `reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    TooLarge,
    Malformed,
    Limited,
}

impl Refusal {
    const ALL: [Self; 3] = [Self::TooLarge, Self::Malformed, Self::Limited];

    const fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Limited => "limited",
        }
    }
}

struct Operation {
    name: &'static str,
    /// By [`CallResult`].
    requests: [BoundCounter<u64>; 2],
    latency: BoundHistogram<f64>,
}

pub(crate) struct Meters {
    operations: Vec<Operation>,
    lcp: BoundHistogram<f64>,
    inp: BoundHistogram<f64>,
    cls: BoundHistogram<f64>,
    refused: [BoundCounter<u64>; 3],
    csp_reports: BoundCounter<u64>,
}

impl Meters {
    pub(crate) fn new(meter: &Meter) -> Self {
        let requests = instruments::counter(meter, WEB_REQUESTS);
        let latency = instruments::histogram(meter, WEB_LATENCY);
        let operation = |name: &'static str| {
            let operation = KeyValue::new(label::OPERATION, name);
            Operation {
                name,
                requests: CallResult::ALL.map(|result| {
                    at_zero(requests.bind(&[operation.clone(), KeyValue::new(label::RESULT, result.name())]))
                }),
                latency: latency.bind(&[operation]),
            }
        };
        let vitals = instruments::histogram(meter, WEB_VITALS);
        // Bound to a label of its own: the SDK shows a histogram without labels only after its first record.
        let vital = |histogram: &Histogram<f64>, name| histogram.bind(&[KeyValue::new(label::VITAL, name)]);
        let refused = instruments::counter(meter, WEB_RUM_REFUSED);
        Self {
            operations: browser_operations().map(operation).collect(),
            lcp: vital(&vitals, "LCP"),
            inp: vital(&vitals, "INP"),
            cls: vital(&instruments::histogram(meter, WEB_CLS), "CLS"),
            refused: Refusal::ALL.map(|refusal| at_zero(refused.bind(&[KeyValue::new(label::REASON, refusal.name())]))),
            csp_reports: at_zero(instruments::counter(meter, WEB_CSP_REPORTS).bind(&[])),
        }
    }

    pub(crate) fn record(&self, batch: &Batch) {
        for call in &batch.calls {
            let Some(operation) = self.operations.iter().find(|known| known.name == call.operation) else { continue };
            operation.requests[CallResult::from(call.result) as usize].add(1);
            operation.latency.record(call.ms);
        }
        for vital in &batch.vitals {
            match vital.name {
                VitalName::Lcp => &self.lcp,
                VitalName::Inp => &self.inp,
                VitalName::Cls => &self.cls,
            }
            .record(vital.value);
        }
    }

    pub(crate) fn refused(&self, refusal: Refusal) {
        self.refused[refusal as usize].add(1);
    }

    pub(crate) fn csp_report(&self) {
        self.csp_reports.add(1);
    }
}

/// The SDK shows a series without labels only once it was added to.
fn at_zero(counter: BoundCounter<u64>) -> BoundCounter<u64> {
    counter.add(0);
    counter
}
