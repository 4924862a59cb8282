//! `GET /`: the main page. Its films, messages and tastes come through the edge.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};
use maud::{Markup, html};
use movie_guru_pages::below;

use super::layout::{Page, marquee};
use super::{fresh, told};
use crate::app::App;

/// The backend's session cookie; whether the session still lasts, only the backend knows.
const COOKIE: &str = "movieguru=";
const FEATURED: usize = 5;

pub(crate) async fn get(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let told = match told(&app).await {
        Ok(told) => told,
        Err(away) => return away,
    };
    let cookies = headers.get_all(header::COOKIE);
    let mut cookies = cookies.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    if !cookies.any(|cookie| cookie.trim_start().starts_with(COOKIE)) {
        return Redirect::to(&below("/login")).into_response();
    }
    let page = Page {
        title: "What shall we watch?",
        script: Some("js/main.js"),
        style: Some("css/app.css"),
        told: Some(told),
        class: "house",
    };
    fresh(page.render(
        &app,
        html! {
            (top())
            main #main .stalls {
                section #results .panel aria-labelledby="results-title" hidden {
                    div .panel-head {
                        h2 #results-title tabindex="-1" { "Search results" }
                        button #close-results .quiet type="button" { "Close" }
                    }
                    p #results-note role="status" {}
                    ul #results-films .reel {}
                }
                div .front {
                section .featured aria-labelledby="featured-title" {
                    h2 #featured-title { "Now showing" }
                    div #featured-error .inline-error role="alert" {}
                    ul #featured .reel aria-busy="true" {
                        @for _ in 0..FEATURED { li .film-skeleton aria-hidden="true" {} }
                    }
                }
                (conversation())
                }
                aside .side aria-label="About you" {
                    section #relevant .panel aria-labelledby="relevant-title" hidden {
                        h2 #relevant-title { "From this answer" }
                        ul #relevant-films .programme {}
                    }
                    (profile())
                }
            }
            (film_dialog())
            div #announce .visually-hidden role="status" aria-live="polite" {}
            div #toast .toast role="alert" {}
        },
    ))
}

fn top() -> Markup {
    html! {
        header .top {
            (marquee())
            form #search .search role="search" {
                label .visually-hidden for="query" { "Search films" }
                input #query type="search" name="q" placeholder="Title, person, genre…" autocomplete="off"
                    dir="auto" maxlength="200";
                button .quiet type="submit" { "Search" }
            }
            nav .menu aria-label="You and the lab" {
                span #who .who dir="auto" {}
                a href=(below("/guide")) { "Guide" }
                button #logout .quiet type="button" { "Log out" }
            }
        }
    }
}

fn conversation() -> Markup {
    html! {
        section .chat .panel aria-labelledby="chat-title" {
            div .panel-head {
                h1 #chat-title { "Ask the Guru" }
                button #clear .quiet type="button" { "Clear chat" }
            }
            div #log .log role="log" aria-live="polite" aria-label="Conversation" tabindex="0" {}
            p #thinking .thinking role="status" {}
            form #ask .ask {
                label .visually-hidden for="message" { "Your message" }
                textarea #message name="message" rows="1" maxlength="1000" dir="auto"
                    placeholder="A comedy tonight?" {}
                button #send .button type="submit" { "Send" }
            }
        }
    }
}

fn profile() -> Markup {
    html! {
        section #profile .panel aria-labelledby="profile-title" aria-busy="true" {
            h2 #profile-title tabindex="-1" { "Your taste" }
            p #profile-empty .muted {
                "Nothing yet. Tell the Guru what you love or cannot stand, and it is remembered here."
            }
            @for (side, title) in [("likes", "You like"), ("dislikes", "You'd rather not")] {
                div .side-of-taste data-side=(side) hidden {
                    h3 { (title) }
                    @for (kind, name) in [("genres", "Genres"), ("actors", "Actors"), ("directors", "Directors"), ("others", "Other")] {
                        div .taste data-kind=(kind) hidden {
                            h4 { (name) }
                            ul .chips {}
                        }
                    }
                }
            }
        }
    }
}

fn film_dialog() -> Markup {
    html! {
        dialog #film aria-labelledby="film-title" {
            div .film-card {
                img #film-poster .film-poster alt="" width="300" height="450";
                div .film-facts {
                    p #film-eyebrow .eyebrow {}
                    h2 #film-title dir="auto" {}
                    p #film-plot dir="auto" {}
                    dl #film-list {}
                    div .film-actions {
                        button #film-ask .button type="button" { "Ask about it" }
                        button #film-close .quiet type="button" { "Close" }
                    }
                }
            }
        }
    }
}
