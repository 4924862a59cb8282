//! What this lab's SLOs and alerts are worth: `/grade`, a page among the monitor's, and `/api/grade`.

mod api;
mod desk;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use movie_guru_monitor::pages::Frame;
use movie_guru_monitor::slos::Board;
use utoipa_axum::router::OpenApiRouter;

use desk::Desk;
pub(crate) use page::ADDRESS;

/// The routes, which stand among the monitor's.
pub(crate) fn routes(board: Arc<Board>, frame: Frame) -> OpenApiRouter {
    let desk = Desk::new(board);
    let served = Arc::new(page::Served { desk: Arc::clone(&desk), frame });
    let pages = Router::new()
        .route(page::ADDRESS, get(page::page))
        .route(page::WHAT_IF, get(page::what_if))
        .route(page::FILES, get(page::file))
        .with_state(served);
    OpenApiRouter::from(pages).merge(api::routes(desk))
}
