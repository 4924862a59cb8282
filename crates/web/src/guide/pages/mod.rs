//! The guide's pages. Parts that change while a page is open come again by themselves from the page's `now` (`js/parts.js`), so
//! that what they look like stands here alone.

mod about;
mod challenge;
mod checks;
pub(crate) mod coach;
mod findings;
mod form;
mod frame;
mod stage;
mod start;
mod workbook;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use frame::not_found;

pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/guide", get(start::get))
        .route("/guide/now", get(start::now))
        .route("/guide/workbook", get(workbook::get))
        .route("/guide/{name}", get(page))
        .route("/guide/{name}/now", get(challenge::now))
        .merge(checks::routes())
        .merge(coach::routes(app))
}

/// `GET /guide/{name}`: a challenge, or a page about the workshop.
async fn page(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let guide = &app.guide;
    if let Some(number) = guide.challenges.iter().position(|page| page.name == name) {
        return challenge::get(&app, number).await;
    }
    match guide.about.iter().find(|page| page.name == name) {
        Some(page) => about::get(&app, page),
        None => not_found(&app),
    }
}
