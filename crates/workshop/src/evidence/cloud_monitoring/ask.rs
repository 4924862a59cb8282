//! Asking Google's API: a bearer token, pages, and errors in words that help.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use url::{Host, Url};

use crate::evidence::missing::Missing;

pub(super) const WHAT: &str = "Cloud Monitoring";
/// What a person can ask for.
const LOCKED: &str = "Cloud Monitoring (role Monitoring Viewer, `roles/monitoring.viewer`)";
/// For one request. What takes longer is no use to a check.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of one list, all of its pages together.
const MOST_BYTES: usize = 16 * 1024 * 1024;
const MOST_PAGES: usize = 20;
const PAGE_SIZE: &str = "500";
/// Characters of Google's own words.
const MOST_WORDS: usize = 300;

/// The API, for one project.
pub(super) struct Api {
    client: Client,
    /// With a slash at its end.
    base: Url,
    project: String,
    token: String,
}

impl Api {
    pub(super) fn new(base: &Url, project: &str, token: String) -> reqwest::Result<Self> {
        let builder = Client::builder().timeout(PATIENCE).redirect(Policy::none());
        // Proxies are for other hosts.
        let is_here = match base.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        };
        let client = if is_here { builder.no_proxy() } else { builder }.build()?;
        let base = crate::evidence::lab_api::folder(base);
        Ok(Self { client, base, project: project.to_owned(), token })
    }

    pub(super) fn project(&self) -> &str {
        &self.project
    }

    /// What is at `v3/projects/P/…`; none where nothing is. `room` is what may still be read, in bytes.
    pub(super) async fn get(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        room: &mut usize,
    ) -> Result<Option<Value>, Missing> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["v3", "projects", &self.project]).extend(path);
        }
        url.query_pairs_mut().extend_pairs(query);
        let request = self.client.get(url).bearer_auth(&self.token);
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failed)? {
            *room = room.checked_sub(part.len()).ok_or_else(|| refused("far more than was asked for"))?;
            body.extend_from_slice(&part);
        }
        let document: Option<Value> = serde_json::from_slice(&body).ok();
        match status {
            StatusCode::OK => document.map(Some).ok_or_else(|| refused("something that is not JSON")),
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(self.locked(document.as_ref())),
            StatusCode::TOO_MANY_REQUESTS => Err(refused("it was asked too often; wait a minute")),
            status => Err(refused(&own_words(document.as_ref()).unwrap_or_else(|| status.to_string()))),
        }
    }

    /// All pages of a list; none where there is no such list.
    pub(super) async fn list(&self, path: &[&str], member: &str) -> Result<Option<Vec<Value>>, Missing> {
        let mut items = Vec::new();
        let mut token = String::new();
        let mut room = MOST_BYTES;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("pageSize", PAGE_SIZE)];
            if !token.is_empty() {
                query.push(("pageToken", &token));
            }
            let Some(mut page) = self.get(path, &query, &mut room).await? else { return Ok(None) };
            let Value::Object(answer) = &mut page else { return Err(refused("something that is no list")) };
            match answer.remove(member) {
                Some(Value::Array(more)) => items.extend(more),
                // An empty list is left out.
                None | Some(Value::Null) => {}
                Some(_) => return Err(refused("something that is no list")),
            }
            match answer.remove("nextPageToken") {
                Some(Value::String(next)) if !next.is_empty() && next == token => break,
                Some(Value::String(next)) if !next.is_empty() => token = next,
                _ => return Ok(Some(items)),
            }
        }
        Err(refused(&format!("more than {MOST_PAGES} pages of {member}")))
    }

    fn locked(&self, document: Option<&Value>) -> Missing {
        let details = document.and_then(|document| document["error"]["details"].as_array()).into_iter().flatten();
        if details.clone().any(|detail| detail["reason"] == "SERVICE_DISABLED") {
            let project = &self.project;
            return refused(&format!(
                "its API is off in {project}; `gcloud services enable monitoring.googleapis.com --project {project}`"
            ));
        }
        Missing::Locked { what: LOCKED }
    }

    /// There is nothing where the project should be.
    pub(super) fn no_project(&self) -> Missing {
        refused(&format!(
            "there is no project {}, or it is not yours to see; `gcloud projects list` names those that are",
            self.project
        ))
    }
}

pub(super) fn refused(detail: &str) -> Missing {
    Missing::Refused { what: WHAT, detail: detail.to_owned() }
}

pub(super) fn too_slow(patience: Duration) -> Missing {
    Missing::TooSlow { what: WHAT, seconds: patience.as_secs() }
}

fn failed(error: reqwest::Error) -> Missing {
    if error.is_timeout() {
        return too_slow(PATIENCE);
    }
    let address = error.url().map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    Missing::Unreachable { what: WHAT, address }
}

fn own_words(document: Option<&Value>) -> Option<String> {
    Some(shown(document?["error"]["message"].as_str()?))
}

/// Text of others: without what moves a terminal's cursor, and not too much of it.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()
}
