//! The verdict in plain words: who is called for what, and what nobody hears of.

mod called;
mod headline;
mod next;
mod troubles;

use crate::graded::GradedSubject;

pub use crate::graded::Verdict;

/// The verdict on the alerts of a subject, from what is known of them but this.
pub fn verdict(graded: &GradedSubject) -> Verdict {
    let mut says = Vec::new();
    if !graded.alerts.is_empty() && !graded.timelines.is_empty() {
        says.extend(called::by_severity(graded));
        says.extend(troubles::unheard(graded));
        says.extend(troubles::late(graded));
        says.extend(troubles::beside(graded));
    }
    Verdict { headline: headline::headline(graded), says, next: next::next(graded) }
}
