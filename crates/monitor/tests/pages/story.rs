//! Hours of a lab that never was: every metric of the dashboards, as OpenMetrics with times, through several scenarios.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use movie_guru_contract::{self as contract, CallResult, Metric, Operation, Outcome, PoolState, Sentiment, label};

/// Seconds between two scrapes.
pub(crate) const STEP: i64 = 15;

/// What goes on for how many of ten parts of the time: name, successes of chats, how slow everything is.
const SCENARIOS: [(&str, i64, f64, f64); 3] =
    [("challenge-1", 5, 0.70, 1.0), ("challenge-6", 3, 0.98, 0.55), ("challenge-7", 2, 0.97, 1.25)];

/// Series with their samples, by metric.
#[derive(Default)]
struct Story {
    metrics: BTreeMap<String, (&'static str, BTreeMap<String, String>)>,
    totals: BTreeMap<String, f64>,
}

impl Story {
    fn set(&mut self, metric: &str, kind: &'static str, series: &str, at: i64, value: f64) {
        let (_, lines) = self.metrics.entry(metric.to_owned()).or_insert_with(|| (kind, BTreeMap::new()));
        let _ = writeln!(lines.entry(series.to_owned()).or_default(), "{series} {value} {at}");
    }

    fn add(&mut self, metric: &Metric, labels: &str, at: i64, more: f64) {
        let name = metric.exposed();
        let series = format!("{name}{{{labels}}}");
        let total = self.totals.entry(series.clone()).or_default();
        *total += more;
        let total = *total;
        self.set(name.trim_end_matches("_total"), "counter", &series, at, total);
    }

    fn gauge(&mut self, metric: &Metric, labels: &str, at: i64, value: f64) {
        let name = metric.exposed();
        self.set(&name, "gauge", &format!("{name}{{{labels}}}"), at, value);
    }

    /// Some more observations around `middle`, spread over two thirds to three halves of it.
    fn observe(&mut self, metric: &Metric, labels: &str, at: i64, (middle, count): (f64, f64)) {
        let name = metric.exposed();
        let (low, high) = (middle / 1.5, middle * 1.5);
        let comma = if labels.is_empty() { "" } else { "," };
        for bound in metric.bounds().iter().chain([&f64::INFINITY]) {
            let share = ((bound - low) / (high - low)).clamp(0.0, 1.0);
            let le = if bound.is_finite() { format!("{bound:?}") } else { "+Inf".to_owned() };
            let series = format!("{name}_bucket{{{labels}{comma}le=\"{le}\"}}");
            let total = self.totals.entry(series.clone()).or_default();
            *total += share * count;
            let total = *total;
            self.set(&name, "histogram", &series, at, total);
        }
        for (suffix, more) in [("count", count), ("sum", count * middle)] {
            let series = format!("{name}_{suffix}{{{labels}}}");
            let total = self.totals.entry(series.clone()).or_default();
            *total += more;
            let total = *total;
            self.set(&name, "histogram", &series, at, total);
        }
    }

    fn operations(&mut self, at: i64, chats: f64, slow: f64, sway: f64) {
        for (operation, per_second, success, ms) in [
            (Operation::Login, 0.4, 0.985, 90.0),
            (Operation::Logout, 0.3, 1.0, 4.0),
            (Operation::Startup, 0.4, 0.5 + chats / 2.0, 1000.0),
            (Operation::Chat, 0.38, chats, 4200.0),
            (Operation::PrefGet, 0.33, 0.995, 270.0),
            (Operation::PrefUpdate, 0.2, 0.9, 560.0),
            (Operation::Search, 0.25, 1.0, 12.0),
            (Operation::HealthCheck, 0.2, 1.0, 1.0),
        ] {
            let (count, success) = (per_second * STEP as f64 * sway, (success * (0.96 + sway / 25.0)).min(1.0));
            let metrics = operation.metrics();
            let job = "job=\"backend\"";
            self.add(&metrics.attempts, job, at, count);
            if let Some(counter) = metrics.success {
                self.add(&counter, job, at, count * success);
            }
            for (result, share) in CallResult::ALL.into_iter().zip([success, 1.0 - success]) {
                let labels = format!("{job},{}=\"{}\"", label::RESULT, result.name());
                self.observe(&metrics.latency, &labels, at, (ms * slow * sway, count * share));
            }
            let operation = format!("{}=\"{}\"", label::OPERATION, operation.name());
            self.observe(
                &contract::WEB_LATENCY,
                &format!("job=\"web\",{operation}"),
                at,
                (ms * slow * sway + 30.0, count),
            );
            for (result, share) in CallResult::ALL.into_iter().zip([success, 1.0 - success]) {
                let labels = format!("job=\"web\",{operation},{}=\"{}\"", label::RESULT, result.name());
                self.add(&contract::WEB_REQUESTS, &labels, at, count * share);
            }
            self.add(&contract::CLIENT_ERRORS, &format!("{job},{operation},{}=\"401\"", label::STATUS), at, 0.1);
        }
    }

    fn chats(&mut self, at: i64, engaged: f64) {
        for (outcome, share) in Outcome::ALL.into_iter().zip([
            engaged * 0.7,
            engaged * 0.3,
            (1.0 - engaged) * 0.6,
            0.0,
            (1.0 - engaged) * 0.4,
        ]) {
            self.add(&contract::CHAT_OUTCOME, &format!("{}=\"{}\"", label::OUTCOME, outcome.name()), at, 5.0 * share);
        }
        for (sentiment, share) in Sentiment::ALL.into_iter().zip([engaged * 0.5, 0.2, 0.25, 0.55 - engaged * 0.5]) {
            self.add(
                &contract::CHAT_SENTIMENT,
                &format!("{}=\"{}\"", label::SENTIMENT, sentiment.name()),
                at,
                5.0 * share,
            );
        }
        self.add(&contract::CHAT_SAFETY_ISSUE, "", at, 0.15);
    }

    fn the_rest(&mut self, at: i64, since: i64, sway: f64) {
        for (state, count) in PoolState::ALL.into_iter().zip([5.0, (5.0 - 2.0 * sway).round(), 0.0]) {
            self.gauge(&contract::DB_POOL_CONNECTIONS, &format!("{}=\"{}\"", label::STATE, state.name()), at, count);
        }
        for (job, size) in [("backend", 58e6), ("web", 31e6), ("load", 44e6), ("monitor", 72e6)] {
            let labels = format!("job=\"{job}\",instance=\"127.0.0.1:80\"");
            self.add(&contract::PROCESS_CPU, &labels, at, 0.3 * sway * size / 3e7);
            self.gauge(&contract::PROCESS_RESIDENT_MEMORY, &labels, at, size * (1.0 + 0.02 * sway));
            self.gauge(&contract::PROCESS_START_TIME, &labels, at, since as f64);
            self.gauge(&contract::PROCESS_OPEN_FDS, &labels, at, (30.0 * sway).round());
            self.set("up", "gauge", &format!("up{{{labels}}}"), at, f64::from(job != "load" || at % 3600 > 300));
            for (route, status, seconds) in [("/chat", 200, 4.0), ("/startup", 200, 1.0), ("/startup", 500, 0.9)] {
                let labels = format!("job=\"{job}\",http_route=\"{route}\",http_response_status_code=\"{status}\"");
                self.observe(&contract::HTTP_SERVER_DURATION, &labels, at, (seconds * sway, 3.0));
            }
        }
        self.gauge(&contract::LOADTEST_USERS, "", at, 5.0);
        for (journey, request) in [("swarm", "login"), ("swarm", "chat"), ("browse", "search")] {
            self.observe(
                &contract::LOADTEST_LATENCY,
                &format!("{}=\"{request}\"", label::REQUEST),
                at,
                (900.0 * sway, 4.0),
            );
            for (result, share) in CallResult::ALL.into_iter().zip([0.9, 0.1]) {
                let labels = format!(
                    "{}=\"{journey}\",{}=\"{request}\",{}=\"{}\"",
                    label::JOURNEY,
                    label::REQUEST,
                    label::RESULT,
                    result.name()
                );
                self.add(&contract::LOADTEST_REQUESTS, &labels, at, 4.0 * share * sway);
            }
        }
        for (step, seconds) in [("login", 0.1), ("startup", 1.0), ("chat", 4.0)] {
            self.gauge(&contract::PROBE_DURATION, &format!("{}=\"{step}\"", label::STEP), at, seconds * sway);
        }
        self.gauge(&contract::PROBE_SUCCESS, "", at, f64::from(sway < 1.12));
        for vital in ["LCP", "INP"] {
            self.observe(&contract::WEB_VITALS, &format!("{}=\"{vital}\"", label::VITAL), at, (300.0 * sway, 1.0));
        }
        self.observe(&contract::WEB_CLS, "", at, (0.02 * sway, 1.0));
    }
}

/// When the second and the third scenario begin.
pub(crate) fn changes(now: i64, hours: i64) -> impl Iterator<Item = i64> {
    let mut passed = 0;
    SCENARIOS[..2].iter().map(move |(_, tenths, ..)| {
        passed += tenths * hours * 360;
        now - hours * 3600 + passed
    })
}

/// OpenMetrics of all scrapes in `hours` up to `now`, in seconds since 1970, and in the half hour that is to come: so the
/// lab goes on while a test looks at it.
pub(crate) fn tell(now: i64, hours: i64) -> String {
    let (start, end) = (now - hours * 3600, now + 1800);
    let mut story = Story::default();
    for at in (start..=end).step_by(STEP as usize) {
        let past = changes(now, hours).filter(|change| at >= *change).count();
        let (name, _, chats, slow) = SCENARIOS[past];
        let sway = 1.0 + 0.1 * (at as f64 / 340.0).sin() + 0.05 * (at as f64 / 71.0).sin();
        story.operations(at, chats, slow, sway);
        story.chats(at, if name == "challenge-7" { 0.5 } else { 0.66 } * sway);
        story.the_rest(at, start, sway);
        for (scenario, ..) in SCENARIOS {
            let labels = format!("job=\"backend\",{}=\"{scenario}\"", label::SCENARIO);
            story.gauge(&contract::PHASE_INFO, &labels, at, f64::from(scenario == name));
        }
    }
    let mut text = String::new();
    for (metric, (kind, series)) in &story.metrics {
        let _ = writeln!(text, "# TYPE {metric} {kind}");
        text.extend(series.values().map(String::as_str));
    }
    text + "# EOF\n"
}
