//! `GET /alerts`: what fires, the inbox, what fired before, and who is told.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;
use serde::Deserialize;

use super::super::tiles::{Mood, badge};
use super::one::state;
use super::words::{ago, lasting, times};
use super::{Pages, Section, on_to};
use crate::alerts::{Delivery, Episode, Message};

/// So many alerts that fired are shown; the API has all.
const SHOWN: usize = 50;

pub(super) async fn page(State(shown): State<Arc<Pages>>) -> Response {
    let now = shown.board.now();
    let content = html! {
        div .head {
            h1 { "Alerts" }
            a .button href=(below("/alerts/new")) { "New alert" }
        }
        div #alerts .stack data-live {
            section .card .stack { h2 { "Now" } (active(&shown, now)) }
            section .card .stack { (inbox(&shown, now)) }
            section .card .stack { h2 { "What fired before" } (history(&shown, now)) }
            section .card .stack { h2 { "All alerts" } (all(&shown)) }
            section .card .stack { h2 { "Who is told" } (told(&shown.board.deliveries())) }
        }
    };
    shown.slo_page("Alerts", Section::Alerts, content)
}

fn active(shown: &Pages, now: Timestamp) -> Markup {
    let active = shown.board.book().active().to_vec();
    html! {
        @if active.is_empty() { p { (badge(Mood::Good, "none")) " No alert is pending or fires." } }
        ul .stack {
            @for alert in &active {
                li .alert {
                    (state(alert.state()))
                    strong { a href={ (below("/slos/")) (alert.subject.slo) } { (alert.subject.title) } }
                    span { (times(alert.value)) ", since " (lasting(now.duration_since(alert.held_since).as_secs_f64())) }
                    span .small { (alert.subject.summary) }
                }
            }
        }
    }
}

fn inbox(shown: &Pages, now: Timestamp) -> Markup {
    let book = shown.board.book();
    let messages: Vec<Message> = book.inbox.messages().take(SHOWN).cloned().collect();
    let unread = book.inbox.unread();
    drop(book);
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
                    span { (message.severity) ", " (ago(message.at, now)) }
                    span .small { (message.text) }
                }
            }
        }
    }
}

fn history(shown: &Pages, now: Timestamp) -> Markup {
    let episodes: Vec<Episode> = shown.board.book().episodes().take(SHOWN).cloned().collect();
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
                                td { time datetime=(episode.fired_at) { (ago(episode.fired_at, now)) } }
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

fn all(shown: &Pages) -> Markup {
    let documents = shown.board.documents();
    let alerts = shown.board.alert_views(&documents);
    html! {
        @if alerts.is_empty() {
            p .small { "There is no alert yet: make one with the button above, or in a terminal: " code { "lab slo apply slos/achievable.yaml slos/alerts.yaml" } }
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

#[derive(Debug, Deserialize)]
pub(super) struct UpTo {
    id: u64,
}

pub(super) async fn read(State(shown): State<Arc<Pages>>, Form(UpTo { id }): Form<UpTo>) -> Response {
    shown.board.read_messages(id, true).await;
    on_to("/alerts")
}
