//! OpenSLO's way to write a duration: a whole number and one letter
//! (<https://github.com/OpenSLO/OpenSLO#duration-shorthand>).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Span;

/// The letter of a [`Shorthand`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`
    Day,
    /// `w`
    Week,
    /// `M`
    Month,
    /// `Q`
    Quarter,
    /// `Y`
    Year,
}

const UNITS: [(char, Unit); 7] = [
    ('m', Unit::Minute),
    ('h', Unit::Hour),
    ('d', Unit::Day),
    ('w', Unit::Week),
    ('M', Unit::Month),
    ('Q', Unit::Quarter),
    ('Y', Unit::Year),
];

/// The longest that is taken: ten years, of whichever unit.
const MOST: Duration = Duration::from_secs(3653 * 86_400);

/// A duration such as `5m`, `28d` or `1M`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shorthand {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: Unit,
}

/// Not a duration as OpenSLO writes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShorthandError {
    /// Another form.
    #[error("must be a whole number and one of m, h, d, w, M, Q, Y, such as `5m`, `28d` or `1M`, not `{0}`")]
    Form(String),
    /// Beyond ten years.
    #[error("must be at most ten years, not `{0}`")]
    TooLong(String),
}

impl Shorthand {
    /// The length where it is the same on every day of the year; none for months, quarters and years, whose length
    /// depends on the calendar. A day counts as 24 hours.
    pub const fn fixed(self) -> Option<Duration> {
        let seconds = match self.unit {
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            Unit::Day => 86_400,
            Unit::Week => 7 * 86_400,
            Unit::Month | Unit::Quarter | Unit::Year => return None,
        };
        Some(Duration::from_secs(self.number as u64 * seconds))
    }

    /// About how long it is, to the nearest guess for months (30.4 days), quarters and years.
    pub(crate) fn about(self) -> Duration {
        let month = Duration::from_secs(2_629_746);
        self.fixed().unwrap_or_else(|| match self.unit {
            Unit::Quarter => month * 3 * self.number,
            Unit::Year => month * 12 * self.number,
            _ => month * self.number,
        })
    }

    /// So many of it on the calendar.
    pub(crate) fn times(self, count: i64) -> Result<Span, jiff::Error> {
        let number = i64::from(self.number).saturating_mul(count);
        match self.unit {
            Unit::Minute => Span::new().try_minutes(number),
            Unit::Hour => Span::new().try_hours(number),
            Unit::Day => Span::new().try_days(number),
            Unit::Week => Span::new().try_weeks(number),
            Unit::Month => Span::new().try_months(number),
            Unit::Quarter => Span::new().try_months(number.saturating_mul(3)),
            Unit::Year => Span::new().try_years(number),
        }
    }
}

impl FromStr for Shorthand {
    type Err = ShorthandError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || ShorthandError::Form(text.chars().take(60).collect());
        let letter = text.chars().last().ok_or_else(form)?;
        let (_, unit) = UNITS.into_iter().find(|(known, _)| *known == letter).ok_or_else(form)?;
        let digits = &text[..text.len() - 1];
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(form());
        }
        let long = || ShorthandError::TooLong(text.chars().take(60).collect());
        // Small enough for the multiplications of `about`.
        let number: u32 = digits.parse().ok().filter(|number| *number < 10_000_000).ok_or_else(long)?;
        let parsed = Self { number, unit };
        if parsed.about() > MOST { Err(long()) } else { Ok(parsed) }
    }
}

impl fmt::Display for Shorthand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = UNITS.iter().find(|(_, unit)| *unit == self.unit).map_or('m', |(letter, _)| *letter);
        write!(f, "{}{letter}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_is_read_and_written() {
        for text in ["5m", "12h", "28d", "4w", "1M", "1Q", "1Y", "0m"] {
            assert_eq!(text.parse::<Shorthand>().unwrap().to_string(), text);
        }
        assert_eq!("4w".parse::<Shorthand>().unwrap().fixed(), Some(Duration::from_secs(4 * 7 * 86_400)));
        assert_eq!("1M".parse::<Shorthand>().unwrap().fixed(), None);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["", "5", "m", "5s", "5 m", "-5m", "1.5h", "5mm", "½h", "+1h", "99999999999999999999Y", "11Y"] {
            assert!(text.parse::<Shorthand>().is_err(), "{text}");
        }
    }
}
