//! `GET /alerts`: what fires, the inbox, what fired before, and who is told.

use maud::{Markup, html};
use movie_guru_pages::below;

use super::frame;
use super::state::state;
use super::words::{ago, clock, lasting, times};
use crate::alerts::{Delivery, Episode, Message};
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::pages::tiles::{Mood, badge};
use crate::slos::Snapshot;

/// So many alerts that fired are shown; the API has all.
const SHOWN: usize = 50;

/// The page of alerts.
pub(crate) fn page(pages: &Pages) -> Markup {
    let shown = pages.board.snapshot();
    let content = html! {
        div .head {
            h1 { "Alerts" }
            a .button href=(below("/alerts/new")) { "New alert" }
        }
        div #alerts .stack data-live {
            section .card .stack { h2 { "Now" } (active(&shown)) }
            section .card .stack { (inbox(&shown)) }
            section .card .stack { h2 { "What fired before" } (history(&shown)) }
            section .card .stack { h2 { "All alerts" } (all(&shown)) }
            section .card .stack { h2 { "Who is told" } (told(&pages.board.deliveries())) }
        }
    };
    frame::page(pages, "Alerts", Section::Alerts, content)
}

fn active(shown: &Snapshot) -> Markup {
    let (active, now) = (shown.book.active(), shown.now);
    html! {
        @if active.is_empty() { p { (badge(Mood::Good, "none")) " No alert is pending or fires." } }
        ul .stack {
            @for alert in active {
                li .alert {
                    (state(alert.state()))
                    strong { a href={ (below("/slos/")) (alert.subject.slo) } { (alert.subject.title) } }
                    span { (times(alert.value)) ", since " (lasting(now.duration_since(alert.held_since).as_secs_f64())) ", from " (clock(alert.held_since)) " on" }
                    span .small { (alert.subject.summary) }
                }
            }
        }
    }
}

fn inbox(shown: &Snapshot) -> Markup {
    let (inbox, now) = (&shown.book.inbox, shown.now);
    let messages: Vec<&Message> = inbox.messages().take(SHOWN).collect();
    let unread = inbox.unread();
    html! {
        div .head {
            h2 { "Inbox" @if unread > 0 { " " (badge(Mood::Warn, &format!("{unread} unread"))) } }
            @if let Some(newest) = messages.first().filter(|_| unread > 0) {
                form method="post" action=(below("/alerts/read")) {
                    input type="hidden" name="id" value=(newest.id);
                    button .quiet { "Mark all as read" }
                }
            }
        }
        @if messages.is_empty() { p .small { "Nothing yet. When an alert fires, its page arrives here." } }
        ol .stack {
            @for message in &messages {
                li .alert .unread[!message.read] {
                    (state(&message.state))
                    strong { (message.title) }
                    span { (message.severity) ", " (ago(message.at, now)) ", " (clock(message.at)) }
                    span .small { (message.text) }
                }
            }
        }
    }
}

fn history(shown: &Snapshot) -> Markup {
    let now = shown.now;
    let episodes: Vec<&Episode> = shown.book.episodes().take(SHOWN).collect();
    html! {
        @if episodes.is_empty() { p .small { "No alert has fired yet." } } @else {
            div .scroll tabindex="0" role="region" aria-label="What fired before" {
                table {
                    thead { tr { th scope="col" { "Alert" } th scope="col" { "Fired" } th scope="col" { "For" } th .number scope="col" { "Highest burn rate" } } }
                    tbody {
                        @for episode in &episodes {
                            @let end = episode.resolved_at.unwrap_or(now);
                            tr {
                                th scope="row" { (episode.subject.title) }
                                td { (ago(episode.fired_at, now)) ", " (clock(episode.fired_at)) }
                                td { (lasting(end.duration_since(episode.fired_at).as_secs_f64())) @if episode.resolved_at.is_none() { ", still fires" } }
                                td .number { (times(episode.highest)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn all(shown: &Snapshot) -> Markup {
    let alerts = shown.alerts();
    html! {
        @if alerts.is_empty() {
            p .small { "There is no alert yet: make one with the button above, or in a terminal with the SLOs that name it: " code { "lab slo apply my-slo.yaml my-alert.yaml" } }
        } @else {
            div .scroll tabindex="0" role="region" aria-label="All alerts" {
                table {
                    thead { tr { th scope="col" { "Alert" } th scope="col" { "Above" } th scope="col" { "Over" } th scope="col" { "State" } th scope="col" { "Policy" } } }
                    tbody {
                        @for alert in &alerts {
                            tr {
                                th scope="row" { a href={ (below("/slos/")) (alert.slo) } { (alert.title) } }
                                td { (alert.factor) "×" }
                                td { (alert.long) @if let Some(short) = &alert.short { " and " (short) } }
                                td { (state(alert.state)) }
                                td { a href={ (below("/slos/yaml?alert=")) (alert.policy) } { (alert.policy) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn told(deliveries: &[Delivery]) -> Markup {
    html! {
        p { "The inbox above, always." }
        @if deliveries.is_empty() {
            p .small { "For a webhook, start the lab with " code { "--slack-webhook URL" } " or " code { "--alertmanager URL" } "." }
        }
        ul .stack {
            @for delivery in deliveries {
                li .alert {
                    @match &delivery.last_error {
                        None => (badge(Mood::Good, "reached")),
                        Some(_) => (badge(Mood::Bad, "not reached")),
                    }
                    strong { (delivery.receiver) " at " (delivery.host) }
                    span { (delivery.delivered) " delivered, " (delivery.waiting) " waiting, " (delivery.given_up) " given up" }
                    @if let Some(error) = &delivery.last_error { span .small { (error) } }
                }
            }
        }
    }
}
