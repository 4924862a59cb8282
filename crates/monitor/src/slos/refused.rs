//! Why SLOs or alerts are not changed, or cannot be shown, in words for whoever asked.

use movie_guru_slo::Mistakes;
use promql::QueryError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The name that mistakes give to a text that was sent.
pub(crate) const BODY: &str = "body";

/// One mistake in a text, as the API tells of it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
#[schema(as = Mistake)]
pub struct MistakeView {
    /// The object it is in, where it is not the text that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The line, from 1; 0 for the text as a whole.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// The way to the field: `spec.objectives[0].target`.
    pub field: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

/// See the module. Displayed as what people read.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The text is wrong, or what is there already no longer fits once it is added.
    #[error("Nothing was changed: {0}")]
    Mistakes(#[from] Mistakes),
    /// A field is right by itself, and not what was asked for.
    #[error("Nothing was changed: {field} {detail}")]
    Unfit {
        /// Which.
        field: &'static str,
        /// What it must be.
        detail: String,
    },
    /// Something else is wrong with what was sent.
    #[error("{0}")]
    Senseless(String),
    /// There is nothing of that name.
    #[error("There is no {what} `{name}`.")]
    Missing {
        /// `SLO`, `alert policy`, `message`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// It does not go together with what is there.
    #[error("{0}")]
    Conflict(String),
    /// Whoever changes something has to show the admin token.
    #[error("This needs the admin token: in a call as the header Authorization: Bearer <admin token>.")]
    NoToken,
    /// The data folder does not take it.
    #[error("Nothing was changed: {0}.")]
    NotKept(&'static str),
    /// The source of metrics does not answer.
    #[error("The source of metrics does not answer: {0}")]
    Unanswered(QueryError),
    /// Something of ours broke.
    #[error("{0}")]
    Broken(String),
}

impl Refused {
    /// There is nothing of that name.
    pub(crate) fn missing(what: &'static str, name: &str) -> Self {
        Self::Missing { what, name: name.to_owned() }
    }

    /// Each single mistake; none where it is not about fields.
    pub(crate) fn mistakes(&self) -> Vec<MistakeView> {
        match self {
            Self::Mistakes(problems) => {
                let view = |problem: &movie_guru_slo::Mistake| MistakeView {
                    object: Some(problem.source.clone()).filter(|source| source != BODY),
                    line: problem.position.line,
                    column: problem.position.column,
                    field: problem.field.clone(),
                    detail: problem.detail.clone(),
                };
                problems.0.iter().map(view).collect()
            }
            Self::Unfit { field, detail } => {
                vec![MistakeView {
                    object: None,
                    line: 0,
                    column: 0,
                    field: (*field).to_owned(),
                    detail: detail.clone(),
                }]
            }
            _ => Vec::new(),
        }
    }
}
