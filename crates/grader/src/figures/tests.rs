use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::Operation;
use movie_guru_slo::{Bin, Count, History, Period, Target};
use proptest::prelude::*;

use super::{Caught, Figures, figures, together, union};
use crate::replay::Played;
use crate::subject::{Concern, Feature, Subject};
use crate::truth::{Event, TrueTrouble, Truth};

const MINUTE: Duration = Duration::from_secs(60);

/// 99.9 % over 30 d: 2,592 requests may fail, which is an outage of 43.2 min.
fn subject() -> Subject {
    Subject {
        title: "Works".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target: Target::new(0.999).unwrap(),
        window: Duration::from_secs(30 * 86_400),
        slo: None,
        pace: 1.0,
        alerts: Vec::new(),
    }
}

/// So many minutes after the beginning.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(minutes * 60).unwrap()
}

fn periods(minutes: &[(i64, i64)]) -> Vec<Period> {
    minutes.iter().map(|(start, end)| Period { start: at(*start), end: at(*end) }).collect()
}

fn fired(minutes: &[(i64, i64)]) -> Played {
    Played { pending: Vec::new(), firing: periods(minutes) }
}

/// A week of a request a second, scraped each minute, with outages: an event is significant from its first minute on.
fn world(outages: &[(i64, i64)]) -> (Truth, Vec<Event>) {
    let outages = periods(outages);
    let bin = |minute: i64| {
        let fails = outages.iter().any(|outage| outage.holds(at(minute - 1)));
        let total = if minute == 0 { 0.0 } else { 60.0 };
        Bin { end: at(minute), count: Count { good: if fails { 0.0 } else { total }, total } }
    };
    let trouble = |period| TrueTrouble { title: "Outage".to_owned(), period, is_felt: true };
    let users = History::new((0..=10_080).map(bin).collect());
    let truth = Truth { users, troubles: outages.iter().copied().map(trouble).collect() };
    let events = truth.events(&subject(), 1.0);
    (truth, events)
}

fn of(outages: &[(i64, i64)], firing: &[(i64, i64)]) -> Figures {
    let (truth, events) = world(outages);
    figures(&truth, &events, &subject(), 1.0, &fired(firing))
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[test]
fn an_event_is_seen_with_the_first_call() {
    let figures = of(&[(100, 120)], &[(105, 110), (112, 135)]);
    let [Caught { detection, later_than_possible, spent, spent_at_page, reset, refires, covered, .. }] =
        figures.events[..]
    else {
        panic!("{figures:?}")
    };
    assert_eq!((detection, later_than_possible), (Some(5 * MINUTE), Some(4 * MINUTE)));
    assert!(close(spent, 20.0 / 43.2) && close(spent_at_page.unwrap(), 5.0 / 43.2));
    assert_eq!((reset, refires), (Some(15 * MINUTE), 1));
    assert!(close(covered, 13.0 / 20.0));
    assert_eq!((figures.pages, figures.for_nothing, figures.pages_a_week), (2, 0, 2.0));
    assert_eq!((figures.precision, figures.recall), (Some(1.0), Some(1.0)));
    assert_eq!((figures.detection, figures.reset, figures.refires), (detection, reset, 1));
    assert_eq!(figures.spent_at_page, spent_at_page);
}

#[test]
fn a_call_far_from_any_event_is_for_nothing() {
    let figures = of(&[(100, 120)], &[(10, 20), (105, 110), (180, 181), (181, 190), (500, 501)]);
    assert_eq!((figures.pages, figures.for_nothing), (5, 3), "an hour after the end is the last that is for it");
    assert_eq!((figures.precision, figures.recall), (Some(0.4), Some(1.0)));
    assert_eq!((figures.refires, figures.reset), (1, Some(61 * MINUTE)));
}

#[test]
fn a_call_for_too_little_is_for_nothing() {
    let (truth, mut events) = world(&[(100, 120), (500, 510)]);
    events[1].significant_since = None;
    let of = |firing: &[(i64, i64)]| figures(&truth, &events, &subject(), 1.0, &fired(firing));
    let one = of(&[(502, 530)]);
    assert_eq!((one.for_nothing, one.precision, one.recall), (1, Some(0.0), Some(0.0)));
    assert_eq!((one.detection, one.reset), (None, Some(20 * MINUTE)));
    assert!(close(one.spent_at_page.unwrap(), 20.0 / 43.2), "nobody was called: all that the other cost");
    let none = of(&[]);
    assert_eq!((none.pages, none.pages_a_week, none.precision, none.recall), (0, 0.0, None, Some(0.0)));
    assert_eq!((none.reset, none.events[0].spent_at_page, none.events[0].reset), (None, None, None));
}

#[test]
fn one_that_fires_already_has_seen_the_event_but_called_for_nothing() {
    let figures = of(&[(100, 120), (200, 210)], &[(0, 205), (207, 220)]);
    assert_eq!((figures.pages, figures.for_nothing, figures.recall), (2, 1, Some(1.0)));
    let told: Vec<_> =
        figures.events.iter().map(|event| (event.detection, event.spent_at_page, event.refires)).collect();
    assert_eq!(told, [(Some(Duration::ZERO), Some(0.0), 0), (Some(Duration::ZERO), Some(0.0), 1)]);
    assert_eq!(figures.events[0].reset, Some(80 * MINUTE), "no further than to the next event");
    assert_eq!(figures.events[0].covered, 1.0);
}

#[test]
fn a_call_after_one_event_and_in_the_next_is_for_the_next() {
    let figures = of(&[(100, 110), (110, 115), (130, 140)], &[(131, 133)]);
    let detected: Vec<_> = figures.events.iter().map(|event| event.detection).collect();
    assert_eq!(detected, [None, None, Some(MINUTE)]);
    assert_eq!((figures.recall, figures.for_nothing), (Some(1.0 / 3.0), 0));
    let late = of(&[(100, 110)], &[(125, 127)]);
    assert_eq!((late.detection, late.reset, late.for_nothing), (Some(25 * MINUTE), Some(17 * MINUTE), 0));
    assert_eq!(late.events[0].spent_at_page, Some(late.events[0].spent));
    assert_eq!(late.events[0].covered, 0.0);
}

#[test]
fn a_call_in_two_events_is_for_both() {
    let figures = of(&[(100, 150), (120, 130)], &[(125, 160)]);
    let told: Vec<_> = figures.events.iter().map(|event| (event.detection, event.reset)).collect();
    assert_eq!(told, [(Some(25 * MINUTE), Some(10 * MINUTE)), (Some(5 * MINUTE), Some(30 * MINUTE))]);
    assert_eq!((figures.pages, figures.precision, figures.recall), (1, Some(1.0), Some(1.0)));
    assert_eq!((figures.detection, figures.reset), (Some(25 * MINUTE), Some(30 * MINUTE)));
}

#[test]
fn a_call_for_what_goes_on_as_something_significant_is_not_for_nothing() {
    let (truth, mut events) = world(&[(100, 120), (120, 130), (200, 210), (215, 220)]);
    events[0].significant_since = None;
    events[3].significant_since = None;
    let of = |firing: &[(i64, i64)]| figures(&truth, &events, &subject(), 1.0, &fired(firing)).for_nothing;
    assert_eq!([of(&[(105, 140)]), of(&[(90, 140)]), of(&[(216, 217)])], [0, 1, 1]);
}

#[test]
fn one_that_stopped_before_the_end_had_nothing_to_reset() {
    let figures = of(&[(100, 150)], &[(110, 120)]);
    assert_eq!(figures.reset, Some(Duration::ZERO));
}

#[test]
fn workshop_time_is_told_in_that_of_the_calendar() {
    let (truth, events) = world(&[(100, 120)]);
    let figures = figures(&truth, &events, &subject(), 24.0, &fired(&[(105, 123)]));
    assert_eq!((figures.detection, figures.reset), (Some(120 * MINUTE), Some(72 * MINUTE)));
    assert_eq!(figures.events[0].lasted, 480 * MINUTE);
    assert!(close(figures.pages_a_week, 1.0 / 24.0));
    // An hour of the calendar is 2.5 min.
    let late = super::figures(&truth, &events, &subject(), 24.0, &fired(&[(122, 123), (123, 124)]));
    assert_eq!((late.pages, late.for_nothing), (2, 1));
}

#[test]
fn several_are_one_that_fires_while_any_does() {
    let one = Played { pending: periods(&[(1, 3)]), firing: periods(&[(3, 5), (20, 30)]) };
    let other = Played { pending: periods(&[(2, 4)]), firing: periods(&[(5, 9), (21, 22), (40, 40)]) };
    let together = together(&[one.clone(), other]);
    assert_eq!(together.pending, periods(&[(1, 4)]));
    assert_eq!(together.firing, periods(&[(3, 9), (20, 30), (40, 40)]));
    assert_eq!(super::together(std::slice::from_ref(&one)), one);
    assert_eq!(super::together(&[]), Played::default());
}

proptest! {
    #[test]
    fn a_moment_is_in_the_union_when_it_is_in_any(
        of in prop::collection::vec((0i64..200, 1i64..20), 0..20),
    ) {
        let of: Vec<_> = of.into_iter().map(|(start, length)| (start, start + length)).collect();
        let union = union(periods(&of));
        for minute in 0..230 {
            let in_any = of.iter().any(|(start, end)| (*start..*end).contains(&minute));
            prop_assert_eq!(union.iter().any(|period| period.holds(at(minute))), in_any);
        }
        prop_assert!(union.windows(2).all(|pair| pair[0].end < pair[1].start));
    }

    #[test]
    fn shares_are_shares_and_calls_are_counted_once(
        outages in prop::collection::vec((0i64..10_000, 1i64..300), 0..6),
        firing in prop::collection::vec((0i64..10_000, 1i64..300), 0..10),
    ) {
        let outages: Vec<_> = outages.into_iter().map(|(start, length)| (start, (start + length).min(10_080))).collect();
        let firing = union(periods(&firing.into_iter().map(|(start, length)| (start, start + length)).collect::<Vec<_>>()));
        let (truth, events) = world(&outages);
        let played = Played { pending: Vec::new(), firing };
        let figures = figures(&truth, &events, &subject(), 1.0, &played);
        prop_assert_eq!(figures.pages, played.firing.len());
        prop_assert!(figures.for_nothing <= figures.pages);
        prop_assert_eq!(figures.precision.is_none(), figures.pages == 0);
        prop_assert_eq!(figures.recall.is_none(), outages.is_empty());
        for event in &figures.events {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&event.covered));
            prop_assert_eq!(event.detection.is_some(), event.spent_at_page.is_some());
            prop_assert!(event.covered == 0.0 || event.detection.is_some());
            prop_assert!(event.spent_at_page.is_none_or(|at_page| at_page <= event.spent + 1e-9));
            prop_assert!(event.reset.is_none() || event.detection.is_some());
        }
    }
}
