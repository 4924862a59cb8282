//! A field of somebody's input that cannot be taken, and why: what a 422 lists.

use serde::Serialize;
use utoipa::ToSchema;

/// One field and its problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field's name, with the way to it: `likes.genres[2]`.
    pub field: String,
    /// What is wrong with it: "is missing".
    pub detail: String,
}

impl FieldProblem {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into() }
    }
}
