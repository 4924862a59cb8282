//! What is spent how fast, and what that means for services with few requests or a very high target.

use std::time::Duration;

use movie_guru_grader::Timeline;
use movie_guru_grader::reference::best;
use movie_guru_grader::timeline::{Amount, Shape, Traffic, Trouble};
use movie_guru_slo::{Alert, Period};

use crate::{DAY, HOUR, Told, alert, calm, failing, is_close, minutes, outage, seconds};

/// Table 5-4: all is spent after 30 days, 15 days, 3 days, 43 minutes.
#[test]
fn a_burn_rate_says_when_all_is_spent() {
    for (burn, wanted) in [(1.0, 30 * DAY), (2.0, 15 * DAY), (10.0, 3 * DAY), (1000.0, seconds(2_592))] {
        let troubles = vec![failing(Duration::ZERO, wanted, Amount::Burn(burn))];
        let told = Told::of(0.999, &Timeline { troubles, ..calm(wanted, wanted / 1000) });
        assert_eq!(told.exhausted(Duration::ZERO), wanted, "{burn}x");
    }
}

/// Table 5-6: 2 % of the budget in 1 h is a burn rate of 14.4, 5 % in 6 h of 6, 10 % in 3 d of 1.
#[test]
fn what_deserves_a_call_does_so_with_its_share_of_the_budget() {
    for (burn, after, share) in [(14.4, HOUR, 0.02), (6.0, 6 * HOUR, 0.05), (1.0, 3 * DAY, 0.1)] {
        let lasts = after + HOUR;
        let at = |burn| {
            let troubles = vec![failing(DAY, lasts, Amount::Burn(burn))];
            Told::of(0.999, &Timeline { troubles, ..calm(5 * DAY, minutes(5)) })
        };
        let told = at(burn);
        let best = best(&told.world, &told.events);
        assert_eq!(best.firing, [Period { start: told.at(DAY + after), end: told.at(DAY + lasts) }]);
        let figures = told.figures(&best);
        assert_eq!(
            (figures.precision, figures.detection, figures.reset),
            (Some(1.0), Some(after), Some(Duration::ZERO))
        );
        assert_eq!(figures.events[0].later_than_possible, Some(Duration::ZERO));
        assert!(is_close(figures.spent_at_page.unwrap(), share));
        assert_eq!(at(0.8 * burn).events[0].significant_since, None, "{burn}x");
    }
}

/// A tenth of all requests is a hundred times what 99.9 % allow.
#[test]
fn one_error_in_ten_burns_a_hundred_times_as_fast_as_it_may() {
    let troubles = vec![failing(HOUR, 8 * HOUR, Amount::Share(0.1))];
    let told = Told::of(0.999, &Timeline { troubles, ..calm(10 * HOUR, minutes(1)) });
    // The window of 30 d is 720 h.
    assert_eq!(told.exhausted(HOUR), (720 * HOUR) / 100);
    assert!(is_close(told.events[0].spent, 100.0 * 8.0 / 720.0));
    let pages = |factor| told.play(alert(factor, "1h", "0m")).1.pages;
    assert_eq!([pages(99.9), pages(100.1)], [1, 0]);
}

/// "Low-Traffic Services and Error Budget Alerting", 10 requests an hour: a single failure "would page immediately, as it
/// consumed 13.9% of the 30-day error budget. This scenario allows for only seven failed requests in 30 days."
#[test]
fn one_failure_of_ten_an_hour_is_a_seventh_of_the_month() {
    // A failure an hour: all that come in six minutes.
    let (every, each) = (HOUR, minutes(6));
    let failures = Trouble { shape: Shape::Spikes { every, each }, ..outage(2 * HOUR, 8 * HOUR) };
    let told = |troubles| {
        let quiet = calm(DAY, minutes(1));
        let traffic = Traffic { per_second: 10.0 / 3_600.0, ..quiet.traffic };
        Told::of(0.999, &Timeline { traffic, troubles, ..quiet })
    };
    let one = told(vec![outage(2 * HOUR, minutes(6))]);
    assert_eq!((one.events[0].spent * 1000.0).round(), 139.0);
    let alert = alert(14.4, "1h", "0m");
    let (_, figures) = one.play(Alert { min_requests: Some(1), ..alert.clone() });
    assert_eq!((figures.pages, figures.detection), (1, Some(minutes(1))));
    assert_eq!(one.play(alert).1.pages, 0, "ten requests are too few to tell");
    let eight = told(vec![failures]);
    assert!(eight.spent(2 * HOUR, 9 * HOUR) < 1.0 && eight.spent(2 * HOUR, 10 * HOUR) > 1.0);
}

/// "Extreme Availability Goals", a target of 90 %: a page for 2 % of the budget in an hour could never fire, "because a 100%
/// outage consumes only 1.4% of the budget in that hour".
#[test]
fn one_nine_never_spends_two_percent_in_an_hour() {
    let told = Told::of(0.9, &Timeline { troubles: vec![outage(HOUR, 2 * HOUR)], ..calm(4 * HOUR, minutes(1)) });
    assert_eq!((told.spent(HOUR, 2 * HOUR) * 1000.0).round(), 14.0);
    assert_eq!(told.events[0].significant_since, None);
    assert_eq!(told.play(alert(14.4, "1h", "0m")).1.pages, 0);
}

/// "Extreme Availability Goals", 99.999 % over a month: "a 100% outage would exhaust its budget in 26 seconds, which is
/// smaller than the metric collection interval of many monitoring services". It is 25.92 s.
#[test]
fn five_nines_are_gone_before_anybody_knows() {
    let at = |every| Told::of(0.99999, &Timeline { troubles: vec![outage(HOUR, minutes(2))], ..calm(2 * HOUR, every) });
    assert_eq!(at(seconds(1)).exhausted(HOUR), seconds(26));
    let told = at(seconds(30));
    let figures = told.figures(&best(&told.world, &told.events));
    assert_eq!((figures.recall, figures.detection), (Some(1.0), Some(seconds(30))));
    assert!(figures.spent_at_page.unwrap() > 1.0);
}
