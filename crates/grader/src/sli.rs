//! Is this SLI what users feel, and is its target a sensible one?

use std::time::Duration;

use movie_guru_contract::WEB_REQUESTS;
use movie_guru_slo::{Count, History, Measure, Period, earlier};
use serde::Serialize;

use crate::plain;
use crate::replay::Stage;
use crate::subject::{Feature, Subject};
use crate::world::World;

/// The timeline on which all is well.
const HEALTHY: &str = "healthy";
/// What the SLI and users say is held together over so many scrapes: an answer that is counted late is counted.
const TOGETHER: u32 = 10;
/// An SLI that knows of less of what users lived is blind to it.
pub(crate) const BLIND: f64 = 0.5;
/// Of fewer of the users' requests than these nothing is said.
const FEW: f64 = 0.001;
/// One failure that costs more of the budget makes a share say nothing.
const DEAR: f64 = 0.1;
/// A target of which more is spent when all is well has no room for anything else.
const NO_ROOM: f64 = 0.75;
const HOUR: Duration = Duration::from_secs(3600);
/// More names than these are not read.
const MOST_NAMES: usize = 4;

/// What is to be said of an SLO, on one timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SliOnTimeline {
    /// The share of good requests as the SLI counts it; none where it counts nothing.
    pub measured: Option<f64>,
    /// The share as users lived it; none without users.
    pub lived: Option<f64>,
    /// The share of the users' bad requests that the SLI knows of, at most 1; none where users had none.
    pub seen: Option<f64>,
    /// Whether the target would have been met all the time.
    pub is_met: Option<bool>,
    /// The share of the budget of the whole window that one failed request costs.
    pub cost_of_one: Option<f64>,
}

/// What is to be said of an SLO, all in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SliVerdict {
    /// Sentences, most important first.
    pub says: Vec<String>,
    /// What to change.
    pub next: Vec<String>,
}

/// How the SLI of a subject does in a world; none for a subject whose counts are not known.
pub fn on_timeline(stage: &Stage<'_>, subject: &Subject) -> Option<SliOnTimeline> {
    stage.history(subject).map(|counted| compared(stage.world, subject, &counted))
}

fn compared(world: &World, subject: &Subject, counted: &History) -> SliOnTimeline {
    let users = &world.truth.users;
    let end = world.moment(world.scrapes.saturating_sub(1));
    let whole = Period { start: earlier(world.start, world.every), end };
    let (measured, lived) = (counted.count(whole), users.count(whole));
    let bad = |count: Count| (count.total - count.good).max(0.0);
    let seen: f64 = stretches(world).map(|period| bad(counted.count(period)).min(bad(users.count(period)))).sum();
    // Without anything counted, the requests that there were would have been.
    let requests = if measured.total > 0.0 { measured.total } else { lived.total };
    let seconds = whole.length().as_secs_f64() * world.pace.max(1.0);
    let of_window = requests * subject.window.as_secs_f64() / seconds.max(1.0);
    SliOnTimeline {
        measured: measured.sli(),
        lived: lived.sli(),
        seen: (bad(lived) > 0.0).then(|| (seen / bad(lived)).clamp(0.0, 1.0)),
        is_met: measured.sli().map(|_| is_met(world, subject, counted)),
        cost_of_one: (of_window > 0.0).then(|| 1.0 / (of_window * subject.target.budget())),
    }
}

/// Whether the target is met over the SLO's window at every hour at which a whole window has passed; over all that there is
/// where the window is longer.
fn is_met(world: &World, subject: &Subject, counted: &History) -> bool {
    let pace = world.pace.max(1.0);
    let scrapes =
        |length: Duration| (length.as_secs_f64() / pace / world.every.as_secs_f64().max(1e-3)).round() as usize;
    let last = world.scrapes.saturating_sub(1);
    let window = scrapes(subject.window).clamp(1, last.max(1));
    (window..=last.max(window)).step_by(scrapes(HOUR).max(1)).all(|scrape| {
        let period = Period { start: world.moment(scrape - window), end: world.moment(scrape.min(last)) };
        counted.count(period).sli().is_none_or(|sli| sli >= subject.target.share())
    })
}

/// Stretches of some scrapes each, the first scrape among them.
fn stretches(world: &World) -> impl Iterator<Item = Period> {
    let step = world.every * TOGETHER;
    let count = world.scrapes.div_ceil(TOGETHER as usize);
    let moment = |scrape: usize| world.moment(scrape.min(world.scrapes.saturating_sub(1)));
    (0..count).map(move |index| {
        let end = moment((index + 1) * TOGETHER as usize - 1);
        Period {
            start: if index == 0 { earlier(world.start, step) } else { moment(index * TOGETHER as usize - 1) },
            end,
        }
    })
}

/// Is it what users feel, is the target attainable (it is met when all is well), what does one failure cost, is it
/// meaningless where few come? By the name of the timeline.
pub fn verdict(subject: &Subject, on: &[(String, SliOnTimeline)]) -> SliVerdict {
    let mut verdict = SliVerdict::default();
    if on.is_empty() {
        return verdict;
    }
    for says in [felt(subject, on), attainable(subject, on), one_failure(subject, on), met(subject, on)] {
        verdict.says.extend(says.says);
        verdict.next.extend(says.next);
    }
    verdict
}

fn said(says: String, next: Option<String>) -> SliVerdict {
    SliVerdict { says: vec![says], next: next.into_iter().collect() }
}

/// A timeline's name, as people read it.
fn titled(name: &str) -> String {
    format!("“{}”", plain::sentence(&name.replace('-', " ")))
}

/// Whether it is what users feel.
fn felt(subject: &Subject, on: &[(String, SliOnTimeline)]) -> SliVerdict {
    if on.iter().all(|(_, on)| on.measured.is_none()) {
        let next = "Count requests that the app exposes: its attempts and its successes, for example.".to_owned();
        return said("The SLI counts no request on any timeline, so it says nothing.".to_owned(), Some(next));
    }
    let felt = |on: &SliOnTimeline| on.lived.is_some_and(|lived| 1.0 - lived >= FEW);
    let mut blind: Vec<_> = on.iter().filter(|(_, on)| felt(on) && on.seen.is_some_and(|seen| seen < BLIND)).collect();
    blind.sort_by(|(_, one), (_, other)| one.seen.unwrap_or(1.0).total_cmp(&other.seen.unwrap_or(1.0)));
    let seen: Vec<f64> = on.iter().filter(|(_, on)| felt(on)).filter_map(|(_, on)| on.seen).collect();
    if let Some((worst, of)) = blind.first() {
        let names: Vec<_> = blind.iter().skip(1).map(|(name, _)| titled(name)).collect();
        let also = if names.is_empty() {
            String::new()
        } else {
            format!("; little more on {}", plain::list(&names, MOST_NAMES))
        };
        return said(
            format!(
                "The SLI is not what users feel: on {} it knows of {} of the requests that were bad for them{also}.",
                titled(worst),
                plain::share(of.seen.unwrap_or_default())
            ),
            Some(what_to_count(subject)),
        );
    }
    let worse = |on: &SliOnTimeline| {
        on.measured.zip(on.lived).is_some_and(|(measured, lived)| {
            1.0 - measured > 2.0 * (1.0 - lived) && lived - measured > subject.target.budget()
        })
    };
    if let Some((name, on)) = on.iter().find(|(_, on)| worse(on)) {
        let (measured, lived) =
            (plain::share(1.0 - on.measured.unwrap_or(1.0)), plain::share(1.0 - on.lived.unwrap_or(1.0)));
        return said(
            format!(
                "The SLI calls bad what users do not mind: on {} it counts {measured} as bad, and {lived} was.",
                titled(name)
            ),
            Some("Count as bad only what somebody would complain of.".to_owned()),
        );
    }
    match seen.iter().copied().reduce(f64::min) {
        Some(least) => {
            let much = if least > 0.995 { "all".to_owned() } else { format!("at least {}", plain::share(least)) };
            said(
                format!("The SLI is what users feel: it knows of {much} of what was bad for them, on every timeline."),
                None,
            )
        }
        None => SliVerdict::default(),
    }
}

fn what_to_count(subject: &Subject) -> String {
    let operation = subject.concern.operation;
    match subject.concern.feature {
        Feature::Answers => format!(
            "Count where users are: `{}{{operation=\"{}\"}}` knows of what never came to the backend.",
            WEB_REQUESTS.exposed(),
            operation.name()
        ),
        Feature::Fast(_) if is_of_latency(subject) => format!(
            "Have a second SLO on `{}{{operation=\"{}\"}}`: what never came to the backend is no slow answer there.",
            WEB_REQUESTS.exposed(),
            operation.name()
        ),
        Feature::Fast(ms) => format!(
            "Count what took at most {} of `{}`: slow is bad as well.",
            plain::duration(Duration::from_secs_f64(ms / 1000.0)),
            operation.metrics().latency.exposed()
        ),
        Feature::Pleases => {
            format!("Count what people make of the answers: `{}`.", movie_guru_contract::CHAT_OUTCOME.exposed())
        }
    }
}

/// Whether it counts the answers in time of its operation already.
fn is_of_latency(subject: &Subject) -> bool {
    let latency = subject.concern.operation.metrics().latency.exposed();
    subject.slo.as_ref().is_some_and(
        |slo| matches!(&slo.indicator.measure, Measure::Threshold { histogram, .. } if histogram.metric == latency),
    )
}

/// Whether it is met when all is well.
fn attainable(subject: &Subject, on: &[(String, SliOnTimeline)]) -> SliVerdict {
    let healthy = on.iter().find(|(name, _)| name == HEALTHY).and_then(|(_, on)| on.measured);
    let Some(good) = healthy else { return SliVerdict::default() };
    let target = plain_target(subject.target.share());
    let spent = (1.0 - good) / subject.target.budget();
    let proposed =
        || proposed(good).map(|share| format!("Aim at {}, and raise it when the app is better.", plain_target(share)));
    if spent > 1.0 {
        let good = movie_guru_slo::readable::percent(good);
        return said(
            format!(
                "{target} is not attainable: when all is well, {good} of requests are good, and the budget is spent."
            ),
            proposed(),
        );
    }
    if spent > NO_ROOM {
        let says =
            format!("{target} has little room: when all is well, {} of the budget is spent.", plain::share(spent));
        return said(says, proposed());
    }
    said(format!("{target} is attainable: when all is well, {} of the budget is spent.", plain::share(spent)), None)
}

fn plain_target(share: f64) -> String {
    movie_guru_slo::readable::percent(share)
}

/// The highest of the usual targets that leaves half of its budget when all is well.
fn proposed(good: f64) -> Option<f64> {
    let usual = [0.9999, 0.9995, 0.999, 0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5];
    usual.into_iter().find(|target| (1.0 - good) <= (1.0 - target) / 2.0)
}

/// What one failure costs.
fn one_failure(subject: &Subject, on: &[(String, SliOnTimeline)]) -> SliVerdict {
    let cost = |on: &SliOnTimeline| on.cost_of_one.unwrap_or_default();
    let dearest = on.iter().max_by(|(_, one), (_, other)| cost(one).total_cmp(&cost(other)));
    let Some((name, dearest)) = dearest.filter(|(_, on)| on.cost_of_one.is_some()) else {
        return SliVerdict::default();
    };
    let (cost, window) = (cost(dearest), plain::window(subject.window));
    if cost <= DEAR {
        return said(
            format!(
                "One failed request costs at most {} of the budget of {window} ({}).",
                plain::share(cost),
                titled(name)
            ),
            None,
        );
    }
    let failures = (1.0 / cost).floor() as usize;
    let says = match failures {
        0 => format!(
            "Where few come it means nothing: on {} a single failed request costs {} of the budget of {window}.",
            titled(name),
            plain::share(cost)
        ),
        _ => format!(
            "Where few come it says little: on {} one failed request costs {} of the budget of {window}, so {} spend it.",
            titled(name),
            plain::share(cost),
            plain::count(failures + 1, "failure", "failures")
        ),
    };
    let next = "Let synthetic checks ask as well, count several operations together, or take a lower target or a longer window.";
    said(says, Some(next.to_owned()))
}

/// On which timelines the target would have been met.
fn met(subject: &Subject, on: &[(String, SliOnTimeline)]) -> SliVerdict {
    let known: Vec<_> = on.iter().filter_map(|(name, on)| on.is_met.map(|is_met| (name, is_met))).collect();
    let missed: Vec<_> = known.iter().filter(|(_, is_met)| !is_met).map(|(name, _)| titled(name)).collect();
    let target = plain_target(subject.target.share());
    match (known.len(), missed.len()) {
        (0, _) => SliVerdict::default(),
        (1, 0) => said(format!("{target} would have been met."), None),
        (1, _) => said(format!("{target} would not have been met."), None),
        (all, 0) => said(
            format!("{target} would have been met on all {all} timelines, with all that goes wrong on them."),
            Some(
                "A target that nothing endangers tells nobody when to stop and mend: is it what users expect?"
                    .to_owned(),
            ),
        ),
        (all, missing) if all == missing => {
            said(format!("{target} would have been met on none of {all} timelines."), None)
        }
        (all, missing) => said(
            format!(
                "{target} would have been met on {} of {all} timelines, not on {}.",
                all - missing,
                plain::list(&missed, 6)
            ),
            None,
        ),
    }
}
