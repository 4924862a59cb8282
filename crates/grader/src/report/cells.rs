//! Figures as a row of a table has them.

use std::time::Duration;

use super::words::{a_week, duration, number, share};
use crate::figures::Figures;

/// What is said where there is nothing to say.
pub(crate) const NOTHING: &str = "–";

/// The figures of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cells {
    /// The longest until the first call, with a star where some events were missed.
    pub(crate) called: String,
    /// The most that was spent of the budget at the first call.
    pub(crate) spent: String,
    /// Calls a week for nothing.
    pub(crate) for_nothing: String,
    /// How long it went on after the end.
    pub(crate) goes_on: String,
}

impl Cells {
    /// Of figures on a timeline of this length.
    pub(crate) fn of(figures: &Figures, length: Duration) -> Self {
        let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
        let after = or_nothing(figures.detection.map(duration));
        Self {
            called: match figures.recall {
                None => NOTHING.to_owned(),
                Some(recall) if recall <= 0.0 => "never".to_owned(),
                Some(recall) if recall < 1.0 => format!("{after}*"),
                Some(_) => after,
            },
            spent: or_nothing(figures.spent_at_page.map(share)),
            for_nothing: number(a_week(figures.for_nothing, length)),
            goes_on: or_nothing(figures.reset.map(duration)),
        }
    }

    /// The cells, in order.
    pub(crate) fn all(&self) -> [&str; 4] {
        [&self.called, &self.spent, &self.for_nothing, &self.goes_on]
    }
}

/// How many events deserved a call.
pub(crate) fn due(figures: &Figures) -> usize {
    figures.events.iter().filter(|event| event.is_significant).count()
}
