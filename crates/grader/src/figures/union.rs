//! Periods that overlap or touch are one.

use movie_guru_slo::Period;

/// The time that is in any of the periods, in order of time.
pub(crate) fn union(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_by_key(|period| period.start);
    let mut union: Vec<Period> = Vec::new();
    for period in periods {
        match union.last_mut() {
            Some(last) if period.start <= last.end => last.end = last.end.max(period.end),
            _ => union.push(period),
        }
    }
    union
}
