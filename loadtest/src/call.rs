//! One request of a simulated person: sent inside a span that the backend's spans continue, read to the end of its
//! body, looked at for its content, and only then recorded, once, here.

use std::error::Error as _;
use std::time::{Duration, Instant};

use goose::prelude::GooseUser;
use movie_guru_telemetry::contract::CallResult;
use movie_guru_telemetry::logging::TRACE_TARGET;
use movie_guru_telemetry::propagation;
use reqwest::StatusCode;
use serde_json::Value;
use tracing::{Instrument, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::answer::Answer;
use crate::engine::Stage;
use crate::journey::{Journey, Request};

/// Longer than the app's own limit of 30 s, so that its 504 is seen as one.
const PATIENCE: Duration = Duration::from_secs(35);

/// Why a step of a journey gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// The run is being stopped: nothing was sent.
    Stopped,
    /// It failed, and is counted.
    Failed,
    /// The app does not know the session; counted as a failure too.
    SessionGone,
}

/// What went wrong with a request, in the words of the summary.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("no connection: {0}")]
    Connect(String),
    #[error("no complete answer within {} s", PATIENCE.as_secs())]
    TimedOut,
    #[error("the page dropped it (web.drop of the scenario)")]
    Dropped,
    #[error("the connection broke: {0}")]
    Broken(String),
    #[error("the answer broke off before its end: {0}")]
    CutShort(String),
    #[error("HTTP {status}{detail}")]
    Status { status: u16, detail: String },
    #[error("wrong content: {0}")]
    Content(String),
}

impl Failure {
    fn of(error: &reqwest::Error, reading: bool) -> Self {
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_connect() {
            Self::Connect(root_cause(error))
        } else if reading {
            Self::CutShort(root_cause(error))
        } else {
            Self::Broken(root_cause(error))
        }
    }

    fn miss(&self) -> Miss {
        match self {
            Self::Status { status: 401, .. } => Miss::SessionGone,
            _ => Miss::Failed,
        }
    }
}

pub(crate) async fn send<T>(
    stage: &Stage,
    user: &mut GooseUser,
    journey: Journey,
    request: Request,
    body: Option<&Value>,
    check: impl Fn(&Answer) -> Result<T, String>,
) -> Result<T, Miss> {
    // Taken before looking whether the run is being stopped: whoever stops it waits for all that looked in time.
    let in_flight = stage.in_flight.token();
    if stage.stop.is_cancelled() {
        return Err(Miss::Stopped);
    }
    let span = tracing::info_span!(
        target: TRACE_TARGET,
        "request",
        otel.name = %format_args!("{} {}", request.method(), request.path()),
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.request.method = %request.method(),
        http.response.status_code = field::Empty,
        error.message = field::Empty,
        journey = journey.name(),
        request = request.name(),
    );
    let started = Instant::now();
    let answer = if stage.web.as_ref().is_some_and(|web| web.drops(request)) {
        Err(Failure::Dropped)
    } else {
        exchange(stage, user, request, body).instrument(span.clone()).await
    };
    let latency = started.elapsed();
    let status = answer.as_ref().ok().map(|answer| answer.status.as_u16());
    let read = answer.and_then(|answer| judge(&answer, check));
    if let Some(web) = &stage.web {
        let result = if read.is_ok() { CallResult::Success } else { CallResult::Error };
        web.lived(request, latency, result, status);
    }
    record(stage, &span, journey, request, latency, status, read.as_ref().err());
    drop(in_flight);
    // Goose's own figures say the same as ours; it refuses only when its run is over.
    let failure = read.as_ref().err().map(ToString::to_string);
    let _ = user
        .record_custom_request_duration(
            request.method().as_str(),
            request.name(),
            latency,
            failure.is_none(),
            status,
            failure.as_deref(),
        )
        .await;
    read.map_err(|failure| failure.miss())
}

async fn exchange(stage: &Stage, user: &GooseUser, request: Request, body: Option<&Value>) -> Result<Answer, Failure> {
    let url = format!("{}{}", stage.host, request.path());
    let mut headers = reqwest::header::HeaderMap::new();
    propagation::inject(&Span::current().context(), &mut headers);
    let mut builder = user.client.request(request.method(), url).headers(headers).timeout(PATIENCE);
    if let Some(body) = body {
        builder = builder.json(body);
    }
    let response = builder.send().await.map_err(|error| Failure::of(&error, false))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(|error| Failure::of(&error, true))?;
    Ok(Answer { status, headers, body })
}

fn judge<T>(answer: &Answer, check: impl Fn(&Answer) -> Result<T, String>) -> Result<T, Failure> {
    if answer.status == StatusCode::OK {
        check(answer).map_err(Failure::Content)
    } else {
        let detail = answer.problem().map(|problem| format!(": {problem}")).unwrap_or_default();
        Err(Failure::Status { status: answer.status.as_u16(), detail })
    }
}

fn record(
    stage: &Stage,
    span: &Span,
    journey: Journey,
    request: Request,
    latency: Duration,
    status: Option<u16>,
    failure: Option<&Failure>,
) {
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    let message = failure.map(ToString::to_string);
    if let Some(message) = &message {
        span.record("otel.status_code", "ERROR");
        span.record("error.message", message.as_str());
        tracing::debug!(%journey, request = request.name(), message, "a request failed");
    }
    let result = if failure.is_some() { CallResult::Error } else { CallResult::Success };
    stage.meters.request(journey, request, latency, result);
    stage.record.request(journey, request, latency, message);
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    // The error itself would repeat the URL; it says something of its own only where it has no cause.
    if error.source().is_none() { "no reason given".to_owned() } else { cause.to_string() }
}
