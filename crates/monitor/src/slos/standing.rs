//! How SLOs stood when they were looked at last.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::Status;
use promql::QueryError;

use super::documents::Documents;
use super::unmatched::Unmatched;

/// How an SLO stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    /// None until a source has answered.
    pub(crate) status: Option<Status>,
    /// When that was.
    pub(crate) at: Option<Timestamp>,
    /// What of it no series matches.
    pub(crate) unmatched: Vec<Unmatched>,
    /// Why there is nothing newer.
    pub(crate) error: Option<String>,
}

/// How the last evaluation of all of them went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evaluation {
    /// When it began.
    pub(crate) at: Option<Timestamp>,
    /// How long it took.
    pub(crate) took: Duration,
    /// Why its queries failed, where they did.
    pub(crate) error: Option<String>,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standings {
    of: BTreeMap<String, Standing>,
    pub(crate) evaluation: Evaluation,
}

impl Standings {
    /// How an SLO stood; none before it was looked at.
    pub(crate) fn of(&self, slo: &str) -> Option<&Standing> {
        self.of.get(slo)
    }

    /// What was found of an SLO. Where that failed, what was known stays.
    pub(crate) fn note(&mut self, slo: &str, found: Result<Standing, QueryError>) {
        match found {
            Ok(standing) => drop(self.of.insert(slo.to_owned(), standing)),
            Err(error) => self.of.entry(slo.to_owned()).or_default().error = Some(error.to_string()),
        }
    }

    /// How an SLO stood says nothing of another one of that name.
    pub(crate) fn forget_what_changed(&mut self, before: &Documents, after: &Documents) {
        self.of.retain(|name, _| {
            let same_beginning = before.beginnings().get(name) == after.beginnings().get(name);
            same_beginning && after.slo(name).is_some() && before.slo(name) == after.slo(name)
        });
    }
}
