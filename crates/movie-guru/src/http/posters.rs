//! `GET /posters/{tconst}.svg`: posters, drawn when they are asked for.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use http::header;
use movie_guru_service::Problem;

use crate::app::App;
use crate::poster;

/// Look at a poster
///
/// Needs no session.
#[utoipa::path(
    get, path = "/posters/{file}", operation_id = "poster", tag = "Films",
    params(("file" = String, Path, description = "The film's identity and `.svg`", example = "tt9000001.svg")),
    responses(
        (status = 200, description = "The poster", body = String, content_type = "image/svg+xml"),
        (status = 404, description = "There is no such film", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<impl IntoResponse, Problem> {
    let unknown = || Problem::new(http::StatusCode::NOT_FOUND, "There is no such poster.");
    let Path(file) = path.map_err(|_| unknown())?;
    let film = file.strip_suffix(".svg").and_then(|tconst| app.catalogue.get(tconst)).ok_or_else(unknown)?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    Ok((headers, poster::svg(film)))
}
