//! `GET /login`: who is it?

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::html;
use movie_guru_pages::below;

use super::layout::Page;
use super::{fresh, told};
use crate::app::App;

pub(crate) async fn get(State(app): State<Arc<App>>) -> Response {
    let told = match told(&app).await {
        Ok(told) => told,
        Err(away) => return away,
    };
    let page = Page { title: "Log in", script: Some("js/login.js"), style: None, told: Some(told), class: "entrance" };
    fresh(page.render(
        &app,
        html! {
            main #main .box-office {
                p .eyebrow { "Now showing" }
                h1 .sign { span .sign-text { "Movie Guru" } }
                p .lead { "Tell it what you are in the mood for. It knows the films, and it remembers what you like." }
                form #login .ticket novalidate {
                    label for="user" { "Your name or e-mail" }
                    input #user name="user" type="text" autocomplete="username" autocapitalize="none" spellcheck="false"
                        dir="auto" maxlength="254" required aria-describedby="login-error";
                    p #login-error .field-error role="alert" {}
                    button .button type="submit" { "Come in" }
                }
                p .small { "No password: this is a lab." }
                p .to-the-guide { "Here for the workshop? " a .quiet href=(below("/guide")) { "Open the challenge guide" } }
            }
        },
    ))
}
