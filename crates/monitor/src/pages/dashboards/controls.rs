//! What sets the time of a page's charts, and where they say in figures what they draw.

use maud::{Markup, html};

/// What the buttons offer.
const RANGES: [(&str, &str); 8] = [
    ("5m", "5 min"),
    ("15m", "15 min"),
    ("1h", "1 h"),
    ("3h", "3 h"),
    ("6h", "6 h"),
    ("24h", "24 h"),
    ("2d", "2 d"),
    ("7d", "7 d"),
];

/// What sets the time of all charts on a page; `js/time.js` brings it to life.
pub(crate) fn controls() -> Markup {
    html! {
        div #controls .controls {
            div .ranges role="group" aria-label="Time range" {
                @for (range, name) in RANGES {
                    button .quiet type="button" data-range=(range) aria-pressed="false" { (name) }
                }
            }
            details #custom .custom {
                summary .quiet { "Custom" }
                form .card {
                    label for="from" { "From" }
                    input #from type="datetime-local" step="1" required;
                    label for="to" { "To" }
                    input #to type="datetime-local" step="1" required;
                    button .button { "Show" }
                }
            }
            p #shown .small role="status" {}
            label .live { input #live type="checkbox" checked; " Live" }
        }
        div #marks .marks hidden { h2 { "Changes" } ul {} }
    }
}

/// Where a chart says in figures what it draws; `js/figures.js` fills it.
pub(crate) fn figures_dialog() -> Markup {
    html! {
        dialog #figures aria-labelledby="figures-title" {
            div .head {
                h2 #figures-title {}
                form method="dialog" { button .quiet { "Close" } }
            }
            div .queries {}
            div .scroll tabindex="0" role="region" aria-labelledby="figures-title" {}
        }
    }
}
