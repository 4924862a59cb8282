//! Which metrics there are, by who exposes them.

use crate::bounds;
use crate::declare::{metrics, rows};
use crate::label;
use crate::metric::{Metric, Unit};
use crate::operation::Operation;

metrics! {
    /// What the backend measures beside its operations.
    BACKEND;

    /// Every answered turn of the conversation, by how the person took the turn before. The share of `Engaged` and
    /// `Acknowledged` says whether people get something out of it: that is quality, which no latency shows.
    CHAT_OUTCOME = Metric::counter("movieguru_chat_outcome_counter", "Chat turns by outcome of the turn before")
        .by(&[label::OUTCOME]);
    /// Every answered turn of the conversation, by the tone of the message: what people feel, beside
    /// what they do.
    CHAT_SENTIMENT = Metric::counter("movieguru_chat_sentiment_counter", "Chat turns by sentiment")
        .by(&[label::SENTIMENT]);
    /// Messages that were refused as unsafe. The service did what it should, so each is a success too.
    CHAT_SAFETY_ISSUE = Metric::counter("movieguru_chat_safetyissue_counter", "Chat messages refused as unsafe");
    /// Requests that were the client's own mistake. They are no attempts and burn no budget; look here when a rate of
    /// attempts falls and nothing fails.
    CLIENT_ERRORS = Metric::counter("movieguru_client_errors", "Requests refused as the client's own mistake")
        .by(&[label::OPERATION, label::STATUS]);
    /// 1 for the scenario that is on, 0 for the others. Lay it under a graph to see what the coach changed and when.
    PHASE_INFO = Metric::gauge("movieguru_phase_info", "1 for the scenario that is on").by(&[label::SCENARIO]);
    /// Database connections by what they do. Waiting above 0 for a while means that the pool is too small, or held.
    DB_POOL_CONNECTIONS = Metric::gauge(
        "movieguru_db_pool_connections",
        "Database connections open and idle, and requests waiting for one",
    )
    .by(&[label::STATE]);
}

metrics! {
    /// What every service measures of itself.
    EVERY_SERVICE;

    /// Always 1; its labels say which service runs in which version. Join it to see what a roll-out changed.
    BUILD_INFO = Metric::gauge("movieguru_build_info", "Always 1, by service and version")
        .by(&[label::SERVICE, label::VERSION]);
    /// Every HTTP request by route, method and status, OpenTelemetry's way: probes, pages and scrapes too. For what no
    /// operation counts; an SLI is better made of attempts and successes.
    HTTP_SERVER_DURATION = Metric::histogram(
        "http.server.request.duration",
        &bounds::HTTP_S,
        "Duration of HTTP server requests",
    )
    .of_unit(Unit::Seconds)
    .by(&[label::HTTP_METHOD, label::HTTP_ROUTE, label::HTTP_STATUS]);
    /// Processor time that the process used. Its rate is the number of cores in use.
    PROCESS_CPU = Metric::counter("process_cpu", "CPU time that the process used").of_unit(Unit::Seconds);
    /// Memory that the process holds. A line that only rises is a leak.
    PROCESS_RESIDENT_MEMORY = Metric::gauge("process_resident_memory", "Resident memory of the process")
        .of_unit(Unit::Bytes);
    /// When the process started, in seconds since 1970. A new value is a restart.
    PROCESS_START_TIME = Metric::gauge("process_start_time", "Start of the process in seconds since 1970")
        .of_unit(Unit::Seconds);
    /// Files and sockets that the process holds open. Each connection is one.
    PROCESS_OPEN_FDS = Metric::gauge("process_open_fds", "Open files of the process");
}

metrics! {
    /// What the web service measures: the user's side.
    WEB;

    /// Calls as people lived them in the browser: a connection that was lost or a blank answer is an error, though the
    /// backend knows nothing of it. Compare with the backend's successes when users complain and all is green.
    WEB_REQUESTS = Metric::counter("movieguru_web_requests", "Calls as browsers saw them")
        .by(&[label::OPERATION, label::RESULT]);
    /// From the person's action to the rendered answer. What lies above the backend's latency is the way and the page.
    WEB_LATENCY = Metric::latency("movieguru_web_latency", "Time from the action to the rendered answer")
        .by(&[label::OPERATION]);
    /// Largest Contentful Paint and Interaction to Next Paint of page views (<https://web.dev/articles/vitals>). Judged by
    /// the 75th percentile: 2,500 and 200 ms are good.
    WEB_VITALS = Metric::latency("movieguru_web_vitals", "Web vitals of page views, by vital").by(&[label::VITAL]);
    /// Cumulative Layout Shift of page views, a number without a unit: 0.1 is good, 0.25 poor
    /// (<https://web.dev/articles/cls>).
    WEB_CLS = Metric::histogram("movieguru_web_cls", &bounds::CLS, "Cumulative Layout Shift").by(&[label::VITAL]);
    /// Browsers' reports that were not taken. Above 0, the other figures of this service have gaps.
    WEB_RUM_REFUSED = Metric::counter("movieguru_web_rum_refused", "Browsers' reports that were refused")
        .by(&[label::REASON]);
    /// What the Content-Security-Policy stopped in browsers: a mistake of a page, or somebody who tries something.
    WEB_CSP_REPORTS = Metric::counter("movieguru_web_csp_reports", "Content-Security-Policy violations reported");
}

metrics! {
    /// What the synthetic check measures, which asks like a user again and again.
    PROBE;

    /// 1 when the last synthetic check went well, 0 when it did not. It is there without any user, so it also says that
    /// nothing answers at all.
    PROBE_SUCCESS = Metric::gauge("movieguru_probe_success", "1 when the last synthetic check went well");
    /// How long each step of the last synthetic check took; 0 for a step that it did not come to.
    PROBE_DURATION = Metric::gauge("movieguru_probe_duration", "Time that each step of the last synthetic check took")
        .of_unit(Unit::Seconds)
        .by(&[label::STEP]);
    /// Synthetic checks. The share of successes is availability as somebody outside sees it.
    PROBE_RUNS = Metric::counter("movieguru_probe_runs", "Synthetic checks made").by(&[label::RESULT]);
}

metrics! {
    /// What synthetic checks of one's own measure.
    SYNTHETIC;

    /// Runs of the synthetic checks in the folder `checks` (`docs/synthetic.md`). A success is a run whose every step was
    /// answered as its file expects, in time; the share of them is an SLI that a team has chosen itself.
    SYNTHETIC_RUNS = Metric::counter("movieguru_synthetic_runs", "Runs of synthetic checks of one's own")
        .by(&[label::CHECK, label::RESULT]);
    /// How long the last run of each of them took, as far as it came.
    SYNTHETIC_DURATION = Metric::gauge(
        "movieguru_synthetic_duration",
        "Time that the last run of each synthetic check of one's own took",
    )
    .of_unit(Unit::Seconds)
    .by(&[label::CHECK]);
}

metrics! {
    /// What the load generator measures: the side of simulated people.
    LOAD;

    /// Requests of simulated people, read to the end and looked at for their content. What they count as failed and the
    /// backend does not was lost on the way.
    LOADTEST_REQUESTS = Metric::counter("loadtest_requests", "Requests sent by the load generator")
        .by(&[label::JOURNEY, label::REQUEST, label::RESULT]);
    /// What simulated people waited, from the moment that the request was due. Under overload this is the honest figure.
    LOADTEST_LATENCY = Metric::latency(
        "loadtest_request_latency",
        "Time to the end of the answer as a simulated person sees it",
    )
    .by(&[label::REQUEST]);
    /// Simulated people at work. How much load there is, before asking what it does.
    LOADTEST_USERS = Metric::gauge("loadtest_users", "Simulated people at work");
}

metrics! {
    /// What the monitor measures of itself.
    MONITOR;

    /// Samples that were to be stored: `stored`, `refused` (not newer, or a series too many), `failed` (a full disk, for
    /// example). Where some failed, what queries say has gaps.
    MONITOR_SAMPLES = Metric::counter("monitor_samples", "Samples that the monitor was to store, by result")
        .by(&[label::RESULT]);
    /// Series that the store has. A steep rise is a label with too many values.
    MONITOR_SERIES = Metric::gauge("monitor_series", "Series in the monitor's store");
}

rows! {
    /// Who measures something, beside what every service measures of itself.
    enum Service;
    /// The metrics that are its own; the backend has those of its operations as well.
    fn own -> &'static [Metric];

    /// The backend: port 8081.
    Backend = BACKEND;
    /// The web app and the edge in front of the backend, with what browsers report: port 8080.
    Web = WEB;
    /// The synthetic check: in `lab` on port 9090, or by itself as `lab probe`.
    Probe = PROBE;
    /// Synthetic checks of one's own, files in the folder `checks`: in `lab` on port 9090.
    Synthetic = SYNTHETIC;
    /// The load generator: port 8089.
    Load = LOAD;
    /// The monitor: in `lab` on port 9090.
    Monitor = MONITOR;
}

impl Service {
    /// Everything that it exposes. Synthetic checks and the monitor do so as one service.
    pub fn exposes(self) -> Vec<Metric> {
        let of_operations = if self == Self::Backend { of_operations() } else { Vec::new() };
        [of_operations, self.own().to_vec(), EVERY_SERVICE.to_vec()].concat()
    }
}

/// Every metric there is, once; those of operations first, in the order of the contract.
pub fn metrics() -> Vec<Metric> {
    let own = |service: Service| service.own().to_vec();
    let [backend, others @ ..] = Service::ALL.map(own);
    [of_operations(), backend, EVERY_SERVICE.to_vec(), others.concat()].concat()
}

/// The metric that a name in a query means: its own name, or a histogram's series.
pub fn metric_of(series: &str) -> Option<Metric> {
    metrics().into_iter().find(|metric| metric.exposed() == series || metric.series().iter().any(|own| own == series))
}

fn of_operations() -> Vec<Metric> {
    let of_one = |operation: Operation| {
        let metrics = operation.metrics();
        [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name]
    };
    Operation::ALL.into_iter().flat_map(of_one).flatten().collect()
}
