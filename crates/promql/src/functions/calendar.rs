//! Parts of a date, in UTC, of seconds since 1970.

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Tells a part of a date.
pub(super) type Part = fn(&Zoned) -> f64;

/// The part that a function tells; none where it is another function.
pub(super) fn part(name: &str) -> Option<Part> {
    Some(match name {
        "minute" => |date| f64::from(date.minute()),
        "hour" => |date| f64::from(date.hour()),
        "day_of_week" => |date| f64::from(date.weekday().to_sunday_zero_offset()),
        "day_of_month" => |date| f64::from(date.day()),
        "day_of_year" => |date| f64::from(date.day_of_year()),
        "days_in_month" => |date| f64::from(date.days_in_month()),
        "month" => |date| f64::from(date.month()),
        "year" => |date| f64::from(date.year()),
        _ => return None,
    })
}

/// The part of the date that a number of seconds is; no number where it is beyond the years that can be told.
pub(super) fn of(part: Part, seconds: f64) -> f64 {
    let moment = if seconds.is_finite() { Timestamp::from_second(seconds as i64).ok() } else { None };
    moment.map_or(f64::NAN, |moment| part(&moment.to_zoned(TimeZone::UTC)))
}
