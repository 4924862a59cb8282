//! `/guide/checks`: synthetic checks of one's own, made and changed in a form. The form writes the files that one may write
//! by hand (docs/synthetic.md), so it takes care of what stands in one already. It works without JavaScript: a step more or
//! less is a page of its own then.

mod address;
mod form;
mod list;
mod posted;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::StatusCode;
use maud::html;
use movie_guru_pages::below;
use movie_guru_workshop::synthetic::{
    Check, Checks, DRAFT, MOST_CHECKS, MOST_STEPS, Refused, Typed, TypedStep, as_name, check_in, has_comment, read,
    write,
};

use super::frame::{framed, fresh, not_found, trouble};
use crate::app::App;
use address::{TAKEN, address_of};
use form::{Conflict, Form, Of};
use posted::{Posted, Wish};

/// A file of 64 KiB twice, with every sign escaped.
const MOST_BYTES: usize = 1024 * 1024;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/guide/checks", get(index))
        .route("/guide/checks/now", get(now))
        .route("/guide/checks/new", get(new).post(make))
        .route("/guide/checks/{name}", get(one).post(change))
        .route("/guide/checks/{name}/delete", post(delete))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// `GET /guide/checks`
async fn index(State(app): State<Arc<App>>) -> Response {
    let part = match &app.checks {
        Some(checks) => Some(list::part(&app, checks).await),
        None => None,
    };
    let is_live = part.is_some().then(|| address_of("now"));
    framed(
        &app,
        "Synthetic checks",
        html! {
            main #main .guide-index data-now=[is_live] {
                h1 { "Synthetic checks of your own" }
                p .lead {
                    "A synthetic check acts like a user, again and again, whether anybody is there or not. What your users come for, you "
                    "know best: say it in steps, and what you expect of each."
                }
                @match (&part, &app.checks) {
                    (Some(part), Some(checks)) => {
                        (part)
                        p .small { "Each is a file in " code { (checks.folder().display()) } ". Write it here or there; both are the same." }
                    }
                    _ => {
                        p .warning { strong { "Nothing runs them here. " } "This Movie Guru has no probe for checks of your own; a lab on a laptop has. "
                            "The form below makes the file, and " code { "lab synthetic run" } " runs it against this app from there." }
                        p { a .button href=(address_of("new")) { "Make a check" } }
                    }
                }
                p { a href=(below("/guide")) { "All challenges" } }
            }
        },
    )
}

/// `GET /guide/checks/now`: the part that changes.
async fn now(State(app): State<Arc<App>>) -> Response {
    match &app.checks {
        Some(checks) => fresh(html! { title { "Now" } (list::part(&app, checks).await) }),
        None => not_found(&app),
    }
}

/// `GET /guide/checks/new`
async fn new(State(app): State<Arc<App>>) -> Response {
    // A check to begin with: an empty form says nothing of what a step can be.
    let typed = read(DRAFT).map(|check| Typed::of(&check)).unwrap_or_default();
    Form { typed, ..Form::new(&app, Of::New) }.page(StatusCode::OK)
}

/// `GET /guide/checks/{name}`
async fn one(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let Some(checks) = app.checks.as_deref().filter(|_| !TAKEN.contains(&name.as_str())) else {
        return not_found(&app);
    };
    match checks.text(&name).await {
        Ok(None) => not_found(&app),
        Ok(Some(text)) => shown(&app, checks, &name, text, None),
        Err(error) => cannot(&app, &error.to_string()),
    }
}

/// The form of a check, as its file has it.
fn shown(app: &App, checks: &Checks, name: &str, text: String, told: Option<String>) -> Response {
    let status = if told.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    match check_in(&text) {
        Ok(check) => Form {
            name: name.to_owned(),
            typed: Typed::of(&check),
            loses_comments: has_comment(&text),
            was: Some(text),
            told,
            last_run: checks.last_run(name),
            ..Form::new(app, Of::Kept)
        }
        .page(status),
        Err(mistakes) => form::broken(app, checks, name, &text, &mistakes, told.as_deref()),
    }
}

/// `POST /guide/checks/new`
async fn make(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let posted = Posted::read(&body);
    let name = posted.name.clone();
    take(&app, Of::New, name, posted).await
}

/// `POST /guide/checks/{name}`
async fn change(State(app): State<Arc<App>>, Path(name): Path<String>, body: Bytes) -> Response {
    if app.checks.is_none() || as_name(&name).is_err() || TAKEN.contains(&name.as_str()) {
        return not_found(&app);
    }
    take(&app, Of::Kept, name, Posted::read(&body)).await
}

/// Does what is wished with what was typed. Whatever comes of it, nothing of that is lost.
async fn take(app: &App, of: Of, name: String, posted: Posted) -> Response {
    let Posted { typed, was, now, wish, .. } = posted;
    let was = if wish == Wish::Keep { now } else { was };
    let loses_comments = was.as_deref().is_some_and(has_comment);
    let mut form = Form { name, typed, was, loses_comments, ..Form::new(app, of) };
    match wish {
        Wish::Add => {
            if form.typed.steps.len() < MOST_STEPS {
                form.typed.steps.push(TypedStep { method: "GET".to_owned(), ..TypedStep::default() });
            }
            return form.page(StatusCode::OK);
        }
        Wish::Remove(at) => {
            if at < form.typed.steps.len() {
                form.typed.steps.remove(at);
            }
            return form.page(StatusCode::OK);
        }
        Wish::Save | Wish::Keep => {}
    }
    form.name_is_wrong = if of == Of::New { name_is_wrong(&form.name) } else { None };
    let check = match form.typed.check() {
        Ok(check) if form.name_is_wrong.is_none() => check,
        outcome => {
            form.complaints = outcome.err().unwrap_or_default();
            return form.page(StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    save(app, form, &check).await
}

/// Why a new check cannot be called so.
fn name_is_wrong(name: &str) -> Option<String> {
    match as_name(name) {
        Ok(name) if TAKEN.contains(&name) => {
            Some(format!("`{name}` is the address of another page; choose another name"))
        }
        Ok(_) => None,
        Err(_) if name.is_empty() => Some("give it a name, as my-check".to_owned()),
        Err(why) => Some(why),
    }
}

async fn save(app: &App, mut form: Form<'_>, check: &Check) -> Response {
    let text = match write(check) {
        Ok(text) => text,
        Err(why) => {
            form.told = Some(why);
            return form.page(StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let Some(checks) = &app.checks else {
        form.file = Some(text);
        return form.page(StatusCode::OK);
    };
    match checks.write(&form.name, form.was.as_deref(), &text).await {
        Ok(()) => Redirect::to(&format!("{}#check-{}", below("/guide/checks"), form.name)).into_response(),
        Err(Refused::Changed { now }) if form.of == Of::New && now.is_some() => {
            form.name_is_wrong = Some(format!("there is a check `{}` already; choose another name", form.name));
            form.page(StatusCode::CONFLICT)
        }
        Err(Refused::Changed { now }) => {
            form.conflict = Some(Conflict { mine: text, now });
            form.page(StatusCode::CONFLICT)
        }
        Err(Refused::NoName(why)) => {
            form.name_is_wrong = Some(why);
            form.page(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Refused::TooMany) => {
            form.told = Some(format!(
                "there are {MOST_CHECKS} checks already, and no more can run; delete one, then save this"
            ));
            form.page(StatusCode::CONFLICT)
        }
        Err(refused @ Refused::TooLarge { .. }) => {
            form.told = Some(refused.to_string());
            form.page(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Refused::Shelf(error)) => {
            form.told = Some(error.to_string());
            form.page(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// `POST /guide/checks/{name}/delete`
async fn delete(State(app): State<Arc<App>>, Path(name): Path<String>, body: Bytes) -> Response {
    let Some(checks) = app.checks.as_deref() else { return not_found(&app) };
    let was = Posted::read(&body).was.unwrap_or_default();
    match checks.delete(&name, &was).await {
        Ok(()) | Err(Refused::Changed { now: None }) => Redirect::to(&below("/guide/checks")).into_response(),
        Err(Refused::Changed { now: Some(now) }) => {
            let told = "the file has changed since you opened this page. Below is what stands there now; delete it from here if it may go";
            shown(&app, checks, &name, now, Some(told.to_owned()))
        }
        Err(Refused::NoName(_)) => not_found(&app),
        Err(refused) => cannot(&app, &refused.to_string()),
    }
}

/// A page for a folder that cannot be used.
fn cannot(app: &App, why: &str) -> Response {
    let page = framed(
        app,
        "That did not work",
        html! {
            main #main .guide-index {
                h1 { "That did not work" }
                (trouble("The checks cannot be used just now.", why))
                p { a href=(below("/guide/checks")) { "All checks" } }
            }
        },
    );
    (StatusCode::SERVICE_UNAVAILABLE, page).into_response()
}
