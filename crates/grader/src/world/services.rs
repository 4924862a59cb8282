//! What each service of the lab exposes of the requests that there were.

use std::sync::Arc;

use movie_guru_contract::{
    CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS, CallResult, LOADTEST_REQUESTS, Metric, Operation,
    Outcome, PROBE_RUNS, PROBE_SUCCESS, PROCESS_START_TIME, Sentiment, WEB_LATENCY, WEB_REQUESTS, browser_operations,
    label, status,
};

use super::chance::{Chance, Parts, Purpose};
use super::exposed::{Exposed, Scraped, result};
use super::latency::{Latencies, Observed};
use super::requests::{Counts, Requests, met};
use super::weather::{Kind, Mix, Weather};
use crate::timeline::Timeline;

/// Of every target that is scraped: 1 while it answers.
pub(super) const UP: &str = "up";
/// How people who go on with an answer take it, in the order of [`Outcome::ALL`].
const PLEASED: [f64; 5] = [0.8, 0.2, 0.0, 0.0, 0.0];
/// And those who do not.
const DISPLEASED: [f64; 5] = [0.0, 0.0, 0.6, 0.1, 0.3];
/// The tone of either, in the order of [`Sentiment::ALL`].
const TONE_PLEASED: [f64; 4] = [0.7, 0.0, 0.3, 0.0];
const TONE_DISPLEASED: [f64; 4] = [0.0, 0.6, 0.2, 0.2];

const SUCCESSES: [Kind; 2] = [Kind::Fine, Kind::Slow];
const ERRORS: [Kind; 2] = [Kind::Failing, Kind::TimedOut];

/// A timeline as an SLO's budget makes it.
pub(super) struct Play<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) weather: Weather<'a>,
}

/// The metrics that a world can have.
pub(super) fn metrics() -> Vec<Metric> {
    let of_operation = |operation: Operation| {
        let metrics = operation.metrics();
        [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name]
    };
    let of_operations = Operation::ALL.into_iter().flat_map(of_operation).flatten();
    let others = [WEB_REQUESTS, WEB_LATENCY, PROBE_SUCCESS, PROBE_RUNS, LOADTEST_REQUESTS, PROCESS_START_TIME];
    let of_chat = [CHAT_OUTCOME, CHAT_SENTIMENT, CHAT_SAFETY_ISSUE, CLIENT_ERRORS];
    of_operations.chain(of_chat).chain(others).collect()
}

/// Whether anything is asked for that needs the requests of an operation.
pub(super) fn needs(exposed: &Exposed<'_>, operation: Operation) -> bool {
    let metrics = operation.metrics();
    let own = [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name];
    let of_chat = operation == Operation::Chat && wants_quality(exposed);
    let outside = [WEB_REQUESTS, WEB_LATENCY, LOADTEST_REQUESTS].iter().any(|of| exposed.wants(of));
    of_chat || (outside && operation.call().browser) || own.iter().flatten().any(|metric| exposed.wants(metric))
}

/// The backend's counters and histograms of an operation.
pub(super) fn backend(exposed: &mut Exposed<'_>, play: &Play<'_>, operation: Operation, requests: &Requests) {
    let metrics = operation.metrics();
    let of_latency = [Some(metrics.latency), metrics.latency_older_name].into_iter().flatten();
    let of_latency: Vec<_> = of_latency.filter(|metric| exposed.wants(metric)).collect();
    let counters = [Some(metrics.attempts), metrics.success];
    if of_latency.is_empty() && !counters.iter().flatten().any(|metric| exposed.wants(metric)) {
        return;
    }
    let [usual, slow, failing] = [Latencies::usual(operation), Latencies::slow(), Latencies::failing()];
    let mut chance = Chance::of(play.timeline, Purpose::Latencies, operation);
    for instance in requests.instances() {
        let of = Scraped::backend(instance, requests.instances().len());
        let successes = requests.at(instance, &SUCCESSES);
        let errors = requests.at(instance, &ERRORS);
        let attempts: Counts = successes.iter().zip(&errors).map(|(success, error)| success + error).collect();
        exposed.counter(&metrics.attempts, &of, &[], &attempts);
        if let Some(metric) = metrics.success {
            exposed.counter(&metric, &of, &[], &successes);
        }
        if of_latency.is_empty() {
            continue;
        }
        let kind = |kind| requests.of_kind(instance, kind);
        let well = [(kind(Kind::Fine), &usual), (kind(Kind::Slow), &slow)];
        let ill = [(kind(Kind::Failing), &failing), (kind(Kind::TimedOut), &slow)];
        for (ended, sorts) in [(CallResult::Success, well), (CallResult::Error, ill)] {
            let observed = [Arc::new(Observed::of(&mut chance, requests.scrapes(), &sorts))];
            for metric in &of_latency {
                exposed.histogram(metric, &of, &[result(ended)], &observed);
            }
        }
    }
}

/// Whether anything is asked for that says how answers are taken.
pub(super) fn wants_quality(exposed: &Exposed<'_>) -> bool {
    [CHAT_OUTCOME, CHAT_SENTIMENT].iter().any(|metric| exposed.wants(metric))
}

/// How the answers of the chat are taken, everywhere together: by scrape, those that people go on with and all.
pub(super) fn chat_quality(exposed: &mut Exposed<'_>, play: &Play<'_>, requests: &Requests) -> (Counts, Counts) {
    let chat = Operation::Chat;
    let mut outcomes = Chance::of(play.timeline, Purpose::Outcomes, chat);
    let mut sentiments = Chance::of(play.timeline, Purpose::Sentiments, chat);
    let (mut pleased, mut all) = (vec![0.0; requests.scrapes()], vec![0.0; requests.scrapes()]);
    for instance in requests.instances() {
        let of = Scraped::backend(instance, requests.instances().len());
        let answers = requests.at(instance, &SUCCESSES);
        let mix = |scrape| met(&play.weather, chat, scrape, instance as u32);
        let by_outcome = taken(&answers, mix, &mut outcomes, PLEASED, DISPLEASED);
        for (outcome, counts) in Outcome::ALL.into_iter().zip(&by_outcome) {
            exposed.counter(&CHAT_OUTCOME, &of, &[(label::OUTCOME, outcome.name())], counts);
            let is_pleased = matches!(outcome, Outcome::Engaged | Outcome::Acknowledged);
            pleased.iter_mut().zip(counts).filter(|_| is_pleased).for_each(|(sum, count)| *sum += count);
        }
        all.iter_mut().zip(&answers).for_each(|(sum, count)| *sum += count);
        if exposed.wants(&CHAT_SENTIMENT) {
            let by_tone = taken(&answers, mix, &mut sentiments, TONE_PLEASED, TONE_DISPLEASED);
            for (sentiment, counts) in Sentiment::ALL.into_iter().zip(&by_tone) {
                exposed.counter(&CHAT_SENTIMENT, &of, &[(label::SENTIMENT, sentiment.name())], counts);
            }
        }
    }
    (pleased, all)
}

/// Answers by how they are taken.
fn taken<const N: usize>(
    answers: &[f64],
    mix: impl Fn(usize) -> Mix,
    chance: &mut Chance,
    pleased: [f64; N],
    displeased: [f64; N],
) -> [Counts; N] {
    let mut counts: [Counts; N] = std::array::from_fn(|_| vec![0.0; answers.len()]);
    let mut parts = (f64::NAN, Parts::new(&pleased));
    for (scrape, count) in answers.iter().enumerate().skip(1) {
        let share = mix(scrape).displeasing;
        if parts.0.to_bits() != share.to_bits() {
            let weights: [f64; N] =
                std::array::from_fn(|part| pleased[part] * (1.0 - share) + displeased[part] * share);
            parts = (share, Parts::new(&weights));
        }
        chance.split(*count, &parts.1, |part, more| counts[part][scrape] += more);
    }
    counts
}

/// What users lived of an operation: how long those took that ended well, and the others.
pub(super) fn lived(play: &Play<'_>, operation: Operation, requests: &Requests) -> [Arc<Observed>; 2] {
    let [usual, slow, failing] = [Latencies::lived(operation), Latencies::slow(), Latencies::failing()];
    let mut chance = Chance::of(play.timeline, Purpose::Lived, operation);
    let of = |kind| requests.everywhere(&[kind]);
    let [fine, late, failed, timed_out, lost] = Kind::ALL.map(of);
    let mut observed = |sorts: &[(&[f64], &Latencies)]| Arc::new(Observed::of(&mut chance, requests.scrapes(), sorts));
    let well = observed(&[(&fine, &usual), (&late, &slow)]);
    [well, observed(&[(&failed, &failing), (&timed_out, &slow), (&lost, &failing)])]
}

/// The browsers' side of an operation, as the web service has it, and that of simulated people.
pub(super) fn outside(
    exposed: &mut Exposed<'_>,
    operation: Operation,
    requests: &Requests,
    lived: Option<&[Arc<Observed>; 2]>,
) {
    let name = (label::OPERATION, operation.name());
    let successes = requests.everywhere(&SUCCESSES);
    let errors = requests.everywhere(&[Kind::Failing, Kind::TimedOut, Kind::Lost]);
    for (ended, counts) in [(CallResult::Success, &successes), (CallResult::Error, &errors)] {
        exposed.counter(&WEB_REQUESTS, &Scraped::web(), &[name, result(ended)], counts);
        if let Some(journey) = journey(operation) {
            let own = [(label::JOURNEY, journey), (label::REQUEST, operation.name()), result(ended)];
            exposed.lasting_counter(&LOADTEST_REQUESTS, &Scraped::load(), &own, counts);
        }
    }
    if let Some(lived) = lived {
        exposed.histogram(&WEB_LATENCY, &Scraped::web(), &[name], lived);
    }
}

/// Whether the browsers' latency is asked for.
pub(super) fn wants_lived(exposed: &Exposed<'_>) -> bool {
    exposed.wants(&WEB_LATENCY)
}

/// The journey of simulated people in which an operation is asked for.
const fn journey(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::Login | Operation::Startup => Some("main-page"),
        Operation::Chat => Some("recommendations"),
        Operation::PrefGet | Operation::PrefUpdate => Some("preferences"),
        Operation::Logout | Operation::Search => Some("swarm"),
        Operation::HealthCheck => None,
    }
}

/// What no request changes.
pub(super) fn still(exposed: &mut Exposed<'_>, play: &Play<'_>) {
    let instances = play.timeline.traffic.instances as usize;
    let backends: Vec<_> = (0..instances).map(|instance| Scraped::backend(instance, instances)).collect();
    let others = [Scraped::web(), Scraped::load(), Scraped::monitor()];
    let scrapes = exposed.scrapes.moments.len();
    for of in backends.iter().chain(&others) {
        exposed.gauge(UP, of, &[], vec![1.0; scrapes]);
    }
    let start_time = PROCESS_START_TIME.exposed();
    if exposed.wants_name(&start_time) {
        let begun = begun(exposed);
        for of in &backends {
            exposed.gauge(&start_time, of, &[], begun.clone());
        }
        exposed.gauge(&start_time, &others[0], &[], begun.clone());
        for of in &others[1..] {
            exposed.gauge(&start_time, of, &[], vec![begun[0]; scrapes]);
        }
    }
    for of in &backends {
        exposed.zero(&CHAT_SAFETY_ISSUE, of, &[]);
        for operation in Operation::ALL {
            for status in status::CLIENT_ERRORS {
                let own = [(label::OPERATION, operation.name()), (label::STATUS, &status.to_string())];
                exposed.zero(&CLIENT_ERRORS, of, &own);
            }
        }
    }
    // What browsers report and the backend does not measure: nobody asks for it here.
    for name in browser_operations().filter(|name| Operation::ALL.iter().all(|known| known.name() != *name)) {
        for ended in CallResult::ALL {
            exposed.zero(&WEB_REQUESTS, &Scraped::web(), &[(label::OPERATION, name), result(ended)]);
        }
        if exposed.wants(&WEB_LATENCY) {
            exposed.histogram(&WEB_LATENCY, &Scraped::web(), &[(label::OPERATION, name)], &[]);
        }
    }
}

/// When the process that each scrape found had started, in seconds since 1970.
fn begun(exposed: &Exposed<'_>) -> Vec<f64> {
    let moments = &exposed.scrapes.moments;
    let mut restarts = exposed.scrapes.restarts.iter().copied().peekable();
    let mut since = moments.first().copied().unwrap_or_default();
    let at = |(scrape, moment): (usize, &i64)| {
        if restarts.next_if_eq(&scrape).is_some() {
            since = *moment;
        }
        since as f64 / 1000.0
    };
    moments.iter().enumerate().map(at).collect()
}

/// The synthetic check: a walk through three operations before each scrape. It is no browser, so what is lost on the way to
/// browsers it does not meet, and it is patient.
pub(super) fn probe(exposed: &mut Exposed<'_>, play: &Play<'_>) {
    if ![PROBE_RUNS, PROBE_SUCCESS].iter().any(|metric| exposed.wants(metric)) {
        return;
    }
    let instances = play.timeline.traffic.instances;
    let scrapes = exposed.scrapes.moments.len();
    let mut chance = Chance::of(play.timeline, Purpose::Probe, Operation::HealthCheck);
    let mut runs = [vec![0.0; scrapes], vec![0.0; scrapes]];
    let mut success = vec![1.0; scrapes];
    for scrape in 1..scrapes {
        let failing = |instance| {
            let mix = play.weather.mix(scrape, instance);
            let of = |kinds: &[Kind]| kinds.iter().map(|kind| mix.share(*kind)).sum::<f64>();
            let reached = of(&SUCCESSES) + of(&ERRORS);
            if reached > 0.0 { of(&ERRORS) / reached } else { 0.0 }
        };
        let well = (1.0 - (0..instances).map(failing).sum::<f64>() / f64::from(instances)).powi(3);
        chance.split(1.0, &Parts::new(&[well, 1.0 - well]), |ended, more| runs[ended][scrape] += more);
        success[scrape] = f64::from(u8::from(runs[0][scrape] >= 0.5));
    }
    for (ended, counts) in CallResult::ALL.into_iter().zip(&runs) {
        exposed.lasting_counter(&PROBE_RUNS, &Scraped::monitor(), &[result(ended)], counts);
    }
    exposed.gauge(&PROBE_SUCCESS.exposed(), &Scraped::monitor(), &[], success);
}
