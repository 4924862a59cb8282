//! Times as a check's file says them, such as `10s`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

/// A duration above nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length(pub(super) Duration);

/// A duration above nothing from its text; an error says what would be right.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let length = series::duration::parse(text).filter(|length| !length.is_zero());
    length.ok_or_else(|| format!("`{text}` is not a time such as 500ms, 10s or 1m"))
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).map(Self).map_err(de::Error::custom)
    }
}

/// A duration in the largest unit of which it is a whole number, as a file would say it.
pub fn text(length: Duration) -> String {
    let ms = length.as_millis();
    let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000)];
    let unit = units.into_iter().find(|(_, unit)| ms >= *unit && ms.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{ms}ms"), |(name, unit)| format!("{}{name}", ms / unit))
}
