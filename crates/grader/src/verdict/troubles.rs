//! What nobody hears of, what is heard of late, and what others would have made of the same.

use crate::figures::{Caught, Figures};
use crate::findings::{LATE, TRIFLE, is_blind};
use crate::graded::{GradedSubject, OnTimeline};
use crate::plain;

/// More sentences of a kind are not read.
const MOST: usize = 3;
const DAY: f64 = 86_400.0;

/// A trouble on a timeline that deserved a call.
#[derive(Clone, Copy)]
pub(super) struct Trouble<'a> {
    pub(super) on: &'a OnTimeline,
    pub(super) event: &'a Caught,
    /// Its place among the events of the timeline.
    index: usize,
}

impl<'a> Trouble<'a> {
    /// All that deserved a call.
    pub(super) fn all(graded: &'a GradedSubject) -> Vec<Self> {
        let of = |on: &'a OnTimeline| {
            let events = on.together.events.iter().enumerate().filter(|(_, event)| event.is_significant);
            events.map(move |(index, event)| Self { on, event, index })
        };
        graded.timelines.iter().flat_map(of).collect()
    }

    /// Those that nobody was called for, the most expensive first.
    pub(super) fn missed(graded: &'a GradedSubject) -> Vec<Self> {
        let mut missed: Vec<_> =
            Self::all(graded).into_iter().filter(|trouble| trouble.event.detection.is_none()).collect();
        missed.sort_by(|one, other| other.event.spent.total_cmp(&one.event.spent));
        missed
    }

    /// Those that somebody was called for late, the most expensive first.
    pub(super) fn late(graded: &'a GradedSubject) -> Vec<Self> {
        let is_late = |trouble: &Self| {
            let best = trouble.on.references.last().and_then(|best| trouble.of(&best.figures));
            let best = best.and_then(|event| event.spent_at_page);
            trouble
                .event
                .spent_at_page
                .zip(best)
                .is_some_and(|(spent, best)| spent > LATE * best && spent - best > TRIFLE)
        };
        let mut late: Vec<_> = Self::all(graded).into_iter().filter(is_late).collect();
        late.sort_by(|one, other| other.spent_at_page().total_cmp(&one.spent_at_page()));
        late
    }

    /// What of the budget was spent when somebody was called; all where nobody was.
    pub(super) fn spent_at_page(&self) -> f64 {
        self.event.spent_at_page.unwrap_or(self.event.spent)
    }

    fn of<'f>(&self, figures: &'f Figures) -> Option<&'f Caught> {
        figures.events.get(self.index)
    }

    /// The trouble and where it is: `“Slow leak” of day 3`, and on which timeline where that has another name.
    pub(super) fn named(&self) -> String {
        let title = &self.event.title;
        let start =
            self.on.chart.events.get(self.index).filter(|(shown, ..)| shown == title).map(|(_, start, ..)| *start);
        let day = start.map_or_else(String::new, |start| format!(" of day {}", (start / DAY).floor() + 1.0));
        let on = if self.on.title == *title { String::new() } else { format!(" (“{}”)", self.on.title) };
        format!("“{title}”{day}{on}")
    }

    /// What the others would have made of it.
    fn beside(&self) -> String {
        let of = |reference: &'a crate::graded::OnReference| {
            let event = self.of(&reference.figures)?;
            let title = &reference.title;
            Some(match event.spent_at_page {
                Some(spent) => format!("{title}: called at {}", plain::share(spent)),
                None if event.detection.is_some() => format!("{title}: called"),
                None => format!("{title}: not called"),
            })
        };
        let parts: Vec<_> = self.on.references.iter().filter_map(of).collect();
        if parts.is_empty() { String::new() } else { format!(" {}.", parts.join("; ")) }
    }
}

/// What nobody hears of, with its cost.
pub(super) fn unheard(graded: &GradedSubject) -> Vec<String> {
    let missed = Trouble::missed(graded);
    let mut says: Vec<_> = missed
        .iter()
        .take(MOST)
        .map(|trouble| {
            let cost = plain::cost(trouble.event.spent, graded.window);
            let why = if is_blind(trouble.on) { ": the SLI does not know of it" } else { "" };
            format!("Nobody hears of {}, which costs {cost}{why}.{}", trouble.named(), trouble.beside())
        })
        .collect();
    says.extend(more(&missed, "Nobody hears of"));
    says
}

/// What is heard of late.
pub(super) fn late(graded: &GradedSubject) -> Vec<String> {
    let late = Trouble::late(graded);
    let mut says: Vec<_> = late
        .iter()
        .take(MOST)
        .map(|trouble| {
            let after = trouble.event.detection.map(|after| format!(", {} after it began", plain::duration(after)));
            format!(
                "{} would cost {} before anybody knew{}.{}",
                trouble.named(),
                plain::cost(trouble.spent_at_page(), graded.window),
                after.unwrap_or_default(),
                trouble.beside()
            )
        })
        .collect();
    says.extend(more(&late, "Late as well:"));
    says
}

fn more(troubles: &[Trouble<'_>], words: &str) -> Option<String> {
    let others: Vec<_> = troubles.iter().skip(MOST).map(Trouble::named).collect();
    (!others.is_empty()).then(|| format!("{words} {}.", plain::list(&others, MOST)))
}

/// The same timelines, seen by these alerts and by the others.
pub(super) fn beside(graded: &GradedSubject) -> Option<String> {
    let first = graded.timelines.first()?;
    if first.references.is_empty() {
        return None;
    }
    let mut parts = vec![format!("these alerts: {}", totals(graded.timelines.iter().map(|on| &on.together)))];
    for (index, reference) in first.references.iter().enumerate() {
        let figures = graded.timelines.iter().filter_map(|on| on.references.get(index)).map(|on| &on.figures);
        parts.push(format!("{}: {}", reference.title, totals(figures)));
    }
    Some(format!("On all timelines together: {}.", parts.join("; ")))
}

/// `9 calls, 1 for nothing, 2 of 8 troubles missed`.
fn totals<'f>(figures: impl Iterator<Item = &'f Figures>) -> String {
    let (mut calls, mut for_nothing, mut all, mut missed) = (0, 0, 0, 0);
    for figures in figures {
        calls += figures.pages;
        for_nothing += figures.for_nothing;
        for event in figures.events.iter().filter(|event| event.is_significant) {
            all += 1;
            missed += usize::from(event.detection.is_none());
        }
    }
    let nothing = if for_nothing == 0 { "none for nothing".to_owned() } else { format!("{for_nothing} for nothing") };
    let troubles = match (missed, all) {
        (_, 0) => String::new(),
        (0, _) => ", no trouble missed".to_owned(),
        (_, 1) => ", the one trouble missed".to_owned(),
        _ => format!(", {missed} of {all} troubles missed"),
    };
    match calls {
        0 => format!("{}{troubles}", plain::count(calls, "call", "calls")),
        _ => format!("{}, {nothing}{troubles}", plain::count(calls, "call", "calls")),
    }
}
