//! What can go wrong with Google Cloud, each with its next step.

use thiserror::Error;

/// Why something in Google Cloud was not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// Used with what cannot be: a project's id that is none, a cluster's name that is none.
    #[error("{0}")]
    Config(String),
    /// There are no credentials, or they give no token.
    #[error(
        "no Google credentials: {0}; log in with `gcloud auth application-default login`, or set \
             GOOGLE_OAUTH_ACCESS_TOKEN to what `gcloud auth print-access-token` says"
    )]
    NoCredentials(String),
    /// Google does not take the token any more.
    #[error("Google does not take the credentials: {next}")]
    LoggedOut {
        /// What to do.
        next: String,
    },
    /// A permission is missing.
    #[error(
        "{permission} is missing in project {project}: have an owner of it run `gcloud projects \
             add-iam-policy-binding {project} --member user:YOU --role {role}`"
    )]
    MissingRight {
        /// `monitoring.dashboards.create`
        permission: String,
        /// A role that has it.
        role: String,
        /// The project's id.
        project: String,
    },
    /// An API of the project is not switched on.
    #[error("{api} is off in project {project}: `gcloud services enable {api} --project {project}`, and wait a minute")]
    ApiOff {
        /// `monitoring.googleapis.com`
        api: String,
        /// The project's id.
        project: String,
    },
    /// Requests with a person's own credentials are counted for a project, and none is named.
    #[error(
        "the credentials name no project that requests are counted for: `gcloud auth application-default \
             set-quota-project {project}`"
    )]
    NoQuotaProject {
        /// The project's id.
        project: String,
    },
    /// There is no such project, or it may not be seen.
    #[error("there is no project {project}, or it is not yours to see; `gcloud projects list` names those that are")]
    NoProject {
        /// Its id.
        project: String,
    },
    /// It is not there.
    #[error("there is no {what}")]
    NotThere {
        /// `cluster movie-guru in europe-west4-a of project my-project`
        what: String,
    },
    /// A cluster that cannot be reached by a name.
    #[error("{why}: {next}")]
    NoEndpoint {
        /// What is wrong.
        why: String,
        /// What to do.
        next: String,
    },
    /// It has the place of ours, and is another's.
    #[error("{object} is not the coach's: {why}")]
    NotOurs {
        /// `Service/red-movie-guru`
        object: String,
        /// Whose it may be, and what to do.
        why: String,
    },
    /// Somebody else changes the same at the same time.
    #[error("{object} is changed by somebody else at the same time; run it again once they are done")]
    Conflict {
        /// `Dashboard/login`
        object: String,
    },
    /// Asked more often than the quota allows, and waiting did not help.
    #[error(
        "{api} has been asked more often than its quota allows; wait {seconds} s, then run it again: what is done stays \
             done"
    )]
    Busy {
        /// Its host.
        api: String,
        /// How long it wants to be left alone.
        seconds: u64,
    },
    /// Google refuses it.
    #[error("{what} is refused: {words}")]
    Refused {
        /// What was tried.
        what: String,
        /// In Google's words, with what to do where that is known.
        words: String,
    },
    /// Google's side fails, several times in a row.
    #[error("{api} fails: {words}; that is Google's to mend (https://status.cloud.google.com), run it again later")]
    Failing {
        /// Its host.
        api: String,
        /// In Google's words.
        words: String,
    },
    /// No answer in time.
    #[error("{api} did not answer within {seconds} s, several times; are you online?")]
    TooSlow {
        /// Its host.
        api: String,
        /// How long was waited for one answer.
        seconds: u64,
    },
    /// Nobody answers.
    #[error("{api} cannot be reached; are you online, or is there a proxy to name in HTTPS_PROXY?")]
    Unreachable {
        /// Its host.
        api: String,
    },
}

impl Trouble {
    /// Whether nobody answered, so that the project itself may be well.
    pub fn is_of_the_way(&self) -> bool {
        matches!(self, Self::TooSlow { .. } | Self::Unreachable { .. } | Self::Failing { .. } | Self::Busy { .. })
    }

    /// Whether what was asked for may have been done all the same.
    pub(crate) fn is_unsure(&self) -> bool {
        matches!(self, Self::TooSlow { .. } | Self::Unreachable { .. } | Self::Failing { .. })
    }
}
