//! Alerts over time: pending, firing, over.

use movie_guru_slo::{Alert, AlertState, Count, Metadata, Target, TimeScale, Watch};
use proptest::prelude::*;

use crate::{Request, history, minutes, moment, rolling};

fn alert(factor: f64, long: &str, short: Option<&str>, after: &str) -> Alert {
    Alert {
        policy: Metadata::default(),
        policy_description: None,
        condition: Metadata::default(),
        description: None,
        severity: "page".to_owned(),
        factor,
        long: long.parse().unwrap(),
        short: short.map(|short| short.parse().unwrap()),
        after: after.parse().unwrap(),
        keep: "0m".parse().unwrap(),
        min_requests: None,
        when_resolved: false,
        targets: Vec::new(),
    }
}

#[test]
fn an_alert_is_pending_until_it_has_held_long_enough() {
    let mut watch = Watch::default();
    let mut update = |minute: u64, holds| watch.update(moment(minute * 60_000), holds, minutes(2), minutes(0));
    assert_eq!(update(0, false), AlertState::Inactive);
    assert_eq!(update(1, true), AlertState::Pending);
    assert_eq!(update(2, true), AlertState::Pending);
    assert_eq!(update(3, true), AlertState::Firing);
    assert_eq!(update(4, false), AlertState::Inactive);
    assert_eq!(update(5, true), AlertState::Pending);
}

/// One request a second: good, but for minutes 60 to 80, when all fail.
fn outage() -> Vec<Request> {
    (1..7200).map(|second| (second * 1000, !(3600..4800).contains(&second))).collect()
}

#[test]
fn the_short_window_ends_an_alert_soon_after_the_trouble() {
    let (slo, history) = (rolling(0.99, "28d"), history(&outage()));
    let every_minute = || (0..120).map(|minute| moment(minute * 60_000));
    let fired = |alert| {
        let periods = history.fired(&slo, &alert, &TimeScale::REAL, every_minute());
        assert_eq!(periods.len(), 1, "{periods:?}");
        let minute = |at: jiff::Timestamp| at.duration_since(moment(0)).as_mins();
        (minute(periods[0].start), minute(periods[0].end))
    };
    // 10 % of an hour's requests are bad after six minutes, and still when the story ends.
    assert_eq!(fired(alert(10.0, "1h", None, "0m")), (66, 119));
    // Over five minutes they are until half a minute before its five minutes are over.
    assert_eq!(fired(alert(10.0, "1h", Some("5m"), "0m")), (66, 85));
    assert_eq!(fired(alert(10.0, "1h", Some("5m"), "3m")), (69, 85));
}

#[test]
fn a_single_bad_request_of_as_many_as_suit_is_never_enough() {
    for share in [0.9, 0.95, 0.99, 0.995, 0.998, 0.999, 0.9995] {
        let target = Target::new(share).unwrap();
        for factor in [1.0, 1.5, 2.0, 3.0, 6.0, 14.4] {
            let alert = alert(factor, "1h", None, "0m");
            let least = f64::from(alert.least_requests(target));
            for total in [least, least * 2.0] {
                let one_bad = Count { good: total - 1.0, total };
                assert!(!alert.holds(target, one_bad, None), "{share} {factor} {total}");
            }
        }
    }
}

proptest! {
    #[test]
    fn no_traffic_can_fire_a_factor_beyond_the_highest(
        requests in prop::collection::vec((1u64..10_000_000, any::<bool>()), 0..200), target in 0.0f64..0.999,
    ) {
        let slo = rolling(target, "7d");
        let beyond = alert(slo.target.highest_burn_rate() * (1.0 + 1e-9), "1h", None, "0m");
        let history = history(&requests);
        for ms in (0..10_000_000).step_by(500_000) {
            prop_assert!(!history.holds(&slo, &beyond, moment(ms), &TimeScale::REAL));
        }
    }

    #[test]
    fn an_outage_fires_the_highest_sensible_factor(target in 0.0f64..0.999) {
        let slo = rolling(target, "7d");
        let sensible = alert(slo.target.highest_sensible_factor(), "1h", Some("5m"), "0m");
        let outage: Vec<Request> = (0..60).map(|minute| (minute * 60_000 + 1, false)).collect();
        prop_assert!(history(&outage).holds(&slo, &sensible, moment(3_600_000), &TimeScale::REAL));
    }
}
