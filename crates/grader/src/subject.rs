//! What is graded: SLOs with their alerts, whatever they were written in.

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_slo::{Alert, Slo, Target};

/// What somebody hands in.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// SLOs, each with its alerts.
    pub subjects: Vec<Subject>,
    /// Recording rules, in the order in which they are evaluated; alerts that are queries may ask for them.
    pub recordings: Vec<Recording>,
    /// What could not be read, and why; the rest is graded.
    pub unread: Vec<Unread>,
}

/// One SLO, and who is called for it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What people call it.
    pub title: String,
    /// What its users do, and what they then expect.
    pub concern: Concern,
    /// The share of requests that must be good. Where nobody said one, that of the command line.
    pub target: Target,
    /// Over which time, at the usual pace: 28 or 30 days, for example.
    pub window: Duration,
    /// The SLO as a document; none where alerts alone were handed in.
    pub slo: Option<Slo>,
    /// How many times as fast as the clock the windows of queries go by: 1, or 24 for rules in workshop time. The windows of
    /// documents are always those of the calendar.
    pub pace: f64,
    /// When somebody is told.
    pub alerts: Vec<GradedAlert>,
}

/// An alert.
#[derive(Clone, Debug)]
pub struct GradedAlert {
    /// What people call it; unique within its subject.
    pub name: String,
    /// `page`, `ticket`, …
    pub severity: String,
    /// When it fires.
    pub condition: Condition,
}

/// When an alert fires.
#[derive(Clone, Debug)]
pub enum Condition {
    /// A burn rate over one window or two, on the counts of the subject's SLO.
    BurnRate(Box<Alert>),
    /// A query that has an answer.
    Query {
        /// PromQL.
        query: String,
        /// How long it must have one before it fires: `for`.
        after: Duration,
        /// How long it goes on once it has none: `keep_firing_for`.
        keep: Duration,
    },
}

/// A recording rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The name of the series that it makes.
    pub record: String,
    /// PromQL.
    pub query: String,
    /// Labels that it sets.
    pub labels: BTreeMap<String, String>,
}

/// What users do, and what they expect of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concern {
    /// What they do.
    pub operation: Operation,
    /// What they expect.
    pub feature: Feature,
}

/// What users expect of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feature {
    /// An answer.
    Answers,
    /// An answer in so many milliseconds.
    Fast(f64),
    /// An answer that they go on with; of chats.
    Pleases,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The rule or the document: its name, or where it stands.
    pub what: String,
    /// Why, on one line.
    pub why: String,
    /// What to do next.
    pub next: String,
}
