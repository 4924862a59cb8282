//! Durations in JSON: seconds, with a fraction where there is one.

use std::time::Duration;

use serde::Serializer;

/// A duration.
pub(crate) fn all<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

/// A duration where there is one, else null.
pub(crate) fn some<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => all(duration, serializer),
        None => serializer.serialize_none(),
    }
}
