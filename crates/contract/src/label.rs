//! Label names.

use crate::declare::labels;

/// A label's name in `/metrics` and in every query: OpenTelemetry's dots are underscores there.
pub fn exposed(name: &str) -> String {
    name.replace('.', "_")
}

labels! {
    /// How it ended: `success` or `error`; of the monitor's samples `stored`, `refused` or `failed`.
    RESULT = "result";
    /// How the turn before was taken by the person who now answers it.
    OUTCOME = "Outcome";
    /// The tone of the person's message.
    SENTIMENT = "Sentiment";
    /// The name of an operation.
    OPERATION = "operation";
    /// The HTTP status that the client was told.
    STATUS = "status";
    /// The name of a scenario, `custom` for a phase without one.
    SCENARIO = "scenario";
    /// What a database connection is doing.
    STATE = "state";
    /// The program's version.
    VERSION = "version";
    /// The service's name.
    SERVICE = "service";
    /// A journey of simulated people.
    JOURNEY = "journey";
    /// A request of those journeys.
    REQUEST = "request";
    /// A step of the synthetic check: the operation that it asks for.
    STEP = "step";
    /// A synthetic check of one's own: its file's name without `.yaml`.
    CHECK = "check";
    /// One of the web vitals: `LCP`, `INP` or `CLS`.
    VITAL = "vital";
    /// Why a report was refused: `too_large`, `malformed` or `limited`.
    REASON = "reason";
    /// The request's method; one that is not usual is `_OTHER`.
    HTTP_METHOD = "http.request.method";
    /// The status of the answer.
    HTTP_STATUS = "http.response.status_code";
    /// The route that was asked for, with its parameters' names; none where there is no such route.
    HTTP_ROUTE = "http.route";
}
