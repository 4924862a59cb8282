//! Alert policies on the lab's own board. They are objects of their own there: where a team begins anew its SLOs go, and these
//! stay.

use std::time::Duration;

use http::{HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use movie_guru_classroom::lab::LabError;
use movie_guru_classroom::reach::{Reach, Service};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

const PART: &str = "the monitoring";
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The names of all policies; none where the lab has no board of its own.
pub(super) async fn all(reach: &dyn Reach) -> Result<Vec<String>, LabError> {
    let body = match ask(reach, Method::GET, "/api/alerts").await {
        Err(error) if error.is_none() || error.status() == Some(404) => return Ok(Vec::new()),
        answered => answered?,
    };
    let answer: Value = serde_json::from_slice(&body).map_err(|error| broken(&error))?;
    let policies = answer["policies"].as_array().into_iter().flatten();
    Ok(policies.filter_map(|policy| policy.as_str().map(str::to_owned)).collect())
}

/// Deletes all of them, also from SLOs that have them.
pub(super) async fn delete_all(reach: &dyn Reach) -> Result<(), LabError> {
    for policy in all(reach).await? {
        let name: String = byte_serialize(policy.as_bytes()).collect();
        match ask(reach, Method::DELETE, &format!("/api/alerts/{name}?detach=true")).await {
            // Somebody else was faster.
            Err(error) if error.status() == Some(404) => {}
            deleted => drop(deleted?),
        }
    }
    Ok(())
}

/// One request over a connection of its own.
async fn ask(reach: &dyn Reach, method: Method, path: &str) -> Result<Bytes, LabError> {
    let slow = |_| LabError::Slow { part: PART, seconds: PATIENCE.as_secs() };
    tokio::time::timeout(PATIENCE, answered(reach, method, path)).await.map_err(slow)?
}

async fn answered(reach: &dyn Reach, method: Method, path: &str) -> Result<Bytes, LabError> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    if let Some(token) = reach.admin_token().await?
        && let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {token}"))
    {
        bearer.set_sensitive(true);
        request = request.header(header::AUTHORIZATION, bearer);
    }
    let request = request.body(Full::<Bytes>::default()).map_err(|error| broken(&error))?;
    let stream = reach.connect(Service::Metrics).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
    let asked = async {
        let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        let body = body.map_err(|error| broken(error.as_ref()))?.to_bytes();
        if status.is_success() {
            return Ok(body);
        }
        let document: Value = serde_json::from_slice(&body).unwrap_or_default();
        let detail = document["detail"].as_str().map_or_else(|| status.to_string(), str::to_owned);
        Err(LabError::Refused { part: PART, status: status.as_u16(), detail })
    };
    tokio::pin!(asked);
    tokio::select! {
        answer = &mut asked => answer,
        // How it ended, the answer tells.
        _ = connection => asked.await,
    }
}

fn broken(error: &dyn std::error::Error) -> LabError {
    LabError::Broken { part: PART, detail: error.to_string() }
}
