//! OpenSLO objects as answers.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use movie_guru_service::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

/// How the answer is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub(crate) struct Form {
    /// `yaml` for the OpenSLO object alone.
    format: Option<String>,
}

impl Form {
    pub(crate) fn is_yaml(&self) -> bool {
        self.format.as_deref() == Some("yaml")
    }
}

/// An object as YAML.
pub(crate) fn as_yaml(text: Result<String, String>) -> Result<Response, Problem> {
    let text = text.map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], text).into_response())
}
