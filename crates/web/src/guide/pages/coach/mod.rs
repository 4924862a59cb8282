//! `GET /guide/coach` and below: what only coaches should read, and what a coach does for the team. These pages work without
//! JavaScript: a browser sends the password that it asked for to them, and to nothing else.

mod sheet;
mod team;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, PreEscaped, html};
use movie_guru_pages::below;
use movie_guru_workshop::{Challenge, RoomError};

use super::frame::{contents, framed, fresh, not_found, standing, trouble};
use crate::app::App;
use crate::guide::Shown;
use crate::pages::layout::Page;
use crate::workshop::access::is_coach;
use team::{MORE_MINUTES, bar, team};

/// How a browser learns to ask for the admin token.
const ASK: HeaderValue = HeaderValue::from_static("Basic realm=\"Movie Guru, for coaches\", charset=\"UTF-8\"");

pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/guide/coach", get(index))
        .route("/guide/coach/now", get(now))
        .route("/guide/coach/{name}", get(page))
        .route("/guide/coach/{name}/now", get(page_now))
        .route("/guide/coach/{name}/extend", post(extend))
        .route("/guide/coach/answered", post(answered))
        .layer(from_fn_with_state(Arc::clone(app), for_coaches))
}

/// Lets coaches in. Without a token everybody is one.
async fn for_coaches(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_coach(&app.admin, request.headers()) {
        let mut response = next.run(request).await;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return response;
    }
    let page = Page { title: "For coaches", script: None, style: None, told: None, class: "notice" };
    let page = page.render(
        &app,
        html! {
            main #main .notice-card {
                p .eyebrow { "401" }
                h1 { "For coaches" }
                p { "These pages hold the answers. The password is the lab's admin token; any name goes with it." }
                p { a .button href=(below("/guide")) { "To the challenges" } }
            }
        },
    );
    let headers = [(header::WWW_AUTHENTICATE, ASK), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::UNAUTHORIZED, headers, page).into_response()
}

fn warning() -> Markup {
    html! { p .warning { strong { "For coaches." } " These pages hold the answers: who is to find them should not read on." } }
}

/// `GET /guide/coach`
async fn index(State(app): State<Arc<App>>) -> Response {
    let standing = standing(&app).await;
    let now = standing.is_some().then(|| below("/guide/coach/now"));
    framed(
        &app,
        "For coaches",
        html! {
            main #main .guide-index data-now=[now] {
                h1 { "For coaches" }
                (warning())
                (team(standing.as_ref()))
                @if !app.guide.coach.is_empty() {
                    h2 { "The day" }
                    ul .links {
                        @for page in &app.guide.coach { li { a href={ (below("/guide/coach/")) (page.name) } { (page.title) } } }
                    }
                }
                h2 { "Challenge by challenge" }
                ul .links {
                    @for page in &app.guide.behind { li { a href={ (below("/guide/coach/")) (page.name) } { (page.title) } } }
                }
            }
        },
    )
}

/// `GET /guide/coach/now`: the part that changes.
async fn now(State(app): State<Arc<App>>) -> Response {
    fresh(html! { title { "Now" } (team(standing(&app).await.as_ref())) })
}

/// `GET /guide/coach/{name}`
async fn page(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    if let Some(page) = app.guide.coach.iter().find(|page| page.name == name) {
        return written(&app, page, None).await;
    }
    let challenge = app.guide.behind.iter().zip(app.guide.library.challenges()).find(|(page, _)| page.name == name);
    match challenge {
        Some((page, challenge)) => written(&app, page, Some(challenge)).await,
        None => not_found(&app),
    }
}

async fn written(app: &App, page: &Shown, challenge: Option<&Challenge>) -> Response {
    let standing = match challenge {
        Some(_) => standing(app).await,
        None => None,
    };
    let is_live = matches!(standing, Some(Ok(_)));
    let now = is_live.then(|| below(&format!("/guide/coach/{}/now", page.name)));
    let more: &[_] = if challenge.is_some_and(|challenge| !challenge.criteria().is_empty()) {
        &[("criteria", "What is checked")]
    } else {
        &[]
    };
    framed(
        app,
        &page.title,
        html! {
            div .guide-page {
                (contents(page, more))
                main #main data-now=[now] {
                    h1 { (page.title) }
                    (warning())
                    @match (&standing, challenge) {
                        (Some(Err(why)), _) => { (trouble("How the team stands cannot be read.", why)) }
                        (Some(Ok(state)), Some(challenge)) => { (bar(challenge, state)) }
                        _ => {}
                    }
                    article .prose { (PreEscaped(app.guide.html(page, &app.assets, true))) }
                    @if let Some(challenge) = challenge {
                        (sheet::criteria(challenge, standing.as_ref().and_then(|standing| standing.as_ref().ok())))
                    }
                    nav .before-after aria-label="Further" {
                        @if challenge.is_some() { a href={ (below("/guide/")) (page.name) } { "What attendees read" } }
                        a .after href=(below("/guide/coach")) { "All pages for coaches" }
                    }
                }
            }
        },
    )
}

/// `GET /guide/coach/{name}/now`: the parts that change.
async fn page_now(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let Some(challenge) = app.guide.library.challenges().iter().find(|challenge| challenge.slug == name) else {
        return not_found(&app);
    };
    match standing(&app).await {
        Some(Ok(state)) => {
            fresh(html! { title { "Now" } (bar(challenge, &state)) (sheet::criteria(challenge, Some(&state))) })
        }
        Some(Err(why)) => fresh(html! { title { "Now" } (trouble("How the team stands cannot be read.", &why)) }),
        None => not_found(&app),
    }
}

/// `POST /guide/coach/{name}/extend`: five more minutes.
async fn extend(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let Some(room) = &app.workshop else { return not_found(&app) };
    done(&app, room.extend(&name, MORE_MINUTES).await.map(drop), &format!("/guide/coach/{name}"))
}

/// `POST /guide/coach/answered`: the team's call was answered.
async fn answered(State(app): State<Arc<App>>) -> Response {
    let Some(room) = &app.workshop else { return not_found(&app) };
    done(&app, room.answer_help().await.map(drop), "/guide/coach")
}

/// Back to the page, or why not.
fn done(app: &App, result: Result<(), RoomError>, page: &str) -> Response {
    match result {
        Ok(()) => Redirect::to(&below(page)).into_response(),
        Err(RoomError::NoSuchChallenge(_)) => not_found(app),
        Err(error) => {
            let why = trouble("That did not work.", &error.in_words());
            let page = framed(
                app,
                "That did not work",
                html! { main #main .guide-index { (why) p { a href=(below(page)) { "Back" } } } },
            );
            (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
        }
    }
}
