//! A grade: all that is said of a submission. In its JSON all durations are seconds, with a fraction where there is one.

use std::time::Duration;

use serde::Serialize;

use crate::figures::Figures;
use crate::finding::Finding;
use crate::sli::{SliOnTimeline, SliVerdict};

/// All that is said of a submission. Its JSON is what `lab grade --output json` prints.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Grade {
    /// By SLO.
    pub subjects: Vec<GradedSubject>,
    /// What could not be read.
    pub unread: Vec<NotRead>,
}

/// What could not be read, and the rest was graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotRead {
    /// The rule or document.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

/// What is said of an SLO and its alerts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GradedSubject {
    /// What people call it.
    pub title: String,
    /// The share of requests that must be good.
    pub target: f64,
    /// Over which time.
    #[serde(serialize_with = "crate::seconds::all")]
    pub window: Duration,
    /// The names of its alerts and their severities, in order.
    pub alerts: Vec<AlertName>,
    /// What happened on each timeline.
    pub timelines: Vec<OnTimeline>,
    /// Of the SLO.
    pub sli: SliVerdict,
    /// What is wrong, most important first.
    pub findings: Vec<Finding>,
    /// In plain words.
    pub verdict: Verdict,
}

/// In plain words; never a bare score.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// One sentence that says whether people can live with these alerts.
    pub headline: String,
    /// What it is like to be called by them, sentence by sentence, most important first.
    pub says: Vec<String>,
    /// What to change, most important first: the advice of the findings, each once.
    pub next: Vec<String>,
}

/// An alert.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AlertName {
    /// What people call it.
    pub name: String,
    /// `page`, `ticket`, …
    pub severity: String,
    /// The share of bad requests below which it never fires; none where it never does.
    pub least_error_rate: Option<f64>,
    /// When it fires: in words where it is a burn rate, else the query.
    pub when: String,
    /// What can be changed of a burn rate; none of a query.
    pub burn_rate: Option<BurnRate>,
}

/// A burn rate over one window or two.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BurnRate {
    /// It must be exceeded.
    pub factor: f64,
    /// Over which time.
    #[serde(serialize_with = "crate::seconds::all")]
    pub long: Duration,
    /// And over which shorter one, where there is one.
    #[serde(serialize_with = "crate::seconds::some")]
    pub short: Option<Duration>,
    /// How long it must be exceeded before the alert fires.
    #[serde(serialize_with = "crate::seconds::all")]
    pub after: Duration,
}

/// What happened on a timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OnTimeline {
    /// The timeline's name, and what people call it.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What happens.
    pub story: String,
    /// How long it is, on the calendar.
    #[serde(serialize_with = "crate::seconds::all")]
    pub length: Duration,
    /// The SLI on it.
    pub sli: Option<SliOnTimeline>,
    /// Each alert, in the subject's order.
    pub alerts: Vec<OnAlert>,
    /// All alerts together.
    pub together: Figures,
    /// What stands beside them: the model, the Workbook's, the best that is possible.
    pub references: Vec<OnReference>,
    /// For the chart.
    pub chart: Chart,
}

/// An alert on a timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OnAlert {
    /// Its figures.
    pub figures: Figures,
    /// When it fired, in seconds since the beginning, on the calendar.
    pub firing: Vec<(f64, f64)>,
    /// When it was pending.
    pub pending: Vec<(f64, f64)>,
    /// The fewest bad requests that it called somebody for: those that users lived within the alert's longest window before
    /// the call. None without calls.
    pub fewest_failures: Option<f64>,
}

/// A reference on a timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OnReference {
    /// What people call it.
    pub title: String,
    /// Its figures.
    pub figures: Figures,
    /// When it fired, in seconds since the beginning, on the calendar.
    pub firing: Vec<(f64, f64)>,
}

/// What is drawn of a timeline: some hundreds of points, evenly over its length.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    /// The moments, in seconds since the beginning, on the calendar.
    pub at: Vec<f64>,
    /// The share of bad requests over the last five minutes, at most, between a point and the next.
    pub errors: Vec<Option<f64>>,
    /// The burn rate over an hour.
    pub burn_hour: Vec<Option<f64>>,
    /// The burn rate over six hours.
    pub burn_six_hours: Vec<Option<f64>>,
    /// The share of the budget of the whole window that is left.
    pub budget: Vec<f64>,
    /// Title, start and end of each event, and whether it deserved a call.
    pub events: Vec<(String, f64, f64, bool)>,
}
