//! Stores with samples that Prometheus can be given as well.

use std::path::Path;

use movie_guru_telemetry::{Telemetry, otlp::Otlp};
pub(crate) use movie_guru_test_prometheus::samples::*;
use tsdb::{Store, StoreConfig};

/// A store.
pub(crate) fn open(config: &StoreConfig) -> Store {
    let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
    Store::open(config, telemetry.meter()).unwrap()
}

/// A store of these samples in `folder/store`.
pub(crate) fn store(folder: &Path, lines: &[Line]) -> Store {
    let store = open(&StoreConfig::new(folder.join("store")));
    for (labels, samples) in lines {
        let outcome = store.append(samples.iter().map(|(at, value)| (labels.clone(), *at, *value))).unwrap();
        assert_eq!(outcome.stored, samples.len());
    }
    store
}
