//! What the overview says of SLOs and alerts.

use maud::{Markup, html};
use movie_guru_pages::below;

use super::words::{mood, percent};
use crate::pages::tiles::{Mood, badge, tile};
use crate::slos::Snapshot;

/// The SLO with the least budget left; none where there are no SLOs.
pub(crate) fn slo_tile(shown: &Snapshot) -> Option<Markup> {
    let views = shown.slos();
    let worst = views.first()?;
    let (of, words) = mood(worst);
    let reading = worst.status.map_or_else(|| "–".to_owned(), |status| percent(status.budget_left));
    let more = html! {
        p .small { "left for " a href={ (below("/slos/")) (worst.name) } { (worst.title) } ", the least of " (views.len()) }
    };
    Some(tile("Error budget", &reading, Some(badge(of, words)), more))
}

/// The alerts that fire; none where there are no alerts.
pub(crate) fn alert_tile(shown: &Snapshot) -> Option<Markup> {
    let views = shown.slos();
    let alerts: Vec<_> = views.iter().flat_map(|view| &view.alerts).collect();
    if alerts.is_empty() {
        return None;
    }
    let firing: Vec<_> = alerts.iter().filter(|alert| alert.state == "firing").collect();
    let (of, words) = if firing.is_empty() { (Mood::Good, "none fires") } else { (Mood::Bad, "somebody is paged") };
    let more = html! {
        p .small {
            @for alert in &firing { (alert.title) ". " }
            a href=(below("/alerts")) { "Alerts and inbox" }
        }
    };
    Some(tile("Alerts", &format!("{} of {} fire", firing.len(), alerts.len()), Some(badge(of, words)), more))
}
