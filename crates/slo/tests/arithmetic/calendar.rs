//! Calendar windows: month ends, leap days, clocks put forward and back.

use movie_guru_slo::{TimeScale, Window};
use proptest::prelude::*;

use crate::{at, calendar};

fn period(length: &str, start: &str, zone: &str, now: &str) -> (String, String) {
    let period = calendar(0.9, length, start, zone).window.period(at(now), &TimeScale::REAL);
    (period.start.to_string(), period.end.to_string())
}

fn check(length: &str, start: &str, zone: &str, now: &str, wanted: (&str, &str)) {
    assert_eq!(period(length, start, zone, now), (wanted.0.to_owned(), wanted.1.to_owned()), "{length} {start} {now}");
}

#[test]
fn months_end_where_the_calendar_ends_them() {
    let from_31 = |now, wanted| check("1M", "2026-01-31 00:00:00", "UTC", now, wanted);
    from_31("2026-02-27T23:59:59Z", ("2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"));
    from_31("2026-02-28T00:00:00Z", ("2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z"));
    from_31("2026-04-10T00:00:00Z", ("2026-03-31T00:00:00Z", "2026-04-30T00:00:00Z"));
    // A leap year has its 29th.
    from_31("2028-02-28T12:00:00Z", ("2028-01-31T00:00:00Z", "2028-02-29T00:00:00Z"));
    // Periods go back as well as on.
    from_31("2025-12-31T12:00:00Z", ("2025-12-31T00:00:00Z", "2026-01-31T00:00:00Z"));
}

#[test]
fn leap_days_belong_to_their_year() {
    let from_leap_day = |now, wanted| check("1Y", "2024-02-29 00:00:00", "UTC", now, wanted);
    from_leap_day("2025-02-28T00:00:00Z", ("2025-02-28T00:00:00Z", "2026-02-28T00:00:00Z"));
    from_leap_day("2028-02-28T23:00:00Z", ("2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"));
    check(
        "366d",
        "2024-01-01 00:00:00",
        "UTC",
        "2024-12-31T23:00:00Z",
        ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    );
}

#[test]
fn quarters_weeks_and_days_are_those_of_the_time_zone() {
    check("1Q", "2026-01-01 00:00:00", "UTC", "2026-05-05T00:00:00Z", ("2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"));
    // The week in which New York puts its clocks forward has an hour less, and back an hour more.
    let week = |now, wanted| check("1w", "2026-03-01 00:00:00", "America/New_York", now, wanted);
    week("2026-03-09T00:00:00Z", ("2026-03-08T05:00:00Z", "2026-03-15T04:00:00Z"));
    week("2026-11-03T00:00:00Z", ("2026-11-01T04:00:00Z", "2026-11-08T05:00:00Z"));
    // Hours are of the clock that ticks, not of the one on the wall.
    check(
        "12h",
        "2026-03-07 12:00:00",
        "America/New_York",
        "2026-03-08T16:00:00Z",
        ("2026-03-08T05:00:00Z", "2026-03-08T17:00:00Z"),
    );
}

#[test]
fn a_start_that_the_wall_clock_skips_is_an_hour_later_that_day() {
    // Half past two does not exist in Berlin on 29 March 2026.
    check(
        "1d",
        "2026-03-01 02:30:00",
        "Europe/Berlin",
        "2026-03-29T12:00:00Z",
        ("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
    );
}

#[test]
fn the_end_of_time_is_in_a_period_too() {
    let slo = calendar(0.9, "1M", "2026-01-01 00:00:00", "UTC");
    // So fast, for so long, that the calendar of the SLO has run out.
    let scale = TimeScale::new(10_000.0, std::time::Duration::from_secs(5), jiff::Timestamp::UNIX_EPOCH).unwrap();
    for now in [jiff::Timestamp::MIN, at("2026-11-21T16:00:00Z"), jiff::Timestamp::MAX] {
        for scale in [TimeScale::REAL, scale] {
            let period = slo.window.period(now, &scale);
            assert!(period.start <= period.end, "{period:?}");
        }
    }
}

proptest! {
    #[test]
    fn periods_hold_their_moment_and_follow_each_other(
        number in 1u32..40, unit in "[hdwMQY]", day in 1u32..29, month in 1u32..13, hour in 0u32..24,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
        now in 946_684_800i64..4_102_444_800,
    ) {
        let number = if unit == "Y" { number % 10 + 1 } else { number };
        let start = format!("2026-{month:02}-{day:02} {hour:02}:30:00");
        let slo = calendar(0.9, &format!("{number}{unit}"), &start, zone);
        let Window::Calendar(calendar) = &slo.window else { panic!() };
        let now = jiff::Timestamp::from_second(now).unwrap();
        let period = calendar.period(now);
        prop_assert!(period.holds(now), "{:?}", period);
        let next = calendar.period(period.end);
        prop_assert_eq!(next.start, period.end);
        prop_assert!(next.end > next.start);
    }
}
