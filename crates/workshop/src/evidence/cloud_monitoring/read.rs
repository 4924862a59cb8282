//! SLOs and alert policies of Cloud Monitoring as those of this project: the inverse of `lab slo render --to gcp`, and of what
//! people make in the console.

use std::time::Duration;

use jiff::civil::date;
use jiff::tz::TimeZone;
use movie_guru_slo::{
    Alert, Calendar, Indicator, MatchOp, Matcher, Measure, Metadata, Selector, Shorthand, Side, Slo, Target, Unit,
    Window,
};
use serde_json::Value;

use super::ask::shown;
use super::filter::{self, Rest, Series};
use crate::evidence::asked::{BoardSlo, no_measure};

const DAY: u64 = 86_400;

/// Whose SLO it is: `services/SERVICE/serviceLevelObjectives/ID` without the project, which has an id and a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    service: String,
    id: String,
}

impl Key {
    fn of(name: &str) -> Option<Self> {
        let parts: Vec<_> = name.split('/').collect();
        match parts.as_slice() {
            [_, _, "services", service, "serviceLevelObjectives", id] => {
                Some(Self { service: (*service).to_owned(), id: (*id).to_owned() })
            }
            _ => None,
        }
    }

    /// Its whole name in a project.
    pub(super) fn name(&self, project: &str) -> String {
        format!("projects/{project}/services/{}/serviceLevelObjectives/{}", self.service, self.id)
    }
}

/// An alert as a policy has it, before its SLO is found.
pub(super) struct Watching {
    pub(super) slo: Key,
    /// The policy's id at Google.
    pub(super) policy: String,
    pub(super) alert: Alert,
}

/// Why an SLO is not on the board as it stands.
enum NotRead {
    /// It is another team's.
    Others,
    /// As a sentence.
    Because(String),
}

impl From<String> for NotRead {
    fn from(reason: String) -> Self {
        Self::Because(reason)
    }
}

/// The SLO, without alerts; none where it is another team's, or has no name. One that cannot be read counts nothing, and says
/// why in `unmatched`.
pub(super) fn slo(document: &Value, team: &[Matcher]) -> Option<(Key, BoardSlo)> {
    let key = Key::of(document["name"].as_str()?)?;
    let target = document["goal"].as_f64().and_then(Target::new);
    let no_goal = || NotRead::Because("Its goal is no share below 1.".to_owned());
    let measure = measure(&document["serviceLevelIndicator"], team);
    let (measure, unmatched) = match measure.and_then(|measure| target.map(|_| measure).ok_or_else(no_goal)) {
        Ok(measure) => (measure, None),
        Err(NotRead::Others) => return None,
        Err(NotRead::Because(reason)) => (no_measure(), Some(reason)),
    };
    let metadata = named(&key.id, document["displayName"].as_str());
    let slo = Slo {
        description: None,
        service: key.service.clone(),
        indicator: Indicator { metadata: metadata.clone(), description: None, measure },
        window: window(document),
        target: target.or_else(|| Target::new(0.0))?,
        objective: None,
        alerts: Vec::new(),
        metadata,
    };
    Some((key, BoardSlo::new(slo, None, unmatched)))
}

fn named(name: &str, display_name: Option<&str>) -> Metadata {
    Metadata { name: name.to_owned(), display_name: display_name.map(shown), ..Metadata::default() }
}

/// A day where none can be read: the API has SLOs with one only.
fn window(document: &Value) -> Window {
    let shorthand = |number, unit| Shorthand { number, unit };
    let calendar = match document["calendarPeriod"].as_str() {
        Some("WEEK") => Some(shorthand(1, Unit::Week)),
        Some("FORTNIGHT") => Some(shorthand(2, Unit::Week)),
        Some("MONTH") => Some(shorthand(1, Unit::Month)),
        Some(_) => Some(shorthand(1, Unit::Day)),
        None => None,
    };
    if let Some(length) = calendar {
        // A Monday that is the first of its month.
        return Window::Calendar(Calendar { length, start: date(2024, 1, 1).at(0, 0, 0, 0), time_zone: TimeZone::UTC });
    }
    let days = document["rollingPeriod"].as_str().and_then(seconds).map_or(1, |length| length.as_secs().div_ceil(DAY));
    Window::Rolling(shorthand(u32::try_from(days).unwrap_or(1).clamp(1, 366), Unit::Day))
}

/// A duration as protobuf has it in JSON, and a lookback period of a selector: `3600s`, `0.5s`, `60m`.
fn seconds(text: &str) -> Option<Duration> {
    let units = [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &text[digits.len()..];
    let (_, factor) = units.into_iter().find(|(known, _)| *known == unit)?;
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.len() > 20 {
        return None;
    }
    Duration::try_from_secs_f64(digits.parse::<f64>().ok()? * factor).ok()
}

/// In whole minutes, the next longer where it is none.
fn minutes(length: Duration) -> Option<Shorthand> {
    let minutes = length.as_secs_f64() / 60.0;
    (minutes <= 527_040.0).then(|| Shorthand { number: minutes.ceil() as u32, unit: Unit::Minute })
}

fn measure(indicator: &Value, team: &[Matcher]) -> Result<Measure, NotRead> {
    let is_there = |member: &str| !indicator[member].is_null();
    if is_there("windowsBased") {
        return Err("It counts windows of time; the checks look at SLOs that count requests.".to_owned().into());
    }
    if is_there("basicSli") {
        let reason = "It takes what Google measures of a service; the checks look at SLOs on Movie Guru's own metrics.";
        return Err(reason.to_owned().into());
    }
    let requests = &indicator["requestBased"];
    if let Value::Object(_) = &requests["distributionCut"] {
        return distribution(&requests["distributionCut"], team);
    }
    ratio(&requests["goodTotalRatio"], team)
}

fn series(of: &Value, filter: &str, team: &[Matcher]) -> Result<Option<Series>, NotRead> {
    let Some(text) = of[filter].as_str().filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let series = filter::read(text).map_err(|reason| format!("Its {filter} cannot be read: {}.", shown(&reason)))?;
    narrowed(series, team).map(Some)
}

/// Takes the team's own labels off, since whatever is asked for it has them by itself.
fn narrowed(mut series: Series, team: &[Matcher]) -> Result<Series, NotRead> {
    for own in team {
        let place = series.resource.iter().position(|has| has.label == own.label && has.op == MatchOp::Equal);
        let Some(place) = place else {
            let Matcher { label, value, .. } = own;
            let words = format!("It counts what all teams do: add resource.labels.{label}=\"{value}\" to its filters.");
            return Err(words.into());
        };
        if series.resource.remove(place).value != own.value {
            return Err(NotRead::Others);
        }
    }
    Ok(series)
}

fn ratio(of: &Value, team: &[Matcher]) -> Result<Measure, NotRead> {
    let counter = |filter: &str| -> Result<Option<Selector>, NotRead> {
        let counter = series(of, filter, team)?.map(Series::counter).transpose();
        Ok(counter.map_err(|reason| format!("Its {filter} cannot be read: {reason}."))?)
    };
    let [good, bad, total] = ["goodServiceFilter", "badServiceFilter", "totalServiceFilter"].map(counter);
    match (good?, bad?, total?) {
        (Some(good), _, Some(total)) => Ok(Measure::Good { good, total }),
        (None, Some(bad), Some(total)) => Ok(Measure::Bad { bad, total }),
        (Some(good), Some(bad), None) => {
            let reason =
                "It has filters of good and bad that cannot be added up: give it one of all, totalServiceFilter.";
            let total = together(&good, &bad).ok_or_else(|| reason.to_owned())?;
            Ok(Measure::Good { good, total })
        }
        _ => Err("It says neither what is counted nor of what.".to_owned().into()),
    }
}

/// The series of two selectors, where one label of the same metric tells them apart.
fn together(good: &Selector, bad: &Selector) -> Option<Selector> {
    let lacks = |all: &Selector, matcher: &Matcher| !all.matchers.contains(matcher);
    let mut of_good = good.matchers.iter().filter(|matcher| lacks(bad, matcher));
    let mut of_bad = bad.matchers.iter().filter(|matcher| lacks(good, matcher));
    let (one, other) = (of_good.next()?, of_bad.next()?);
    if good.metric != bad.metric || one.label != other.label || of_good.next().is_some() || of_bad.next().is_some() {
        return None;
    }
    let words = |matcher: &Matcher| match matcher.op {
        MatchOp::Equal => Some(regex::escape(&matcher.value)),
        MatchOp::Matches => Some(matcher.value.clone()),
        MatchOp::NotEqual | MatchOp::NotMatches => None,
    };
    let mut matchers: Vec<_> = good.matchers.iter().filter(|matcher| *matcher != one).cloned().collect();
    match (words(one), words(other)) {
        (Some(one_words), Some(other_words)) => {
            let value = format!("{one_words}|{other_words}");
            matchers.push(Matcher { label: one.label.clone(), op: MatchOp::Matches, value });
        }
        // This, and all but this.
        _ if one.value == other.value && is_opposite(one.op, other.op) => {}
        _ => return None,
    }
    Some(Selector { metric: good.metric.clone(), matchers })
}

fn is_opposite(one: MatchOp, other: MatchOp) -> bool {
    use MatchOp::{Equal, Matches, NotEqual, NotMatches};
    matches!((one, other), (Equal, NotEqual) | (NotEqual, Equal) | (Matches, NotMatches) | (NotMatches, Matches))
}

/// A bound of a range; none where the range is open there. JSON has no infinity, so protobuf writes it as text.
fn bound(value: &Value) -> Option<f64> {
    let bound = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    bound.filter(|bound| bound.is_finite())
}

fn distribution(cut: &Value, team: &[Matcher]) -> Result<Measure, NotRead> {
    let filter = "distributionFilter";
    let found = series(cut, filter, team)?.ok_or_else(|| "It says nothing of what it counts.".to_owned())?;
    let histogram = found.histogram().map_err(|reason| format!("Its {filter} cannot be read: {reason}."))?;
    // Nothing takes less than no time: a range from 0 is open.
    let min = bound(&cut["range"]["min"]).filter(|min| *min > 0.0);
    match (min, bound(&cut["range"]["max"])) {
        (None, Some(bound)) => Ok(Measure::Threshold { histogram, side: Side::AtMost, bound }),
        (Some(bound), None) => Ok(Measure::Threshold { histogram, side: Side::Above, bound }),
        (Some(_), Some(_)) => {
            Err("It calls good what lies between two bounds; the checks look at one bound.".to_owned().into())
        }
        (None, None) => Err("Its range has no bound, so everything is good.".to_owned().into()),
    }
}

/// A condition on a burn rate.
struct BurnRate {
    slo: Key,
    window: Duration,
    factor: f64,
    after: Duration,
}

fn burn_rate(condition: &Value) -> Option<BurnRate> {
    let threshold = &condition["conditionThreshold"];
    if threshold["comparison"] != "COMPARISON_GT" {
        return None;
    }
    let mut rest = Rest(threshold["filter"].as_str()?.trim());
    let opened = rest.take("select_slo_burn_rate") && rest.take("(");
    let name = opened.then(|| rest.string().ok()).flatten()?;
    let window = rest.take(",").then(|| rest.string().ok()).flatten()?;
    if !rest.take(")") || !rest.0.is_empty() {
        return None;
    }
    Some(BurnRate {
        slo: Key::of(&name)?,
        window: seconds(&window)?,
        // What is 0 is left out.
        factor: threshold["thresholdValue"].as_f64().unwrap_or_default(),
        after: threshold["duration"].as_str().and_then(seconds).unwrap_or_default(),
    })
}

/// The alerts of a policy: one where its conditions must hold together, the longest window and the shortest of them; one for
/// each where any is enough. None of a policy that is off, that Google calls invalid, or that is about something else.
///
/// Cloud Monitoring knows of no least number of requests: the alert has the one that suits its target, as on a laptop.
pub(super) fn alerts(policy: &Value) -> Vec<Watching> {
    let is_off = policy["enabled"] == false || policy["validity"]["code"].as_i64().unwrap_or_default() != 0;
    let Some(name) = policy["name"].as_str().filter(|_| !is_off) else { return Vec::new() };
    let id = name.rsplit('/').next().unwrap_or(name);
    let conditions = policy["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found: Vec<_> = conditions.iter().map(burn_rate).collect();
    let groups: Vec<Vec<BurnRate>> = if policy["combiner"] == "OR" {
        found.into_iter().flatten().map(|one| vec![one]).collect()
    } else {
        found.into_iter().collect::<Option<_>>().into_iter().collect()
    };
    groups.into_iter().filter_map(|group| watching(id, policy, group)).collect()
}

fn watching(id: &str, policy: &Value, mut group: Vec<BurnRate>) -> Option<Watching> {
    group.sort_by_key(|one| one.window);
    let (first, last) = (group.first()?, group.last()?);
    if group.iter().any(|one| one.slo != last.slo) {
        return None;
    }
    let label = |name: &str| policy["userLabels"][name].as_str();
    let severity = match policy["severity"].as_str() {
        Some("CRITICAL" | "ERROR") => "page",
        Some("WARNING") => "ticket",
        _ => label("severity").unwrap_or("page"),
    };
    let metadata = named(label("policy").unwrap_or(id), policy["displayName"].as_str());
    let alert = Alert {
        policy_description: None,
        condition: named(&metadata.name, None),
        policy: metadata,
        description: None,
        severity: severity.to_owned(),
        // Where they differ, the highest has to be exceeded.
        factor: group.iter().map(|one| one.factor).fold(f64::MIN, f64::max),
        long: minutes(last.window)?,
        short: if first.window < last.window { Some(minutes(first.window)?) } else { None },
        after: minutes(group.iter().map(|one| one.after).max()?)?,
        keep: Alert::KEEP,
        min_requests: None,
        when_resolved: true,
        targets: Vec::new(),
    };
    Some(Watching { slo: last.slo.clone(), policy: id.to_owned(), alert })
}
