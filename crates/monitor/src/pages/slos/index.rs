//! `GET /slos`: the board, the least budget first.

use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;

use super::drawing;
use super::frame;
use super::words::{exhaustion, lasting, mood, percent, percent_or_dash, times};
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::pages::tiles::{Mood, badge};
use crate::slos::{SloView, Unmatched};

/// The page of the board.
///
/// `address` is the one by which whoever asks reaches the monitor.
pub(crate) async fn page(shown: &Pages, address: &str) -> Markup {
    let board = board(shown, address).await;
    let content = html! {
        div .head {
            h1 { "SLOs" }
            a .button href=(below("/slos/new")) { "New SLO" }
            a .quiet href=(below("/slos/yaml")) { "From YAML" }
        }
        @for said in shown.board.said() { p .problem { (said) } }
        div #board .stack data-live { (board) }
    };
    frame::page(shown, "SLOs", Section::Slos, content)
}

async fn board(shown: &Pages, address: &str) -> Markup {
    let snapshot = shown.board.snapshot();
    let (mut views, now) = (snapshot.slos(), snapshot.now);
    let mut cards = Vec::new();
    for view in &mut views {
        let made_just_now = view.status.is_none() && view.error.is_none();
        if let Some(slo) = snapshot.documents.slo(&view.name).filter(|_| made_just_now) {
            view.unmatched = shown.board.unmatched(slo).await;
        }
        cards.push(card(shown, view, now).await);
    }
    html! {
        @if views.is_empty() { (beginning(address)) }
        @for card in &cards { (card) }
    }
}

fn beginning(address: &str) -> Markup {
    html! {
        div .empty {
            p { strong { "There is no SLO yet." } }
            p { "An SLO measures from the moment it is made, so it begins with its whole budget. Make one with the button above, or in a terminal:" }
            pre tabindex="0" { code { "lab slo apply my-slo.yaml" } }
            p { "or by the API, in OpenSLO (YAML or JSON):" }
            pre tabindex="0" { code { "curl -X PUT --data-binary @my-slo.yaml " (address) (below("/api/slos/my-slo")) } }
        }
    }
}

async fn card(shown: &Pages, view: &SloView, now: Timestamp) -> Markup {
    let (of, words) = mood(view);
    let story = shown.board.recent_story(&view.name, now).await;
    html! {
        article .card .slo {
            div .head {
                h2 .title { a href={ (below("/slos/")) (view.name) } { (view.title) } }
                (badge(of, words))
                @for alert in view.alerts.iter().filter(|alert| alert.state == "firing") {
                    (badge(Mood::Bad, &format!("{} fires", alert.policy)))
                }
            }
            @if let Some(description) = &view.description { p .small { (description) } }
            @if let Some(error) = &view.error { p .problem { "Not evaluated just now: " (error) } }
            (unmatched(&view.unmatched))
            (figures(view))
            @if let Some(Ok(story)) = &story {
                div .minis { (drawing::sli(story)) (drawing::budget(story)) }
            }
        }
    }
}

/// What of an SLO no series matches.
pub(super) fn unmatched(unmatched: &[Unmatched]) -> Markup {
    html! { @for Unmatched { detail, .. } in unmatched { p .problem { (detail) } } }
}

/// The numbers of an SLO.
pub(super) fn figures(view: &SloView) -> Markup {
    let status = view.status.as_ref();
    let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), times);
    let readings = [
        ("Objective", percent(view.target)),
        ("SLI", percent_or_dash(status.and_then(|status| status.sli))),
        ("Budget left", percent_or_dash(status.map(|status| status.budget_left))),
        ("Burn rate, long", rate(status.map(|status| status.burn_rate.long))),
        ("Burn rate, short", rate(status.map(|status| status.burn_rate.short))),
        ("Exhaustion", status.map_or_else(|| "–".to_owned(), |status| exhaustion(status.exhaustion))),
        ("Window", window(view)),
    ];
    html! {
        dl .figures {
            @for (name, reading) in readings { div { dt { (name) } dd { (reading) } } }
        }
    }
}

/// A window as it was written, and how long it lasts on the clock where that differs.
fn window(view: &SloView) -> String {
    match view.window_is_scaled {
        true => format!("{}, {} on the clock", view.window, lasting(view.window_seconds)),
        false => view.window.clone(),
    }
}
