//! What was looked at, and how it is.

use serde::Serialize;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mark {
    /// As it should be.
    Well,
    /// To be mended.
    Mend,
    /// It cannot be told from here.
    Unknown,
}

/// What was looked at, and how it is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    /// `rights`
    pub(crate) what: &'static str,
    /// Whose: a team, a cluster, a project, an image.
    pub(crate) of: String,
    pub(crate) mark: Mark,
    /// How it is; where it is to be mended, by what.
    pub(crate) words: String,
}

impl Finding {
    pub(crate) fn well(what: &'static str, of: &str, words: impl Into<String>) -> Self {
        Self { what, of: of.to_owned(), mark: Mark::Well, words: words.into() }
    }

    pub(crate) fn mend(what: &'static str, of: &str, words: impl ToString) -> Self {
        Self { what, of: of.to_owned(), mark: Mark::Mend, words: words.to_string() }
    }

    pub(crate) fn unknown(what: &'static str, of: &str, words: impl Into<String>) -> Self {
        Self { what, of: of.to_owned(), mark: Mark::Unknown, words: words.into() }
    }

    /// As a line for people.
    pub(crate) fn line(&self) -> String {
        let mark = match self.mark {
            Mark::Well => "ok",
            Mark::Mend => "!!",
            Mark::Unknown => "??",
        };
        format!("{mark}  {:<12} {}: {}", self.what, self.of, self.words)
    }
}
