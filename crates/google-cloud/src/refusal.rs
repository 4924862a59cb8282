//! What Google's answers that are no success mean (<https://google.aip.dev/193>).

use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::right::{Right, USE_QUOTA, role_of};
use crate::trouble::Trouble;

/// Characters of Google's own words.
const MOST_WORDS: usize = 300;
/// The project of gcloud itself: requests are counted for it where a person's credentials name none.
const GCLOUD: &str = "764086051850";

/// Why a request was refused.
pub(crate) struct Refusal {
    pub(crate) trouble: Trouble,
    /// Whether the same request may be sent again.
    pub(crate) is_passing: bool,
    /// How long Google wants to be left alone before.
    pub(crate) wait: Option<Duration>,
}

/// What was asked.
pub(crate) struct Asked<'a> {
    /// The API's host.
    pub(crate) api: &'a str,
    /// `Dashboard/login`
    pub(crate) object: &'a str,
    pub(crate) project: &'a str,
    pub(crate) right: Right,
    /// Whether the body says which version it changes.
    pub(crate) has_etag: bool,
    /// What to do where the credentials are taken no more.
    pub(crate) renewed: &'a str,
}

/// Reads an answer that is no success.
pub(crate) fn read(asked: &Asked<'_>, status: StatusCode, headers: &HeaderMap, body: Option<&Value>) -> Refusal {
    let error = body.map(|body| &body["error"]);
    let words = error.and_then(|error| error["message"].as_str()).map_or_else(|| status.to_string(), shown);
    let wait = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let wait = wait.map(Duration::from_secs);
    let Asked { api, object, project, .. } = *asked;
    let lasting = |trouble| Refusal { trouble, is_passing: false, wait: None };
    let passing = |trouble| Refusal { trouble, is_passing: true, wait };
    match status {
        StatusCode::UNAUTHORIZED => lasting(Trouble::LoggedOut { next: asked.renewed.to_owned() }),
        StatusCode::FORBIDDEN => lasting(forbidden(asked, error, &words)),
        StatusCode::NOT_FOUND => lasting(Trouble::NotThere { what: format!("{object} in project {project}") }),
        // "Too many concurrent edits to the project configuration": of something else of the project, so it may be sent again.
        StatusCode::CONFLICT if !asked.has_etag && error.is_some_and(|error| error["status"] == "ABORTED") => {
            passing(Trouble::Conflict { object: object.to_owned() })
        }
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
            lasting(Trouble::Conflict { object: object.to_owned() })
        }
        // Seen where a version is told that is no more.
        StatusCode::BAD_REQUEST if asked.has_etag && words.to_lowercase().contains("etag") => {
            lasting(Trouble::Conflict { object: object.to_owned() })
        }
        StatusCode::TOO_MANY_REQUESTS => {
            passing(Trouble::Busy { api: api.to_owned(), seconds: wait.map_or(60, |wait| wait.as_secs()) })
        }
        StatusCode::REQUEST_TIMEOUT => passing(Trouble::Failing { api: api.to_owned(), words }),
        status if status.is_server_error() => passing(Trouble::Failing { api: api.to_owned(), words }),
        _ if is_no_project(error) => lasting(Trouble::NoProject { project: project.to_owned() }),
        _ => lasting(Trouble::Refused { what: object.to_owned(), words }),
    }
}

/// The parts of an error's details that have a reason.
fn reasons(error: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let details = error.and_then(|error| error["details"].as_array()).into_iter().flatten();
    details.filter_map(|detail| Some((detail["reason"].as_str()?, &detail["metadata"])))
}

fn is_no_project(error: Option<&Value>) -> bool {
    reasons(error)
        .any(|(reason, _)| matches!(reason, "CONSUMER_INVALID" | "PROJECT_INVALID" | "RESOURCE_PROJECT_INVALID"))
}

fn forbidden(asked: &Asked<'_>, error: Option<&Value>, words: &str) -> Trouble {
    let project = asked.project.to_owned();
    if words.contains("requires a quota project") {
        return Trouble::NoQuotaProject { project };
    }
    if is_no_project(error) {
        return Trouble::NoProject { project };
    }
    for (reason, metadata) in reasons(error) {
        match reason {
            "SERVICE_DISABLED" if metadata["consumer"] == format!("projects/{GCLOUD}") => {
                return Trouble::NoQuotaProject { project };
            }
            "SERVICE_DISABLED" => {
                let api = metadata["service"].as_str().map_or_else(|| asked.api.to_owned(), shown);
                return Trouble::ApiOff { api, project };
            }
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => {
                let next =
                    "they are for less than this; log in with `gcloud auth application-default login`".to_owned();
                return Trouble::LoggedOut { next };
            }
            "USER_PROJECT_DENIED" => return missing(USE_QUOTA.permission, project),
            "IAM_PERMISSION_DENIED" => {
                if let Some(permission) = metadata["permission"].as_str() {
                    return missing(&shown(permission), project);
                }
            }
            _ => {}
        }
    }
    Trouble::MissingRight { permission: asked.right.permission.to_owned(), role: asked.right.role.to_owned(), project }
}

fn missing(permission: &str, project: String) -> Trouble {
    Trouble::MissingRight { permission: permission.to_owned(), role: role_of(permission).to_owned(), project }
}

/// Text of others: without what moves a terminal's cursor, and not too much of it.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()
}
