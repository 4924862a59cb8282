//! Why there are no manifests for a team.

use serde_json::Value;

/// What is wrong with a team's manifests, each with what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub(crate) struct ManifestsError(pub(crate) Vec<String>);

impl From<String> for ManifestsError {
    fn from(problem: String) -> Self {
        Self(vec![problem])
    }
}

/// `Deployment/web`
pub(super) fn id(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"]))
}
