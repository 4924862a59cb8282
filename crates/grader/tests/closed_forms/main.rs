//! What the SRE Workbook, chapter 5 ("Alerting on SLOs", <https://sre.google/workbook/alerting-on-slos/>), says of alerts on
//! an SLO of 99.9 % over 30 d, computed by the grader from timelines with constant traffic and without chance.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod budget;
mod strategies;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_contract::Operation;
use movie_guru_grader::figures::{Figures, figures};
use movie_guru_grader::replay::{self, Played, Stage};
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Traffic, Trouble};
use movie_guru_grader::truth::Event;
use movie_guru_grader::{Concern, Condition, Feature, GradedAlert, Subject, Timeline, World};
use movie_guru_slo::{Alert, Indicator, Measure, Metadata, Period, Slo, Target, Window};

const HOUR: Duration = minutes(60);
const DAY: Duration = minutes(24 * 60);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn minutes(minutes: u64) -> Duration {
    seconds(minutes * 60)
}

/// A hundred requests a second, always, all of which are answered.
fn calm(length: Duration, every: Duration) -> Timeline {
    Timeline {
        name: "closed-form".to_owned(),
        title: "Closed form".to_owned(),
        story: "Nothing is left to chance.".to_owned(),
        length,
        every,
        seed: 1,
        traffic: Traffic { per_second: 100.0, at_night: 1.0, instances: 1, is_exact: true },
        calm: Calm::default(),
        troubles: Vec::new(),
        restarts: Vec::new(),
    }
}

/// Requests fail for a time.
fn failing(from: Duration, lasts: Duration, amount: Amount) -> Trouble {
    let harms = vec![Harm::Failing];
    Trouble { title: "Errors".to_owned(), from, lasts, harms, amount, shape: Shape::Constant, instances: None }
}

/// All requests fail for a time.
fn outage(from: Duration, lasts: Duration) -> Trouble {
    failing(from, lasts, Amount::Share(1.0))
}

/// Answers in the chat, over 30 d.
fn subject(target: f64) -> Subject {
    let metrics = Operation::Chat.metrics();
    let [good, total] = [metrics.success.unwrap(), metrics.attempts].map(|metric| metric.exposed().parse().unwrap());
    let target = Target::new(target).unwrap();
    let indicator = Indicator { metadata: named("answers"), description: None, measure: Measure::Good { good, total } };
    let slo = Slo {
        metadata: named("answers"),
        description: None,
        service: "movie-guru".to_owned(),
        indicator,
        window: Window::Rolling("30d".parse().unwrap()),
        target,
        objective: None,
        alerts: Vec::new(),
    };
    Subject {
        title: "Answers".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target,
        window: 30 * DAY,
        slo: Some(slo),
        pace: 1.0,
        alerts: Vec::new(),
    }
}

fn named(name: &str) -> Metadata {
    Metadata { name: name.to_owned(), ..Metadata::default() }
}

/// A burn rate over one window, which is over as soon as it is not exceeded.
fn alert(factor: f64, window: &str, after: &str) -> Alert {
    Alert {
        policy: named("burns"),
        policy_description: None,
        condition: named("burns"),
        description: None,
        severity: "page".to_owned(),
        factor,
        long: window.parse().unwrap(),
        short: None,
        after: after.parse().unwrap(),
        keep: "0m".parse().unwrap(),
        min_requests: None,
        when_resolved: false,
        targets: Vec::new(),
    }
}

/// A timeline, and an SLO on it.
struct Told {
    subject: Subject,
    world: World,
    events: Vec<Event>,
}

impl Told {
    fn of(target: f64, timeline: &Timeline) -> Self {
        let subject = subject(target);
        let world = World::of(timeline, &subject, &replay::metrics(&subject, &[]));
        let events = world.truth.events(&subject, 1.0);
        Self { subject, world, events }
    }

    /// What an alert does on it.
    fn play(&self, alert: Alert) -> (Played, Figures) {
        let graded = GradedAlert {
            name: "burns".to_owned(),
            severity: "page".to_owned(),
            condition: Condition::BurnRate(Box::new(alert)),
        };
        let (stage, failed) = Stage::set(&self.world, &[], &self.subject);
        assert!(failed.is_empty());
        let played = stage.play(&self.subject, &graded).unwrap();
        let figures = self.figures(&played);
        (played, figures)
    }

    fn figures(&self, played: &Played) -> Figures {
        figures(&self.world.truth, &self.events, &self.subject, 1.0, played)
    }

    fn at(&self, since: Duration) -> Timestamp {
        self.world.start.checked_add(SignedDuration::try_from(since).unwrap()).unwrap()
    }

    /// The share of the budget that is spent from a time since the beginning to another.
    fn spent(&self, from: Duration, to: Duration) -> f64 {
        self.world.truth.spent(&self.subject, 1.0, Period { start: self.at(from), end: self.at(to) })
    }

    /// How long after a time since the beginning the whole budget is spent, as the first scrape knows that tells it.
    fn exhausted(&self, from: Duration) -> Duration {
        let scrapes = (0..self.world.scrapes).map(|scrape| self.world.moment(scrape));
        let start = self.at(from);
        // What is off in the sum of all requests is less than a billionth of them.
        let is_spent =
            |end: &Timestamp| self.world.truth.spent(&self.subject, 1.0, Period { start, end: *end }) > 1.0 - 1e-6;
        let end = scrapes.skip_while(|scrape| *scrape < start).find(is_spent).unwrap();
        Period { start, end }.length()
    }
}

/// Whether two numbers are the same but for what is off in sums of fractions.
fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}
