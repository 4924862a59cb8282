//! What the store tells of itself.

use movie_guru_contract::{MONITOR_SAMPLES, MONITOR_SERIES, label};
use movie_guru_telemetry::instruments;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundCounter, BoundGauge, Meter};

pub(crate) struct Meters {
    stored: BoundCounter<u64>,
    refused: BoundCounter<u64>,
    failed: BoundCounter<u64>,
    series: BoundGauge<u64>,
}

impl Meters {
    pub(crate) fn new(meter: &Meter) -> Self {
        let samples = instruments::counter(meter, MONITOR_SAMPLES);
        let bind = |result| {
            let bound = samples.bind(&[KeyValue::new(label::RESULT, result)]);
            bound.add(0);
            bound
        };
        let series = instruments::gauge(meter, MONITOR_SERIES).bind(&[]);
        Self { stored: bind("stored"), refused: bind("refused"), failed: bind("failed"), series }
    }

    pub(crate) fn stored(&self, samples: usize) {
        self.stored.add(samples as u64);
    }

    pub(crate) fn refused(&self, samples: usize) {
        self.refused.add(samples as u64);
    }

    pub(crate) fn failed(&self, samples: usize) {
        self.failed.add(samples as u64);
    }

    pub(crate) fn series(&self, count: usize) {
        self.series.record(count as u64);
    }
}
