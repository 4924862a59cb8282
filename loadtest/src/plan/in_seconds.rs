//! A length of time as JSON has it: seconds with a fraction, to a thousandth. For serde's `with`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub(crate) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to_a_thousandth(time.as_secs_f64()))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// What lies below was not measured, of seconds as of milliseconds.
pub(crate) fn to_a_thousandth(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
