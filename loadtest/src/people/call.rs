//! One request of a simulated person: sent inside a span that the backend's spans continue, read to the end of its
//! body, looked at for its content, and only then recorded, once, here.

use std::time::Instant;

use goose::prelude::GooseUser;
use http::HeaderMap;
use movie_guru_contract::CallResult;
use movie_guru_telemetry::logging::TRACE_TARGET;
use movie_guru_telemetry::propagation;
use serde_json::Value;
use tracing::{Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::figures::tally::Call;
use crate::people::answer::Answer;
use crate::people::browser::{Address, Browser};
use crate::people::crowd::Crowd;
use crate::people::failure::Failure;
use crate::plan::journey::{Journey, Request};

/// Why a step of a journey gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// The run is being stopped: nothing was sent, or the answer was not waited for.
    Stopped,
    /// It failed, and is counted.
    Failed,
    /// No answer while the person waited; counted as a failure too.
    TimedOut,
    /// The app does not know the session; counted as a failure too.
    SessionGone,
}

/// What the person does about it.
fn miss(failure: &Failure) -> Miss {
    match failure {
        Failure::Status { status: 401, .. } => Miss::SessionGone,
        Failure::TimedOut(_) => Miss::TimedOut,
        _ => Miss::Failed,
    }
}

/// One request to send.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) journey: Journey,
    pub(crate) request: Request,
    pub(crate) address: &'a Address,
    pub(crate) body: Option<&'a Value>,
    /// When it should be sent, where there is a schedule.
    pub(crate) due: Option<Instant>,
}

pub(crate) async fn send<T>(
    crowd: &Crowd,
    user: &mut GooseUser,
    browser: &Browser,
    ask: Ask<'_>,
    check: &impl Fn(&Answer) -> Result<T, String>,
) -> Result<T, Miss> {
    if crowd.stop.is_cancelled() {
        return Err(Miss::Stopped);
    }
    let Ask { journey, request, .. } = ask;
    let method = request.method();
    // A trace of its own; not entered either, for nothing below asks for it.
    let span = tracing::info_span!(
        target: TRACE_TARGET,
        parent: None,
        "request",
        otel.name = %request.title(),
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.request.method = method.as_str(),
        http.response.status_code = field::Empty,
        error.message = field::Empty,
        journey = journey.name(),
        request = request.name(),
    );
    let started = Instant::now();
    let late = ask.due.map(|due| started.saturating_duration_since(due)).unwrap_or_default();
    let answer = if crowd.web.as_ref().is_some_and(|web| web.drops(request)) {
        Err(Failure::Dropped)
    } else {
        let mut headers = HeaderMap::with_capacity(16);
        propagation::inject(&span.context(), &mut headers);
        tokio::select! {
            answer = browser.exchange(method.clone(), ask.address, headers, ask.body, crowd.patience.waits) => answer,
            // It had its time to end; what was not answered has no result.
            () = crowd.cut.cancelled() => return Err(Miss::Stopped),
        }
    };
    let latency = started.elapsed();
    let status = answer.as_ref().ok().map(|answer| answer.status.as_u16());
    let body_bytes = answer.as_ref().ok().map(|answer| answer.body.len() as u64);
    let read = answer.and_then(|answer| judge(request, &answer, check));
    if let Some(web) = &crowd.web {
        let result = if read.is_ok() { CallResult::Success } else { CallResult::Error };
        web.lived(request, latency, result, status);
    }
    let call = Call { latency, late, failure: read.as_ref().err().map(Failure::kind), body_bytes };
    let failure = read.as_ref().err().map(ToString::to_string);
    record(crowd, &span, journey, request, call, status, failure.clone());
    // What follows is no time of the request.
    drop(span);
    // Goose's own figures say the same as ours; it refuses only when its run is over.
    let _ = user
        .record_custom_request_duration(
            method.as_str(),
            request.name(),
            call.since_due(),
            failure.is_none(),
            status,
            failure.as_deref(),
        )
        .await;
    read.map_err(|failure| miss(&failure))
}

fn judge<T>(request: Request, answer: &Answer, check: impl Fn(&Answer) -> Result<T, String>) -> Result<T, Failure> {
    if request.succeeds_with(answer.status) {
        check(answer).map_err(Failure::Content)
    } else {
        let detail = answer.problem().map(|problem| format!(": {problem}")).unwrap_or_default();
        Err(Failure::Status { status: answer.status.as_u16(), detail })
    }
}

fn record(
    crowd: &Crowd,
    span: &Span,
    journey: Journey,
    request: Request,
    call: Call,
    status: Option<u16>,
    message: Option<String>,
) {
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if let Some(message) = &message {
        span.record("otel.status_code", "ERROR");
        span.record("error.message", message.as_str());
        tracing::debug!(%journey, request = request.name(), message, "a request failed");
    }
    let result = if message.is_some() { CallResult::Error } else { CallResult::Success };
    crowd.meters.request(journey, request, call.since_due(), result);
    crowd.record.request(journey, request, call, message);
}
