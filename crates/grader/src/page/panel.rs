//! A timeline: what alerts did on it in a sentence, drawn, and as tables.

use std::time::Duration;

use maud::{Markup, html};

use super::close_up::close_ups;
use super::drawing::drawing;
use crate::figures::{Caught, Figures};
use crate::findings::{LATE, TRIFLE};
use crate::graded::{AlertName, GradedSubject, OnTimeline};
use crate::report::cells::{Cells, NOTHING, due};
use crate::report::words::{a_week, duration, number, share};

const TITLES: [&str; 4] = ["Called after", "Budget spent", "For nothing a week", "Goes on for"];

/// The panel of a timeline of an SLO, open or not.
pub(super) fn panel(subject: &GradedSubject, on: &OnTimeline, is_open: bool) -> Markup {
    html! {
        details .panel open[is_open] {
            summary { span .name { (on.title) } " " (badge(on)) " " span .small { (sentence(on)) } }
            (content(&format!("{}, {}", subject.title, on.title), on, &subject.alerts))
        }
    }
}

/// What a panel of this name holds.
pub(super) fn content(name: &str, on: &OnTimeline, alerts: &[AlertName]) -> Markup {
    html! {
        div .stack {
            @if !on.story.is_empty() { p .small { (on.story) } }
            figure { (drawing(on, alerts)) }
            (close_ups(on, alerts))
            details .tables {
                summary { "The same as tables" }
                div .stack {
                    (happened(name, on))
                    (done(name, on, alerts))
                }
            }
        }
    }
}

/// What somebody who is called lived through.
pub(super) fn sentence(on: &OnTimeline) -> String {
    let (figures, due) = (&on.together, due(&on.together));
    let cells = Cells::of(figures, on.length);
    let mut says = match figures.recall {
        None => "Nothing deserves a call.".to_owned(),
        Some(recall) if recall <= 0.0 => format!("Nobody was called, and it cost {} of the budget.", cells.spent),
        Some(recall) => {
            let called = cells.called.trim_end_matches('*');
            let missed = (due as f64 * (1.0 - recall)).round();
            let missed = if missed > 0.0 { format!(" {missed} of {due} events were missed.") } else { String::new() };
            format!("Called after {called}, with {} of the budget spent.{missed}", cells.spent)
        }
    };
    if figures.for_nothing > 0 {
        says.push_str(&format!(" Called {} times a week for nothing.", cells.for_nothing));
    }
    says
}

fn badge(on: &OnTimeline) -> Markup {
    let (mood, says) = match (on.together.recall, on.together.for_nothing) {
        (Some(recall), _) if recall < 1.0 => ("bad", "missed"),
        (_, 1..) => ("warn", "for nothing"),
        (Some(_), _) if is_late(on) => ("warn", "late"),
        (Some(_), _) => ("good", "called"),
        (None, _) => ("good", "quiet"),
    };
    html! { span class={ "badge " (mood) } { (says) } }
}

/// As findings have it: far more was spent than had to be.
fn is_late(on: &OnTimeline) -> bool {
    let best = on.references.last().and_then(|best| best.figures.spent_at_page);
    let spent = on.together.spent_at_page.zip(best);
    spent.is_some_and(|(spent, best)| spent > LATE * best && spent - best > TRIFLE)
}

/// All timelines in a table: the answer's figures, and when others would have been called.
pub(super) fn comparison(timelines: &[OnTimeline], label: &str) -> Markup {
    let titles = timelines.first().map(|on| on.references.as_slice()).unwrap_or_default();
    html! {
        div .scroll tabindex="0" role="region" aria-label=(label) {
            table {
                thead {
                    tr {
                        th scope="col" { "Timeline" }
                        th .number scope="col" { "Deserve a call" }
                        @for title in TITLES { th .number scope="col" { (title) } }
                        @for reference in titles { th .number .beside scope="col" { (reference.title) } }
                    }
                }
                tbody {
                    @for on in timelines {
                        tr {
                            th scope="row" { (on.title) }
                            td .number { (due(&on.together)) }
                            @for cell in Cells::of(&on.together, on.length).all() { td .number { (cell) } }
                            @for reference in &on.references { td .number .beside { (Cells::of(&reference.figures, on.length).called) } }
                        }
                    }
                }
            }
        }
    }
}

/// What happened, and what all alerts together made of it.
fn happened(name: &str, on: &OnTimeline) -> Markup {
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let call = |event: &Caught| or_nothing(event.detection.map(duration));
    let since = |at: usize| on.chart.events.get(at).map(|(_, start, ..)| Duration::from_secs_f64(start.max(0.0)));
    html! {
        @if on.together.events.is_empty() { p .small { "Nothing happened that users felt." } } @else {
            div .scroll tabindex="0" role="region" aria-label={ (name) ": what happened" } {
                table {
                    caption { "What happened, and what all alerts together made of it" }
                    thead {
                        tr {
                            th scope="col" { "Event" }
                            @for title in ["Begins at", "Lasts", "Costs of the budget", "Deserves a call", "Called after", "Spent by then", "Goes on for", "Calls again", "Fires for"] {
                                th .number scope="col" { (title) }
                            }
                        }
                    }
                    tbody {
                        @for (at, event) in on.together.events.iter().enumerate() {
                            tr {
                                th scope="row" { (event.title) }
                                td .number { (or_nothing(since(at).map(duration))) }
                                td .number { (duration(event.lasted)) }
                                td .number { (share(event.spent)) }
                                td .number { (if event.is_significant { "yes" } else { "no" }) }
                                td .number { (call(event)) }
                                td .number { (or_nothing(event.spent_at_page.map(share))) }
                                td .number { (or_nothing(event.reset.map(duration))) }
                                td .number { (event.refires) }
                                td .number { (share(event.covered)) " of it" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What each alert did, all together, and others.
fn done(name: &str, on: &OnTimeline, alerts: &[AlertName]) -> Markup {
    let each = alerts.iter().zip(&on.alerts).map(|(alert, on)| (alert.name.as_str(), &on.figures));
    let beside = on.references.iter().map(|reference| (reference.title.as_str(), &reference.figures));
    let rows = each.chain([("All together", &on.together)]).chain(beside);
    row_table(rows, on.length, &format!("{name}: what alerts did"))
}

/// Figures by name.
pub(super) fn row_table<'a>(
    rows: impl Iterator<Item = (&'a str, &'a Figures)>,
    length: Duration,
    label: &str,
) -> Markup {
    html! {
        div .scroll tabindex="0" role="region" aria-label=(label) {
            table {
                caption { "What alerts did" }
                thead {
                    tr {
                        th scope="col" { "Alert" }
                        th .number scope="col" { "Calls a week" }
                        @for title in TITLES { th .number scope="col" { (title) } }
                        th .number scope="col" { "Precision" }
                        th .number scope="col" { "Recall" }
                    }
                }
                tbody {
                    @for (name, figures) in rows {
                        tr {
                            th scope="row" { (name) }
                            td .number { (number(a_week(figures.pages, length))) }
                            @for cell in Cells::of(figures, length).all() { td .number { (cell) } }
                            @for of in [figures.precision, figures.recall] {
                                td .number { (of.map_or_else(|| NOTHING.to_owned(), share)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
