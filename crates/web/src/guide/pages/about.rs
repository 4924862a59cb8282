//! `GET /guide/{name}`: a page about the workshop.

use axum::response::Response;
use maud::{PreEscaped, html};

use super::frame::{contents, framed};
use crate::app::App;
use crate::guide::Shown;

pub(super) fn get(app: &App, page: &Shown) -> Response {
    framed(
        app,
        &page.title,
        html! {
            div .guide-page {
                (contents(page, &[]))
                main #main {
                    article .prose {
                        h1 { (page.title) }
                        (PreEscaped(app.guide.html(page, &app.assets, false)))
                    }
                }
            }
        },
    )
}
