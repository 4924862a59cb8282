//! Conditions that end a run before its time, for `--stop-if`: those of `--fail-if`, looked at while it runs, over the
//! run so far. So what ended a run is a figure of its report.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::plan::fail_if::{FailIf, Needs};
use crate::plan::percentile::Percentile;

/// A condition that ends a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StopIf(pub(crate) FailIf);

impl StopIf {
    /// Several of them, with semicolons between; none where there is nothing.
    pub(crate) fn list(text: &str) -> Result<Vec<Self>, String> {
        text.split(';').map(str::trim).filter(|condition| !condition.is_empty()).map(str::parse).collect()
    }

    /// The percentile that has to be kept for it, where it names one.
    pub fn percentile(&self) -> Option<Percentile> {
        self.0.percentile()
    }
}

impl fmt::Display for StopIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for StopIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let condition: FailIf = text.parse()?;
        if condition.needs() == Needs::TheEnd {
            return Err(format!("`{text}` holds before anything was sent; --fail-if takes it, for the end of the run"));
        }
        Ok(Self(condition))
    }
}

impl TryFrom<String> for StopIf {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<StopIf> for String {
    fn from(condition: StopIf) -> Self {
        condition.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_at_the_beginning_of_every_run_is_refused() {
        for text in ["count<100", "errors<=3", "count(chat)<=1"] {
            let refused = text.parse::<StopIf>().unwrap_err();
            assert!(refused.contains("before anything was sent"), "{text}: {refused}");
        }
        assert!("errors<1%".parse::<StopIf>().is_ok() && "p95".parse::<StopIf>().is_err());
        assert_eq!(StopIf::list("errors>1%; p99.9>5s;").unwrap().len(), 2);
    }
}
