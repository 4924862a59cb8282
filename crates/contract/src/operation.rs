//! The backend's API: a row for each call, and what is measured of it. A new operation begins here.

use crate::declare::rows;
use crate::label;
use crate::metric::{Metric, Unit};

/// A call of the backend's API, as clients know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// What metrics, spans, browsers' reports and journeys call it.
    pub name: &'static str,
    /// The methods that do it.
    pub methods: &'static [&'static str],
    /// Its path at the backend, with `{parameters}`; at the web edge it is below `/api`.
    pub path: &'static str,
    /// Whether users may call it: the web edge passes it on.
    pub edge: bool,
    /// Whether browsers, and simulated people who go through the edge, report how it went.
    pub browser: bool,
}

/// What the contract says of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// How it is called.
    pub call: Call,
    /// What its fields begin with in a phase (`LoginSuccess`, `LoginLatencyMinMS`, …); none where it has none.
    pub phase: Option<&'static str>,
    /// What is measured of it.
    pub metrics: OperationMetrics,
}

/// The metrics of one operation.
#[derive(Clone, Copy, Debug, PartialEq)]
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

rows! {
    /// What a user (or a health check) asks of the backend, and the backend measures.
    enum Operation;
    /// What the contract says of it.
    fn row -> Row;

    /// Somebody says who they are, and has a session.
    Login = Row {
        call: Call { name: "login", methods: &["POST"], path: "/login", edge: true, browser: true },
        phase: Some("Login"),
        metrics: OperationMetrics {
            attempts: attempts("movieguru_login_attempts", "Logins attempted"),
            success: Some(success("movieguru_login_success", "Logins that succeeded")),
            latency: latency("movieguru_login_latency", "Time a login took"),
            latency_older_name: Some(latency_older_name("movieguru_login_latency")),
        },
    };
    /// The session ends.
    Logout = Row {
        call: Call { name: "logout", methods: &["GET", "POST"], path: "/logout", edge: true, browser: true },
        phase: None,
        metrics: OperationMetrics {
            attempts: attempts("movieguru_logout_attempts", "Logouts attempted"),
            success: Some(success("movieguru_logout_success", "Logouts that succeeded")),
            latency: latency("movieguru_logout_latency", "Time a logout took"),
            latency_older_name: None,
        },
    };
    /// The main page: featured films and the person's profile.
    Startup = Row {
        call: Call { name: "startup", methods: &["GET"], path: "/startup", edge: true, browser: true },
        phase: Some("Startup"),
        metrics: OperationMetrics {
            attempts: attempts("movieguru_startup_attempts", "Main pages asked for"),
            success: Some(success("movieguru_startup_success", "Main pages delivered")),
            latency: latency("movieguru_startup_latency", "Time the main page took"),
            latency_older_name: None,
        },
    };
    /// One turn of the conversation.
    Chat = Row {
        call: Call { name: "chat", methods: &["POST"], path: "/chat", edge: true, browser: true },
        phase: Some("Chat"),
        metrics: OperationMetrics {
            attempts: attempts("movieguru_chat_calls", "Chat messages received"),
            success: Some(success("movieguru_chat_calls_success", "Chat messages answered")),
            latency: latency("movieguru_chat_latency", "Time a chat answer took"),
            latency_older_name: Some(latency_older_name("movieguru_chat_latency")),
        },
    };
    /// The person's likes and dislikes, read.
    PrefGet = Row {
        call: Call { name: "prefGet", methods: &["GET"], path: "/preferences", edge: true, browser: true },
        phase: Some("PrefGet"),
        metrics: OperationMetrics {
            attempts: attempts("movieguru_prefGet_attempts", "Reads of preferences attempted"),
            success: Some(success("movieguru_prefGet_success", "Reads of preferences that succeeded")),
            latency: latency("movieguru_prefGet_latency", "Time a read of preferences took"),
            latency_older_name: None,
        },
    };
    /// The person's likes and dislikes, written.
    PrefUpdate = Row {
        call: Call { name: "prefUpdate", methods: &["POST"], path: "/preferences", edge: true, browser: true },
        phase: Some("PrefUpdate"),
        metrics: OperationMetrics {
            attempts: attempts("movieguru_prefUpdate_attempts", "Writes of preferences attempted"),
            success: Some(success("movieguru_prefUpdate_success", "Writes of preferences that succeeded")),
            latency: latency("movieguru_prefUpdate_latency", "Time a write of preferences took"),
            latency_older_name: None,
        },
    };
    /// Films by words.
    Search = Row {
        call: Call { name: "search", methods: &["GET"], path: "/search", edge: true, browser: true },
        phase: None,
        metrics: OperationMetrics {
            attempts: attempts("movieguru_search_attempts", "Searches attempted"),
            success: Some(success("movieguru_search_success", "Searches that succeeded")),
            latency: latency("movieguru_search_latency", "Time a search took"),
            latency_older_name: None,
        },
    };
    /// The counted health check: the service answers at all.
    HealthCheck = Row {
        call: Call { name: "healthcheck", methods: &["GET"], path: "/", edge: false, browser: false },
        phase: None,
        metrics: OperationMetrics {
            attempts: attempts("movieguru_healthcheck_attempts", "Health checks received"),
            success: None,
            latency: latency("movieguru_healthcheck_latency", "Time a health check took"),
            latency_older_name: None,
        },
    };
}

impl Operation {
    /// The value of the label `operation`, and the name of the operation's span.
    pub const fn name(self) -> &'static str {
        self.row().call.name
    }

    /// How it is called.
    pub const fn call(self) -> Call {
        self.row().call
    }

    /// The metrics of this operation.
    pub const fn metrics(self) -> OperationMetrics {
        self.row().metrics
    }
}

rows! {
    /// What the backend answers beside its operations: no SLI is made of it.
    enum Unmeasured;
    /// How it is called.
    fn call -> Call;

    /// What was said before, read or deleted.
    History = Call { name: "history", methods: &["GET", "DELETE"], path: "/history", edge: true, browser: true };
    /// A film's poster.
    Poster = Call { name: "poster", methods: &["GET"], path: "/posters/{file}", edge: true, browser: false };
    /// How the app behaves just now: the coach's.
    Phase = Call { name: "phase", methods: &["GET", "POST"], path: "/phase", edge: false, browser: false };
    /// Texts of the team's workshop, kept for the guide.
    Workshop = Call { name: "workshop", methods: &["GET", "PUT", "DELETE"], path: "/workshop", edge: false, browser: false };
}

/// Every call of the API.
pub fn calls() -> impl Iterator<Item = Call> {
    Operation::ALL.map(Operation::call).into_iter().chain(Unmeasured::ALL.map(Unmeasured::call))
}

/// The names of what browsers report: values of the label `operation` on the web service's metrics.
pub fn browser_operations() -> impl Iterator<Item = &'static str> {
    calls().filter(|call| call.browser).map(|call| call.name)
}

const fn attempts(instrument: &'static str, help: &'static str) -> Metric {
    Metric::counter(instrument, help).about(
        "Counted when it has ended, well or not. A client's own mistake is no attempt. It is the total of a success rate.",
    )
}

const fn success(instrument: &'static str, help: &'static str) -> Metric {
    Metric::counter(instrument, help).about("Those that ended with the right content: the good ones of a success rate.")
}

const fn latency(instrument: &'static str, help: &'static str) -> Metric {
    Metric::latency(instrument, help).by(&[label::RESULT]).about(
        "Of every attempt, on every way out. For percentiles, and for SLOs with one of its bounds as the threshold.",
    )
}

const fn latency_older_name(instrument: &'static str) -> Metric {
    latency(instrument, "The latency in milliseconds, under the name that published dashboards read")
        .of_unit(Unit::None)
        .about("The same once more, for dashboards that read the older name. Write new queries with the longer one.")
}
