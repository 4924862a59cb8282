//! What stands beside an answer: the workshop's model, the Workbook's pairs, and the best that is possible.

use jiff::Timestamp;
use movie_guru_slo::{Alert, Metadata, Period, Shorthand, Target, Unit};

use crate::figures::union;
use crate::replay::Played;
use crate::subject::{Condition, GradedAlert, Subject};
use crate::truth::Event;
use crate::world::World;

/// Alerts to compare with.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What people call them.
    pub title: String,
    /// They.
    pub alerts: Vec<GradedAlert>,
}

/// The model solution of the workshop for the subject's target, and the Workbook's multi-window pairs: as burn rates on the
/// subject's own SLI. None where the subject has no SLO whose counts are known.
pub fn references(subject: &Subject) -> Vec<Reference> {
    if subject.slo.is_none() {
        return Vec::new();
    }
    let reference = |title: &str, rates: &[Rate]| Reference {
        title: title.to_owned(),
        alerts: rates.iter().filter(|rate| subject.target.can_exceed(rate.factor)).map(Rate::alert).collect(),
    };
    let all = [reference("The workshop's model", &model(subject.target)), reference("The SRE Workbook's", &WORKBOOK)];
    all.into_iter().filter(|reference| !reference.alerts.is_empty()).collect()
}

/// One that knows the truth, and calls at the moment when an event deserves it, until the event is over.
pub fn best(world: &World, events: &[Event]) -> Played {
    let last = world.moment(world.scrapes.saturating_sub(1));
    // At the scrape at which it deserves a call the event may be over.
    let next = |scrape: Timestamp| scrape.checked_add(world.every).unwrap_or(Timestamp::MAX);
    let call = |event: &Event| {
        let start = event.significant_since?;
        Some(Period { start, end: event.period.end.max(next(start)).min(last.max(start)) })
    };
    Played { pending: Vec::new(), firing: union(events.iter().filter_map(call).collect()) }
}

/// A burn rate to compare with.
struct Rate {
    name: &'static str,
    severity: &'static str,
    factor: f64,
    long: Shorthand,
    short: Option<Shorthand>,
    after: Shorthand,
    keep: Shorthand,
}

/// Those of the SRE Workbook, chapter 5, table 5-8, for any target that they can be reached with.
const WORKBOOK: [Rate; 3] = [
    Rate {
        name: "Page (14.4x over 1 h)",
        severity: "page",
        factor: 14.4,
        long: hours(1),
        short: Some(minutes(5)),
        after: minutes(0),
        keep: Alert::KEEP,
    },
    Rate {
        name: "Page (6x over 6 h)",
        severity: "page",
        factor: 6.0,
        long: hours(6),
        short: Some(minutes(30)),
        after: minutes(0),
        keep: Alert::KEEP,
    },
    Rate {
        name: "Ticket (1x over 3 d)",
        severity: "ticket",
        factor: 1.0,
        long: Shorthand { number: 3, unit: Unit::Day },
        short: Some(hours(6)),
        after: minutes(0),
        keep: Alert::KEEP,
    },
];

/// Below this, nothing burns five times as fast as it may, and what burns slowly is known within half an hour or never.
const LITTLE_HEADROOM: f64 = 5.0;

/// Those of `slos/alerts.yaml`: a fast one, of a factor for any target, and a slow one.
fn model(target: Target) -> [Rate; 2] {
    let fast = Rate {
        name: "Burns fast",
        severity: "page",
        // Of a target of 70 % the workshop takes nearly all that can be reached.
        factor: target.proposed_factor().max(3.0).min(target.highest_sensible_factor()),
        long: hours(1),
        short: Some(minutes(5)),
        after: minutes(5),
        keep: Alert::KEEP,
    };
    let slow = Rate {
        name: "Burns slowly",
        severity: "ticket",
        factor: 2.0,
        long: hours(2),
        short: None,
        after: minutes(15),
        keep: Alert::KEEP,
    };
    if target.highest_burn_rate() < LITTLE_HEADROOM {
        return [fast, Rate { factor: 1.5, long: minutes(30), keep: minutes(30), ..slow }];
    }
    [fast, slow]
}

const fn minutes(number: u32) -> Shorthand {
    Shorthand { number, unit: Unit::Minute }
}

const fn hours(number: u32) -> Shorthand {
    Shorthand { number, unit: Unit::Hour }
}

impl Rate {
    fn alert(&self) -> GradedAlert {
        let named = Metadata { name: self.name.to_owned(), ..Metadata::default() };
        let alert = Alert {
            policy: named.clone(),
            policy_description: None,
            condition: named,
            description: None,
            severity: self.severity.to_owned(),
            factor: self.factor,
            long: self.long,
            short: self.short,
            after: self.after,
            keep: self.keep,
            min_requests: None,
            when_resolved: false,
            targets: Vec::new(),
        };
        GradedAlert {
            name: self.name.to_owned(),
            severity: self.severity.to_owned(),
            condition: Condition::BurnRate(Box::new(alert)),
        }
    }
}

#[cfg(test)]
mod tests;
