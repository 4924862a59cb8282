//! `GET /guide/{slug}`: a challenge, with its stage above, and the team's work below.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use movie_guru_pages::below;
use movie_guru_workshop::{Challenge, RoomState};

use super::findings::findings;
use super::form::form;
use super::frame::{contents, framed, fresh, not_found, standing, trouble};
use super::stage::stage;
use crate::app::App;

const WORKBOOK: (&str, &str) = ("your-workbook", "Your workbook");
const CHECKS: (&str, &str) = ("check-my-work", "Check my work");

/// The challenge of this place in the order of all.
pub(super) async fn get(app: &Arc<App>, number: usize) -> Response {
    let (page, challenge) = (&app.guide.challenges[number], &app.guide.library.challenges()[number]);
    let standing = standing(app).await.filter(|_| challenge.sheet.is_some());
    let is_live = matches!(standing, Some(Ok(_)));
    let workbook = if is_live { written(app, challenge).await } else { None };
    let more: Vec<_> = [(workbook.is_some(), WORKBOOK), (is_live, CHECKS)]
        .into_iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, link)| link)
        .collect();
    let now = is_live.then(|| below(&format!("/guide/{}/now", page.name)));
    framed(
        app,
        &page.title,
        html! {
            div .guide-page {
                (contents(page, &more))
                main #main data-now=[now] {
                    h1 { (page.title) }
                    @match &standing {
                        Some(Ok(state)) => { (top(challenge, state)) }
                        Some(Err(why)) => { (trouble("How your team stands cannot be read.", why)) }
                        None => {}
                    }
                    article .prose data-slug=(page.name) {
                        (PreEscaped(app.guide.html(page, &app.assets, false)))
                    }
                    @if let Some(workbook) = workbook { (workbook) }
                    @match &standing {
                        Some(Ok(state)) => { (bottom(challenge, state)) }
                        _ => { (tick(&page.name)) }
                    }
                    (before_and_after(app, number))
                }
            }
        },
    )
}

/// `GET /guide/{slug}/now`: the parts that change.
pub(super) async fn now(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Response {
    let challenge = app.guide.library.challenges().iter().find(|challenge| challenge.slug == slug);
    let Some(challenge) = challenge.filter(|challenge| challenge.sheet.is_some()) else { return not_found(&app) };
    match standing(&app).await {
        Some(Ok(state)) => fresh(html! { title { "Now" } (top(challenge, &state)) (bottom(challenge, &state)) }),
        Some(Err(why)) => fresh(html! { title { "Now" } (trouble("How your team stands cannot be read.", &why)) }),
        None => not_found(&app),
    }
}

fn top(challenge: &Challenge, state: &RoomState) -> Markup {
    let own = state.challenges.iter().find(|own| own.slug == challenge.slug);
    html! { @if let Some(own) = own { (stage(challenge, own, state)) } }
}

fn bottom(challenge: &Challenge, state: &RoomState) -> Markup {
    let own = state.challenges.iter().find(|own| own.slug == challenge.slug);
    html! { @if let Some(own) = own { (findings(own)) } }
}

/// The challenge's page of the workbook, to be written in; none where it has none.
async fn written(app: &App, challenge: &Challenge) -> Option<Markup> {
    let (room, fields) = (app.workshop.as_ref()?, challenge.form()?);
    let page = room.page(&challenge.slug).await;
    Some(html! {
        section .workbook aria-labelledby="your-workbook" {
            h2 #your-workbook { "Your workbook" }
            @match page {
                Ok(page) => { (form(&challenge.slug, fields, &page)) }
                Err(error) => {
                    (trouble("This page of your workbook cannot be read.", &error.in_words()))
                    p { "Then load this page again." }
                }
            }
        }
    })
}

/// Without a workshop a person says what is done.
fn tick(slug: &str) -> Markup {
    html! {
        p .tick {
            input #done type="checkbox" data-slug=(slug);
            label for="done" { "I have done this one" }
        }
    }
}

fn before_and_after(app: &App, number: usize) -> Markup {
    let challenges = &app.guide.challenges;
    html! {
        nav .before-after aria-label="Challenges before and after" {
            @if let Some(before) = number.checked_sub(1).and_then(|before| challenges.get(before)) {
                a href={ (below("/guide/")) (before.name) } rel="prev" { "← " (before.title) }
            }
            @if let Some(after) = challenges.get(number + 1) {
                a .after href={ (below("/guide/")) (after.name) } rel="next" { (after.title) " →" }
            }
        }
    }
}
