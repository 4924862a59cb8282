//! What an axis counts in: Cloud Monitoring writes it in UCUM (<https://ucum.org/ucum>), a chart wants a format for its
//! ticks.

use serde::Serialize;

/// The units that charts know; any other is shown as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unit {
    /// 0 to 1, shown as per cent.
    Ratio,
    /// 0 to 100.
    PerCent,
    Milliseconds,
    Seconds,
    Bytes,
    PerSecond,
    Count,
    Other(String),
}

impl Unit {
    /// The unit of Cloud Monitoring's `unitOverride`.
    pub(crate) fn of(ucum: &str) -> Self {
        match ucum {
            "10^2.%" => Self::Ratio,
            "%" => Self::PerCent,
            "ms" => Self::Milliseconds,
            "s" => Self::Seconds,
            "By" => Self::Bytes,
            "1/s" => Self::PerSecond,
            "" | "1" => Self::Count,
            other => Self::Other(other.to_owned()),
        }
    }

    /// How plotly.js writes ticks (<https://github.com/d3/d3-format>), and what comes after.
    pub(super) fn ticks(&self) -> (&'static str, String) {
        match self {
            Self::Ratio => (".0~%", String::new()),
            Self::PerCent => (",~r", " %".to_owned()),
            Self::Milliseconds => (",~r", " ms".to_owned()),
            Self::Seconds => (",~r", " s".to_owned()),
            Self::Bytes => ("~s", "B".to_owned()),
            Self::PerSecond => (",~r", "/s".to_owned()),
            Self::Count => (",~r", String::new()),
            Self::Other(unit) => (",~r", format!(" {unit}")),
        }
    }
}
