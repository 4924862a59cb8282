//! Conditions that end a run before its time, for `--stop-if`: those of `--fail-if`, looked at while it runs, over the
//! run so far. So what ended a run is a figure of its report.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::figures::record::Progress;
use crate::plan::fail_if::{FailIf, Needs};
use crate::plan::percentile::Percentile;

/// Of fewer requests a share or a time is no ground to end a run.
const FEWEST_REQUESTS: u64 = 20;
/// Before that a rate is that of the first people only.
const SOONEST_RATE: Duration = Duration::from_secs(10);

/// A condition that ends a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StopIf(FailIf);

impl StopIf {
    /// Several of them, with semicolons between; none where there is nothing.
    pub(crate) fn list(text: &str) -> Result<Vec<Self>, String> {
        text.split(';').map(str::trim).filter(|condition| !condition.is_empty()).map(str::parse).collect()
    }

    /// Why the run is to end; none where it goes on.
    pub fn holds(&self, progress: &Progress) -> Option<String> {
        let can_be_judged = match self.0.needs() {
            Needs::Nothing => true,
            Needs::Requests => self.0.figures(progress).is_some_and(|figures| figures.count >= FEWEST_REQUESTS),
            Needs::Time => progress.elapsed >= SOONEST_RATE,
            Needs::TheEnd => false,
        };
        if can_be_judged { self.0.broken(progress) } else { None }
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
    use crate::figures::tally::Figures;

    use super::*;

    fn after(elapsed_s: u64, count: u64, failures: u64) -> Progress {
        let total = Figures { count, failures, mean_rate: 1.0, p95_ms: 9000.0, ..Figures::default() };
        let elapsed = Duration::from_secs(elapsed_s);
        Progress { users: 1, elapsed, total, requests: vec![], journeys: vec![], failed: vec![], ended: None }
    }

    #[test]
    fn a_run_is_not_ended_for_its_first_few_requests() {
        let holds = |text: &str, progress: &Progress| text.parse::<StopIf>().unwrap().holds(progress);
        for (text, too_soon, in_time) in [
            ("errors>50%", after(1, 19, 19), after(1, 20, 20)),
            ("p95>5s", after(1, 1, 0), after(1, 20, 0)),
            ("rate<10/s", after(9, 9, 0), after(10, 10, 0)),
            ("errors>=3", after(1, 3, 2), after(1, 3, 3)),
            ("count>=100", after(99, 99, 0), after(99, 100, 0)),
        ] {
            assert_eq!(holds(text, &too_soon), None, "{text}");
            assert!(holds(text, &in_time).unwrap().starts_with(text), "{text}");
        }
        assert_eq!(holds("p95(chat)>5s", &after(60, 100, 0)), None, "nothing measured is nothing to end a run for");
    }

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
