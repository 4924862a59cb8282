//! What is asked for of the app's metrics, and so what people do and expect whom an SLI or an alert is about.

use std::collections::BTreeMap;

use movie_guru_contract::{
    CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CallResult, HTTP_SERVER_DURATION, LOADTEST_LATENCY,
    LOADTEST_REQUESTS, Metric, Operation, PROBE_RUNS, PROBE_SUCCESS, WEB_LATENCY, WEB_REQUESTS, label, metric_of,
};
use movie_guru_grader::{Concern, Feature};
use movie_guru_slo::{MatchOp, Selector};
use series::{METRIC_NAME, Match, Matcher};

/// What is fast where nobody says it, in milliseconds: the workshop's own bounds.
const USUAL_BOUND: f64 = 1000.0;
const USUAL_BOUND_OF_CHAT: f64 = 5000.0;
/// The chat stands for all operations: it is what people come for.
const OF_ALL: &str = "It counts all operations; it is held against what users of the chat live.";
const OF_PROBE: &str =
    "It counts walks of the probe, which end with a chat; it is held against what users of the chat live.";

/// Series that are asked for, as far as that says what about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// The name, `_bucket` and all.
    pub(super) metric: String,
    /// Labels that must have a value; of several values the first.
    labels: BTreeMap<String, String>,
}

impl Asked {
    /// What an SLI counts.
    pub(super) fn of_selector(selector: &Selector) -> Self {
        let wanted = selector.matchers.iter().filter(|matcher| matches!(matcher.op, MatchOp::Equal | MatchOp::Matches));
        let labels = wanted.map(|matcher| (matcher.label.clone(), first(&matcher.value)));
        Self { metric: selector.metric.clone(), labels: labels.collect() }
    }

    /// What a query asks for; none where it names no metric.
    pub(super) fn of_matchers(matchers: &[Matcher]) -> Option<Self> {
        let mut asked = Self::default();
        for matcher in matchers {
            let value = match &matcher.value {
                Match::Equal(value) => value.clone(),
                Match::Matches(pattern) => first(pattern.as_str()),
                Match::NotEqual(_) | Match::MatchesNot(_) => continue,
            };
            if matcher.name == METRIC_NAME {
                asked.metric = value;
            } else {
                asked.labels.insert(matcher.name.clone(), value);
            }
        }
        (!asked.metric.is_empty()).then_some(asked)
    }

    /// Whether series with these labels, and others that nobody knows, may be meant.
    pub(super) fn may_be(&self, labels: &BTreeMap<String, String>) -> bool {
        self.labels.iter().all(|(label, wanted)| labels.get(label).is_none_or(|value| value == wanted))
    }

    fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(&label::exposed(name)).map(String::as_str)
    }

    /// The bound of the bucket that is asked for.
    fn bound(&self) -> Option<f64> {
        self.labels.get("le")?.parse().ok().filter(|bound: &f64| bound.is_finite())
    }

    fn is_of(&self, metric: Metric) -> bool {
        metric.exposed() == self.metric || metric.series().contains(&self.metric)
    }

    fn is_bucket(&self) -> bool {
        self.metric.ends_with("_bucket")
    }
}

/// The first value that a pattern matches, where it is a list of words: `5000` of `5000(\.0)?|5e3`.
fn first(pattern: &str) -> String {
    let pattern = pattern.trim_start_matches("^(?:").trim_end_matches(")$").trim_start_matches("(?:");
    let word = pattern.split('|').next().unwrap_or_default();
    word.replace(r"(\.0)?", "").replace(['\\', '(', ')'], "")
}

/// What is found of one selector.
#[derive(Clone, Copy, Debug, PartialEq)]
enum About {
    Answers,
    /// So many milliseconds; none where a duration is asked for without a bound.
    Time(Option<f64>),
    Pleases,
}

/// What people do and expect whom these are about. `number` is what a duration is compared with, where there is one.
///
/// # Errors
/// Why it cannot be told: a part of a sentence, "it …".
pub(super) fn concern(asked: &[Asked], number: Option<f64>) -> Result<(Concern, Option<&'static str>), String> {
    let mut found: Option<(Operation, About)> = None;
    let mut note = None;
    let mut not = None;
    for one in asked {
        match about(one) {
            Ok((operation, about, of_one)) => {
                note = note.or(of_one);
                found = Some(match found {
                    None => (operation, about),
                    Some((known, so_far)) => (known, stronger(so_far, about)),
                });
            }
            Err(why) => not = not.or(Some(why)),
        }
    }
    let Some((operation, about)) = found else {
        return Err(not.unwrap_or_else(|| "it asks for no metric of the app".to_owned()));
    };
    let usual = if operation == Operation::Chat { USUAL_BOUND_OF_CHAT } else { USUAL_BOUND };
    let feature = match about {
        About::Answers => Feature::Answers,
        About::Pleases => Feature::Pleases,
        About::Time(bound) => Feature::Fast(bound.or(number).filter(|bound| *bound > 0.0).unwrap_or(usual)),
    };
    Ok((Concern { operation, feature }, note))
}

/// A bound says more than a count beside it.
fn stronger(one: About, other: About) -> About {
    match (one, other) {
        (About::Time(Some(_)), _) | (_, About::Answers) => one,
        (About::Answers, _) | (_, About::Time(_)) => other,
        _ => one,
    }
}

fn about(asked: &Asked) -> Result<(Operation, About, Option<&'static str>), String> {
    for operation in Operation::ALL {
        let metrics = operation.metrics();
        if asked.is_of(metrics.attempts) || metrics.success.is_some_and(|success| asked.is_of(success)) {
            return Ok((operation, About::Answers, None));
        }
        if asked.is_of(metrics.latency) || metrics.latency_older_name.is_some_and(|older| asked.is_of(older)) {
            return Ok((operation, of_histogram(asked, 1.0), None));
        }
    }
    if asked.is_of(CHAT_OUTCOME) || asked.is_of(CHAT_SENTIMENT) {
        return Ok((Operation::Chat, About::Pleases, None));
    }
    if asked.is_of(CHAT_SAFETY_ISSUE) {
        return Ok((Operation::Chat, About::Answers, None));
    }
    let by_label = [
        (WEB_REQUESTS, label::OPERATION, false),
        (WEB_LATENCY, label::OPERATION, true),
        (LOADTEST_REQUESTS, label::REQUEST, false),
        (LOADTEST_LATENCY, label::REQUEST, true),
    ];
    for (metric, name, is_time) in by_label {
        if asked.is_of(metric) {
            let (operation, note) = named(asked.label(name))?;
            return Ok((operation, if is_time { of_histogram(asked, 1.0) } else { About::Answers }, note));
        }
    }
    if asked.is_of(PROBE_RUNS) || asked.is_of(PROBE_SUCCESS) {
        return Ok((Operation::Chat, About::Answers, Some(OF_PROBE)));
    }
    if asked.is_of(HTTP_SERVER_DURATION) {
        let route = asked.label(label::HTTP_ROUTE);
        let by_route = |operation: &Operation| Some(operation.call().path) == route;
        let operation = Operation::ALL.into_iter().find(by_route);
        let operation = operation.ok_or_else(|| {
            format!("it does not say by `{}` which requests are meant", label::exposed(label::HTTP_ROUTE))
        })?;
        let about = if asked.bound().is_some() { of_histogram(asked, 1000.0) } else { About::Answers };
        return Ok((operation, about, None));
    }
    match metric_of(&asked.metric) {
        Some(_) => Err(format!("`{}` says of no operation how it went for people", asked.metric)),
        None => Err(format!("it asks for `{}`, which the app does not have", asked.metric)),
    }
}

/// A bucket is of time; a count alone, by how it ended, is of answers.
fn of_histogram(asked: &Asked, ms: f64) -> About {
    if asked.is_bucket() || asked.metric.ends_with("_sum") {
        // Every request is below the last bound.
        let is_all = asked.labels.get("le").is_some_and(|le| le.trim_start_matches('+') == "Inf");
        return if is_all { About::Answers } else { About::Time(asked.bound().map(|bound| bound * ms)) };
    }
    let is_by_result =
        asked.label(label::RESULT).is_some_and(|value| CallResult::ALL.iter().any(|known| known.name() == value));
    if is_by_result || asked.metric.ends_with("_count") { About::Answers } else { About::Time(None) }
}

/// The operation of a label's value. Where nothing is said all are meant.
fn named(value: Option<&str>) -> Result<(Operation, Option<&'static str>), String> {
    let Some(value) = value else {
        return Ok((Operation::Chat, Some(OF_ALL)));
    };
    Operation::ALL
        .into_iter()
        .find(|operation| operation.name() == value)
        .map(|operation| (operation, None))
        .ok_or_else(|| {
            let names: Vec<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
            format!("it counts `{value}`, and operations are {}", names.join(", "))
        })
}

/// What people call a concern: `chat answers`.
pub(super) fn title(concern: Concern) -> String {
    let operation = concern.operation.name();
    match concern.feature {
        Feature::Answers => format!("{operation} answers"),
        Feature::Fast(bound) => format!("{operation} is fast ({bound} ms)"),
        Feature::Pleases => format!("{operation} pleases"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(selectors: &[&str]) -> Result<Concern, String> {
        let asked: Vec<_> = selectors.iter().map(|text| Asked::of_selector(&text.parse().unwrap())).collect();
        concern(&asked, None).map(|(concern, _)| concern)
    }

    #[test]
    fn what_is_counted_says_whom_it_is_about() {
        let chat = Operation::Chat.metrics();
        let (all, good, ms) = (chat.attempts.exposed(), chat.success.unwrap().exposed(), chat.latency.exposed());
        let answers = Ok(Concern { operation: Operation::Chat, feature: Feature::Answers });
        let within = |ms| Ok(Concern { operation: Operation::Chat, feature: Feature::Fast(ms) });
        assert_eq!(of(&[&all, &good]), answers);
        let result = label::exposed(label::RESULT);
        assert_eq!(of(&[&format!("{ms}_count{{{result}=\"error\"}}"), &format!("{ms}_count")]), answers);
        for le in ["le=\"3000\"", "le=\"3000.0\"", r#"le=~"3000(\\.0)?""#, r#"le=~"3000|3000\\.0""#] {
            assert_eq!(of(&[&format!("{ms}_bucket{{{le}}}"), &format!("{ms}_count")]), within(3000.0), "{le}");
            assert_eq!(
                of(&[&format!("{ms}_bucket{{le=\"+Inf\"}}"), &format!("{ms}_bucket{{{le}}}")]),
                within(3000.0),
                "{le}"
            );
        }
        assert_eq!(of(&[&format!("{ms}_bucket")]), within(5000.0));
        let outcome = CHAT_OUTCOME.exposed();
        assert_eq!(of(&[&outcome]), Ok(Concern { operation: Operation::Chat, feature: Feature::Pleases }));
    }

    #[test]
    fn browsers_say_by_a_label_what_they_did() {
        let (web, operation) = (WEB_REQUESTS.exposed(), label::exposed(label::OPERATION));
        let startup = Ok(Concern { operation: Operation::Startup, feature: Feature::Answers });
        assert_eq!(of(&[&format!("{web}{{{operation}=\"startup\"}}")]), startup);
        let unknown = of(&[&format!("{web}{{{operation}=\"dance\"}}")]).unwrap_err();
        assert!(unknown.contains("`dance`") && unknown.contains("startup, chat"), "{unknown}");
        assert_eq!(of(&[&web]).unwrap().operation, Operation::Chat);
        assert!(of(&["up"]).unwrap_err().contains("`up`, which the app does not have"));
    }
}
