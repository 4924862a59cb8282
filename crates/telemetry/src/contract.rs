//! The names that leave the lab: one file, because attendees type them into consoles and every dashboard,
//! SLO and check must say the same. A test refuses a metric name of ours written out anywhere else.
//!
//! A [`Metric`] is written as OpenTelemetry names it (no `_total`, the unit beside it);
//! [`Metric::exposed`] gives the name that Prometheus shows, after OpenTelemetry's rule for Prometheus names
//! (<https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/>).

/// Bucket bounds of every latency histogram, in milliseconds. Requests end after 30 s, so `+Inf` holds none.
pub const LATENCY_BUCKETS_MS: [f64; 31] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 600.0, 750.0, 1000.0, 1250.0,
    1500.0, 1750.0, 2000.0, 2500.0, 3000.0, 4000.0, 5000.0, 6000.0, 7000.0, 8000.0, 10000.0, 15000.0, 30000.0, 60000.0,
];

/// Bucket bounds of `http.server.request.duration`, in seconds, as OpenTelemetry's HTTP semantic conventions advise.
pub const HTTP_BUCKETS_S: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Every status that a client's own mistake can end in.
pub const CLIENT_ERROR_STATUSES: [u16; 8] = [400, 401, 404, 405, 408, 413, 415, 422];

/// What kind of series a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only ever rises within a process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Buckets, a sum and a count.
    Histogram,
}

/// The unit of a metric, in UCUM as OpenTelemetry wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// The UCUM code: `ms`, `s`, `By`, or nothing.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Bytes => "By",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Milliseconds => "_milliseconds",
            Self::Seconds => "_seconds",
            Self::Bytes => "_bytes",
        }
    }
}

/// One metric of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// OpenTelemetry's instrument name: no unit, no `_total`.
    pub instrument: &'static str,
    /// Counter, gauge or histogram.
    pub kind: Kind,
    /// What the number counts in.
    pub unit: Unit,
    /// The `# HELP` line.
    pub help: &'static str,
}

impl Metric {
    /// The name in `/metrics` and in every query: unit and `_total` added.
    pub fn exposed(&self) -> String {
        let total = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{}{}{total}", self.instrument.replace('.', "_"), self.unit.suffix())
    }
}

const fn counter(instrument: &'static str, help: &'static str) -> Metric {
    Metric { instrument, kind: Kind::Counter, unit: Unit::None, help }
}

const fn gauge(instrument: &'static str, help: &'static str) -> Metric {
    Metric { instrument, kind: Kind::Gauge, unit: Unit::None, help }
}

const fn latency(instrument: &'static str, help: &'static str) -> Metric {
    Metric { instrument, kind: Kind::Histogram, unit: Unit::Milliseconds, help }
}

const fn latency_older_name(instrument: &'static str) -> Metric {
    Metric {
        instrument,
        kind: Kind::Histogram,
        unit: Unit::None,
        help: "The latency in milliseconds, under the name that published dashboards read",
    }
}

/// What a user (or a health check) asks of the backend, and what is measured of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// `POST /login`
    Login,
    /// `GET` or `POST /logout`
    Logout,
    /// `GET /startup`, the main page
    Startup,
    /// `POST /chat`
    Chat,
    /// `GET /preferences`
    PrefGet,
    /// `POST /preferences`
    PrefUpdate,
    /// `GET /search`
    Search,
    /// `GET /`
    HealthCheck,
}

/// The metrics of one operation.
#[derive(Clone, Copy, Debug)]
pub struct OperationMetrics {
    /// How often it was asked for.
    pub attempts: Metric,
    /// How often it ended with the right content; the health check has none.
    pub success: Option<Metric>,
    /// How long it took, by `result`.
    pub latency: Metric,
    /// The same histogram under an older name.
    pub latency_older_name: Option<Metric>,
}

impl Operation {
    /// All operations, in the order of the contract.
    pub const ALL: [Self; 8] = [
        Self::Login,
        Self::Logout,
        Self::Startup,
        Self::Chat,
        Self::PrefGet,
        Self::PrefUpdate,
        Self::Search,
        Self::HealthCheck,
    ];

    /// The value of the label `operation`, and the name of the operation's span.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::Startup => "startup",
            Self::Chat => "chat",
            Self::PrefGet => "prefGet",
            Self::PrefUpdate => "prefUpdate",
            Self::Search => "search",
            Self::HealthCheck => "healthcheck",
        }
    }

    /// The metrics of this operation.
    pub const fn metrics(self) -> OperationMetrics {
        let (attempts, success, latency_ms, older) = match self {
            Self::Login => (
                counter("movieguru_login_attempts", "Logins attempted"),
                Some(counter("movieguru_login_success", "Logins that succeeded")),
                latency("movieguru_login_latency", "Time a login took"),
                Some(latency_older_name("movieguru_login_latency")),
            ),
            Self::Logout => (
                counter("movieguru_logout_attempts", "Logouts attempted"),
                Some(counter("movieguru_logout_success", "Logouts that succeeded")),
                latency("movieguru_logout_latency", "Time a logout took"),
                None,
            ),
            Self::Startup => (
                counter("movieguru_startup_attempts", "Main pages asked for"),
                Some(counter("movieguru_startup_success", "Main pages delivered")),
                latency("movieguru_startup_latency", "Time the main page took"),
                None,
            ),
            Self::Chat => (
                counter("movieguru_chat_calls", "Chat messages received"),
                Some(counter("movieguru_chat_calls_success", "Chat messages answered")),
                latency("movieguru_chat_latency", "Time a chat answer took"),
                Some(latency_older_name("movieguru_chat_latency")),
            ),
            Self::PrefGet => (
                counter("movieguru_prefGet_attempts", "Reads of preferences attempted"),
                Some(counter("movieguru_prefGet_success", "Reads of preferences that succeeded")),
                latency("movieguru_prefGet_latency", "Time a read of preferences took"),
                None,
            ),
            Self::PrefUpdate => (
                counter("movieguru_prefUpdate_attempts", "Writes of preferences attempted"),
                Some(counter("movieguru_prefUpdate_success", "Writes of preferences that succeeded")),
                latency("movieguru_prefUpdate_latency", "Time a write of preferences took"),
                None,
            ),
            Self::Search => (
                counter("movieguru_search_attempts", "Searches attempted"),
                Some(counter("movieguru_search_success", "Searches that succeeded")),
                latency("movieguru_search_latency", "Time a search took"),
                None,
            ),
            Self::HealthCheck => (
                counter("movieguru_healthcheck_attempts", "Health checks received"),
                None,
                latency("movieguru_healthcheck_latency", "Time a health check took"),
                None,
            ),
        };
        OperationMetrics { attempts, success, latency: latency_ms, latency_older_name: older }
    }
}

/// Label names.
pub mod label {
    /// `success` or `error`, on every latency histogram.
    pub const RESULT: &str = "result";
    /// How a chat turn went: one of [`super::Outcome`].
    pub const OUTCOME: &str = "Outcome";
    /// The tone of a chat turn: one of [`super::Sentiment`].
    pub const SENTIMENT: &str = "Sentiment";
    /// An [`super::Operation`]'s name.
    pub const OPERATION: &str = "operation";
    /// An HTTP status.
    pub const STATUS: &str = "status";
    /// The scenario that is on.
    pub const SCENARIO: &str = "scenario";
    /// The state of a pooled connection.
    pub const STATE: &str = "state";
    /// The program's version.
    pub const VERSION: &str = "version";
    /// The service's name.
    pub const SERVICE: &str = "service";
    /// A user journey of the load generator.
    pub const JOURNEY: &str = "journey";
    /// A named request of the load generator.
    pub const REQUEST: &str = "request";
    /// A step of the synthetic check.
    pub const STEP: &str = "step";
    /// One of the web vitals: `LCP`, `INP`, `CLS`.
    pub const VITAL: &str = "vital";
    /// Why a browser's report was refused.
    pub const REASON: &str = "reason";
}

/// The two values of the label `result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// The right content came back.
    Success,
    /// Anything else.
    Error,
}

impl CallResult {
    /// Both values.
    pub const ALL: [Self; 2] = [Self::Success, Self::Error];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
        }
    }
}

/// How the turn before was taken by the person: the label `Outcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// They go on with it: ask for details or for more of the same.
    Engaged,
    /// They take note: thanks, fine, good.
    Acknowledged,
    /// They do not want it.
    Rejected,
    /// They talk about something that has nothing to do with it.
    Irrelevant,
    /// Nothing can be said, for example at the first message.
    Unclassified,
}

impl Outcome {
    /// All values.
    pub const ALL: [Self; 5] =
        [Self::Engaged, Self::Acknowledged, Self::Rejected, Self::Irrelevant, Self::Unclassified];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Engaged => "Engaged",
            Self::Acknowledged => "Acknowledged",
            Self::Rejected => "Rejected",
            Self::Irrelevant => "Irrelevant",
            Self::Unclassified => "Unclassified",
        }
    }
}

/// The tone of the person's message: the label `Sentiment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sentiment {
    /// Pleased.
    Positive,
    /// Displeased.
    Negative,
    /// Neither.
    Neutral,
    /// Nothing can be said.
    Unclassified,
}

impl Sentiment {
    /// All values.
    pub const ALL: [Self; 4] = [Self::Positive, Self::Negative, Self::Neutral, Self::Unclassified];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Positive => "Positive",
            Self::Negative => "Negative",
            Self::Neutral => "Neutral",
            Self::Unclassified => "Unclassified",
        }
    }
}

/// What a pooled database connection is doing: the label `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolState {
    /// Open, busy or not.
    Open,
    /// Open and free.
    Idle,
    /// A request that waits for one.
    Waiting,
}

impl PoolState {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Open, Self::Idle, Self::Waiting];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Idle => "idle",
            Self::Waiting => "waiting",
        }
    }
}

/// Chat turns by how the person took the turn before (`Outcome`).
pub const CHAT_OUTCOME: Metric = counter("movieguru_chat_outcome_counter", "Chat turns by outcome of the turn before");
/// Chat turns by tone (`Sentiment`).
pub const CHAT_SENTIMENT: Metric = counter("movieguru_chat_sentiment_counter", "Chat turns by sentiment");
/// Chat messages refused as unsafe.
pub const CHAT_SAFETY_ISSUE: Metric = counter("movieguru_chat_safetyissue_counter", "Chat messages refused as unsafe");
/// Requests that were the client's own mistake, by `operation` and `status`; they are no attempts.
pub const CLIENT_ERRORS: Metric = counter("movieguru_client_errors", "Requests refused as the client's own mistake");
/// 1 for the scenario that is on, 0 for the others.
pub const PHASE_INFO: Metric = gauge("movieguru_phase_info", "1 for the scenario that is on");
/// Always 1; the labels say which service and version runs.
pub const BUILD_INFO: Metric = gauge("movieguru_build_info", "Always 1, by service and version");
/// Database connections by `state`.
pub const DB_POOL_CONNECTIONS: Metric =
    gauge("movieguru_db_pool_connections", "Database connections open and idle, and requests waiting for one");

/// OpenTelemetry's HTTP server duration.
pub const HTTP_SERVER_DURATION: Metric = Metric {
    instrument: "http.server.request.duration",
    kind: Kind::Histogram,
    unit: Unit::Seconds,
    help: "Duration of HTTP server requests",
};

/// CPU time of the process.
pub const PROCESS_CPU: Metric = Metric {
    instrument: "process_cpu",
    kind: Kind::Counter,
    unit: Unit::Seconds,
    help: "CPU time that the process used",
};
/// Resident memory of the process.
pub const PROCESS_RESIDENT_MEMORY: Metric = Metric {
    instrument: "process_resident_memory",
    kind: Kind::Gauge,
    unit: Unit::Bytes,
    help: "Resident memory of the process",
};
/// When the process started, in seconds since 1970.
pub const PROCESS_START_TIME: Metric = Metric {
    instrument: "process_start_time",
    kind: Kind::Gauge,
    unit: Unit::Seconds,
    help: "Start of the process in seconds since 1970",
};
/// Files that the process holds open.
pub const PROCESS_OPEN_FDS: Metric = gauge("process_open_fds", "Open files of the process");

/// The operations that browsers report, the values of the label `operation` of [`WEB_REQUESTS`] and [`WEB_LATENCY`]:
/// the backend's own names, and the read of the history, which the backend does not measure by itself.
pub const WEB_OPERATIONS: [&str; 8] = [
    Operation::Login.name(),
    Operation::Logout.name(),
    Operation::Startup.name(),
    Operation::Chat.name(),
    Operation::PrefGet.name(),
    Operation::PrefUpdate.name(),
    Operation::Search.name(),
    "history",
];
/// Bucket bounds of [`WEB_CLS`]: 0.1 is good and 0.25 poor (<https://web.dev/articles/cls>).
pub const CLS_BUCKETS: [f64; 9] = [0.001, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0];

/// Calls as people live them in the browser, by `operation` and `result`: a dropped connection or a blank answer is an
/// error.
pub const WEB_REQUESTS: Metric = counter("movieguru_web_requests", "Calls as browsers saw them");
/// From the person's action to the rendered answer, by `operation`.
pub const WEB_LATENCY: Metric = latency("movieguru_web_latency", "Time from the action to the rendered answer");
/// Largest Contentful Paint and Interaction to Next Paint, by `vital` (<https://web.dev/articles/vitals>).
pub const WEB_VITALS: Metric = latency("movieguru_web_vitals", "Web vitals of page views, by vital");
/// Cumulative Layout Shift (<https://web.dev/articles/cls>), a number without a unit, with the same label `vital`.
pub const WEB_CLS: Metric = Metric {
    instrument: "movieguru_web_cls",
    kind: Kind::Histogram,
    unit: Unit::None,
    help: "Cumulative Layout Shift",
};
/// Browsers' reports that were refused, by `reason`.
pub const WEB_RUM_REFUSED: Metric = counter("movieguru_web_rum_refused", "Browsers' reports that were refused");
/// Reports of something that the Content-Security-Policy stopped.
pub const WEB_CSP_REPORTS: Metric = counter("movieguru_web_csp_reports", "Content-Security-Policy violations reported");

/// 1 when the last synthetic check went well, 0 when it did not.
pub const PROBE_SUCCESS: Metric = gauge("movieguru_probe_success", "1 when the last synthetic check went well");
/// How long each `step` of the last synthetic check took.
pub const PROBE_DURATION: Metric = Metric {
    instrument: "movieguru_probe_duration",
    kind: Kind::Gauge,
    unit: Unit::Seconds,
    help: "Time that each step of the last synthetic check took",
};
/// Synthetic checks by `result`.
pub const PROBE_RUNS: Metric = counter("movieguru_probe_runs", "Synthetic checks made");

/// Requests that the load generator sent, by `journey`, `request` and `result`.
pub const LOADTEST_REQUESTS: Metric = counter("loadtest_requests", "Requests sent by the load generator");
/// What simulated people waited, by `request`.
pub const LOADTEST_LATENCY: Metric =
    latency("loadtest_request_latency", "Time to the end of the answer as a simulated person sees it");
/// Simulated people at work just now.
pub const LOADTEST_USERS: Metric = gauge("loadtest_users", "Simulated people at work");

/// Samples that were to be stored, by `result`: `stored`, `refused` (not newer, or a series too many), `failed` (a full
/// disk, for example).
pub const MONITOR_SAMPLES: Metric = counter("monitor_samples", "Samples that the monitor was to store, by result");
/// Series that the monitor's store has.
pub const MONITOR_SERIES: Metric = gauge("monitor_series", "Series in the monitor's store");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposed_names_carry_unit_and_total() {
        assert_eq!(Operation::Chat.metrics().attempts.exposed(), "movieguru_chat_calls_total");
        assert_eq!(Operation::PrefGet.metrics().latency.exposed(), "movieguru_prefGet_latency_milliseconds");
        assert_eq!(HTTP_SERVER_DURATION.exposed(), "http_server_request_duration_seconds");
        assert_eq!(PROCESS_CPU.exposed(), "process_cpu_seconds_total");
    }
}
