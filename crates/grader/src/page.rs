//! A grade as a page: of the monitor, and as a file that stands alone.

mod close_up;
mod curves;
mod drawing;
mod lanes;
mod marked;
mod panel;
mod section;
mod what_if;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::graded::Grade;
use section::section;
pub use what_if::{answer, changed, refused};

/// How the page looks: rules for parts of `.grade`, in the colours of the monitor's pages.
pub const STYLE: &str = include_str!("page/style.css");
/// What moves sliders: a module, which asks the address that [`with_sliders`] was given.
pub const SCRIPT: &str = include_str!("page/script.js");
/// The colours and the parts of the monitor's pages, for a page that stands without them.
const ALONE: &str = include_str!("page/alone.css");

/// The grade as a part of a page, whose style is [`STYLE`].
pub fn page(grade: &Grade) -> Markup {
    whole(grade, None)
}

/// The same, and numbers can be changed on it: [`SCRIPT`] asks the address with the fields that [`changed`] reads, and with
/// `slo`, the title, and `timeline`, the name. It has to answer as [`answer`] does, or as [`refused`].
pub fn with_sliders(grade: &Grade, address: &str) -> Markup {
    whole(grade, Some(address))
}

fn whole(grade: &Grade, sliders: Option<&str>) -> Markup {
    html! {
        div .grade .stack {
            @if grade.subjects.is_empty() && grade.unread.is_empty() {
                div .empty { p { strong { "There is nothing to grade yet." } } }
            }
            @for (number, subject) in grade.subjects.iter().enumerate() { (section(number, subject, sliders)) }
            @if !grade.unread.is_empty() {
                section .card .stack {
                    h2 { "What could not be read" }
                    p .small { "The rest was graded." }
                    ul .stack {
                        @for unread in &grade.unread {
                            li { strong { (unread.what) } ": " (unread.why) p .small { (unread.next) } }
                        }
                    }
                }
            }
        }
    }
}

/// The grade as a page in one file, which asks nothing of anybody and runs nothing.
pub fn standalone(grade: &Grade) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="dark light";
                title { "Grade · Movie Guru" }
                style { (PreEscaped(ALONE)) (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Grade" }
                    p .lead { "What these SLOs and alerts would have done on each timeline. This page stands alone: numbers can be changed on the page Grade of a lab's monitor." }
                    (page(grade))
                }
            }
        }
    }
    .into_string()
}
