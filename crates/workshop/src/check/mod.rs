//! Checks: what must hold, looked at in the team's own work.
//!
//! A check never says a bare no: it says what was observed, and one next step that follows from it. Evidence that is missing,
//! too little, or cannot be asked for is "not yet", and never holds.

mod alerts;
mod burn;
mod counts;
mod finding;
mod gap;
mod inbox;
mod load;
mod matching;
mod promises;
mod ratios;
mod replay;
mod rows;
mod scene;
mod slos;
mod targets;
mod text;
mod timeline;
mod words;

use serde::Deserialize;

pub use alerts::AlertsCheck;
pub use counts::Sli;
pub(crate) use counts::scenario_file;
pub use finding::{Finding, Verdict};
pub use gap::GapCheck;
pub use inbox::InboxCheck;
pub use load::LoadCheck;
pub use promises::PromisesCheck;
pub use ratios::{RatiosCheck, preview};
pub use replay::ReplayCheck;
pub use rows::RowsCheck;
pub use scene::Scene;
pub use slos::SlosCheck;
pub use targets::TargetsCheck;
pub use text::{ChoicesCheck, TextCheck, Topic};

/// What is looked at, with its settings: `check:` of a criterion.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// People are at work.
    Load(LoadCheck),
    /// A list of the workbook has so many complete rows.
    Rows(RowsCheck),
    /// A text of the workbook speaks of what it must.
    Text(TextCheck),
    /// Fields of the workbook name what is so.
    Choices(ChoicesCheck),
    /// SLOs on paper are complete, can be counted, and promise no 100 %.
    Promises(PromisesCheck),
    /// SLIs as queries answer with a share that agrees with the reference.
    Ratios(RatiosCheck),
    /// Targets lie between what is and what can be.
    Targets(TargetsCheck),
    /// SLOs are in the monitor and count the right requests.
    Slos(SlosCheck),
    /// Each SLO has a slow and a fast alert that can fire.
    Alerts(AlertsCheck),
    /// The alerts, replayed against a known timeline.
    Replay(ReplayCheck),
    /// An alert was told.
    Inbox(InboxCheck),
    /// An SLO shows what the server does not.
    Gap(GapCheck),
}

impl Check {
    /// Looks.
    pub async fn look(&self, scene: &Scene<'_>) -> Finding {
        match self {
            Self::Load(check) => check.look(scene).await,
            Self::Rows(check) => check.look(scene),
            Self::Text(check) => check.look(scene),
            Self::Choices(check) => check.look(scene),
            Self::Promises(check) => check.look(scene),
            Self::Ratios(check) => check.look(scene).await,
            Self::Targets(check) => check.look(scene).await,
            Self::Slos(check) => check.look(scene).await,
            Self::Alerts(check) => check.look(scene).await,
            Self::Replay(check) => check.look(scene).await,
            Self::Inbox(check) => check.look(scene).await,
            Self::Gap(check) => check.look(scene).await,
        }
    }

    /// The fields of the workbook that it reads, each with the columns it needs; none for a single value.
    pub fn reads(&self) -> Vec<(&str, Vec<&str>)> {
        match self {
            Self::Rows(check) => check.reads(),
            Self::Text(check) => vec![(&check.field, Vec::new())],
            Self::Choices(check) => check.expected.keys().map(|field| (field.as_str(), Vec::new())).collect(),
            Self::Promises(check) => vec![(&check.field, PromisesCheck::COLUMNS.to_vec())],
            Self::Ratios(check) => vec![(&check.field, RatiosCheck::COLUMNS.to_vec())],
            Self::Targets(check) => vec![(&check.field, TargetsCheck::COLUMNS.to_vec())],
            Self::Load(_) | Self::Slos(_) | Self::Alerts(_) | Self::Replay(_) | Self::Inbox(_) | Self::Gap(_) => {
                Vec::new()
            }
        }
    }

    /// The scenarios that it names.
    pub fn scenarios(&self) -> Vec<&str> {
        match self {
            Self::Targets(check) => vec![&check.now, &check.next],
            Self::Replay(check) => vec![&check.healthy, &check.trouble],
            _ => Vec::new(),
        }
    }
}
