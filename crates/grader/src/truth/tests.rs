use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_contract::Operation;
use movie_guru_slo::{Bin, Count, History, Period, Target};
use proptest::prelude::*;

use super::{Event, TrueTrouble, Truth};
use crate::subject::{Concern, Feature, Subject};

const DAY: f64 = 86_400.0;

/// 99.9 % over so many days, at a pace.
fn subject(days: u64, pace: f64) -> Subject {
    Subject {
        title: "Works".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target: Target::new(0.999).unwrap(),
        window: Duration::from_secs(days * 86_400),
        slo: None,
        pace,
        alerts: Vec::new(),
    }
}

/// So many seconds after the beginning.
fn at(seconds: f64) -> Timestamp {
    Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_secs_f64(seconds)).unwrap()
}

fn period(start: f64, end: f64) -> Period {
    Period { start: at(start), end: at(end) }
}

/// Two days at one request a second, scraped each minute; `bad` says how many a second fail in the minute that begins so many
/// seconds after the beginning.
fn truth(troubles: &[Period], bad: impl Fn(f64) -> f64) -> Truth {
    truth_of(2.0 * DAY, troubles, bad)
}

fn truth_of(length: f64, troubles: &[Period], bad: impl Fn(f64) -> f64) -> Truth {
    let minutes = (length / 60.0) as u32;
    let first = Bin { end: at(0.0), count: Count::default() };
    let bins = (0..minutes).map(|minute| {
        let start = f64::from(minute) * 60.0;
        Bin { end: at(start + 60.0), count: Count { good: 60.0 * (1.0 - bad(start)), total: 60.0 } }
    });
    let trouble = |period: &Period| TrueTrouble { title: "Trouble".to_owned(), period: *period, is_felt: true };
    Truth {
        users: History::new([first].into_iter().chain(bins).collect()),
        troubles: troubles.iter().map(trouble).collect(),
    }
}

/// A share of the requests fails in a period.
fn fails(share: f64, period: Period) -> impl Fn(f64) -> f64 {
    move |second| if period.holds(at(second)) { share } else { 0.0 }
}

fn only(truth: &Truth, subject: &Subject) -> Event {
    let mut events = truth.events(subject, subject.pace);
    assert_eq!(events.len(), 1);
    events.remove(0)
}

#[test]
fn all_of_the_budget_is_what_may_be_bad_in_a_window() {
    // 0.1 % of a request a second over 30 d: 2,592 may fail.
    let truth = truth(&[], fails(1.0, period(600.0, 3_192.0)));
    let subject = subject(30, 1.0);
    let spent = |start, end| truth.spent(&subject, 1.0, period(start, end));
    // The last scrape of the outage is that of a minute of which 12 s are in it.
    assert!((spent(0.0, DAY) - 2_640.0 / 2_592.0).abs() < 1e-9);
    assert!((spent(600.0, 1_200.0) - 600.0 / 2_592.0).abs() < 1e-9);
    assert!((spent(630.0, 661.0) - 120.0 / 2_592.0).abs() < 1e-9, "two scrapes know a part of it");
    assert_eq!([spent(0.0, 600.0), spent(1_200.0, 1_200.0), spent(1_300.0, 1_200.0)], [0.0; 3]);
}

#[test]
fn only_what_users_felt_is_an_event() {
    let mut truth = truth(&[period(600.0, 1_200.0), period(4_000.0, 5_000.0)], fails(1.0, period(600.0, 1_200.0)));
    truth.troubles[1].is_felt = false;
    let event = only(&truth, &subject(30, 1.0));
    assert_eq!(event.period, period(600.0, 1_200.0));
    assert!((event.spent - 600.0 / 2_592.0).abs() < 1e-9);
    // 2 % are 51.84 s of an outage.
    assert_eq!(event.significant_since, Some(at(660.0)));
}

#[test]
fn significance_comes_with_the_workbooks_rates_and_times() {
    let since = |burn: f64, length: f64| {
        let event = period(DAY, DAY + length);
        let truth = truth_of(5.0 * DAY, &[event], fails(burn / 1000.0, event));
        let since = only(&truth, &subject(30, 1.0)).significant_since;
        since.map(|since| since.duration_since(event.start).as_secs_f64() / 3_600.0)
    };
    assert_eq!(since(14.4, DAY), Some(1.0));
    assert_eq!(since(28.8, DAY), Some(0.5));
    assert_eq!(since(6.0, DAY), Some(6.0));
    assert_eq!(since(1.0, 3.0 * DAY), Some(72.0));
    assert_eq!([since(14.4, 3_500.0), since(6.0, 21_500.0), since(0.99, 3.5 * DAY)], [None; 3]);
}

#[test]
fn what_leaves_the_slo_met_deserves_no_call() {
    // At 0.9x a day's budget has lost 22 % in six hours, and 10 % of it is left in the end.
    let event = period(0.0, 2.0 * DAY);
    let met = truth(&[event], fails(0.0009, event));
    assert_eq!(only(&met, &subject(1, 1.0)).significant_since, None);
    let missed = truth(&[event], fails(0.0011, event));
    assert!(only(&missed, &subject(1, 1.0)).significant_since.is_some());
}

#[test]
fn where_nobody_comes_nothing_is_spent() {
    let event = period(600.0, 1_200.0);
    let trouble = TrueTrouble { title: "Night".to_owned(), period: event, is_felt: true };
    let empty = Bin { end: at(60.0), count: Count::default() };
    for users in [vec![], vec![empty], vec![empty, Bin { end: at(DAY), ..empty }]] {
        let truth = Truth { users: History::new(users), troubles: vec![trouble.clone()] };
        let event = only(&truth, &subject(30, 1.0));
        assert_eq!((event.spent, event.significant_since), (0.0, None));
    }
}

proptest! {
    /// In workshop time the same happens 24 times as fast.
    #[test]
    fn the_pace_changes_nothing_but_the_clock(
        start in 0u32..1_000, lasts in 1u32..1_000, share in 0.0001f64..1.0,
    ) {
        let (start, lasts) = (f64::from(start) * 60.0, f64::from(lasts) * 60.0);
        let slow = period(start, start + lasts);
        let real = truth(&[slow], fails(share, slow));
        let fast = |moment: Timestamp| at(moment.duration_since(at(0.0)).as_secs_f64() / 24.0);
        let bins = real.users.ends().iter().scan(Timestamp::MIN, |before, end| {
            let count = real.users.count(Period { start: *before, end: *end });
            *before = *end;
            Some(Bin { end: fast(*end), count })
        });
        let hurried = Truth {
            users: History::new(bins.collect()),
            troubles: vec![TrueTrouble {
                title: "Trouble".to_owned(),
                period: Period { start: fast(slow.start), end: fast(slow.end) },
                is_felt: true,
            }],
        };
        let (real, hurried) = (only(&real, &subject(30, 1.0)), only(&hurried, &subject(30, 24.0)));
        prop_assert!((real.spent - hurried.spent).abs() < 1e-9);
        prop_assert_eq!(real.significant_since.map(fast), hurried.significant_since);
    }

    /// Against every stretch of time in the event, one by one.
    #[test]
    fn significance_is_the_first_scrape_at_which_any_time_spent_enough(
        bad in prop::collection::vec(0u8..100, 1..200), scale in 0.0001f64..0.2,
    ) {
        let rate = |second: f64| f64::from(bad[(second / 60.0 / 20.0) as usize % bad.len()]) / 100.0 * scale;
        let event = period(7_200.0, 2.0 * DAY - 7_200.0);
        let truth = truth(&[event], rate);
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..2_880).map(|minute| {
            let before = sum;
            sum += rate(f64::from(minute) * 60.0) * 60.0;
            before
        }).collect();
        let spent = |from: usize, to: usize| (sums[to] - sums[from]) / 2_592.0;
        let wanted = (121..=2_760_usize).find(|now| {
            let times = [(0.02, 60), (0.05, 360), (0.10, 4_320)];
            times.iter().any(|(share, minutes)| spent(now.saturating_sub(*minutes).max(120), *now) >= share * (1.0 - 1e-6))
        });
        let since = only(&truth, &subject(30, 1.0)).significant_since;
        prop_assert_eq!(since, wanted.map(|minute: usize| at(minute as f64 * 60.0)));
    }
}
