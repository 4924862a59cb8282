//! Errors as clients read them, whichever way they came about.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, Method, StatusCode};
use movie_guru_service::{Problem, as_problem};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::Span;

/// A service whose errors are all problems.
async fn asked(method: Method, path: &str) -> (StatusCode, HeaderMap, Value) {
    async fn problems(request: Request, next: Next) -> Response {
        let response = next.run(request).await;
        if response.status().is_success() { response } else { as_problem(response, &Span::none()) }
    }
    let bad = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The wish cannot be taken: q is empty")
        .with("errors", json!([{"field": "q", "detail": "is empty"}]));
    let away = || async { Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The database is away.") };
    let locked = || async { Problem::unauthorized("Bearer", "This call needs a token.") };
    let routes = Router::new()
        .route("/bad", get(|| async { bad }))
        .route("/away", get(away))
        .route("/locked", get(locked))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn(problems));
    let request = Request::builder().method(method).uri(path).body(axum::body::Body::empty()).unwrap();
    let (parts, body) = routes.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 64 * 1024).await.unwrap();
    (parts.status, parts.headers, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn an_error_is_a_document_with_the_words_of_whoever_made_it() {
    let (status, headers, mut document) = asked(Method::GET, "/bad").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers["cache-control"], "no-store");
    let trace_id = document.as_object_mut().unwrap().remove("trace_id").unwrap();
    let trace_id = trace_id.as_str().unwrap();
    assert!(trace_id.len() == 32 && trace_id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{trace_id}");
    let told = json!({
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "The wish cannot be taken: q is empty",
        "errors": [{"field": "q", "detail": "is empty"}],
    });
    assert_eq!(document, told);
}

#[tokio::test]
async fn an_error_without_words_has_those_of_its_status_and_what_may_be_done_stays_said() {
    let (status, _, document) = asked(Method::GET, "/nowhere").await;
    assert_eq!((status, &document["detail"]), (StatusCode::NOT_FOUND, &json!("There is nothing under this path.")));
    let (status, headers, document) = asked(Method::DELETE, "/bad").await;
    assert_eq!((status, &document["title"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("Method Not Allowed")));
    assert_eq!(headers["allow"], "GET,HEAD");
}

#[tokio::test]
async fn whoever_is_sent_away_hears_when_to_come_back_or_with_what() {
    let (_, headers, _) = asked(Method::GET, "/away").await;
    assert_eq!(headers["retry-after"], "2");
    let (status, headers, _) = asked(Method::GET, "/locked").await;
    assert_eq!((status, &headers["www-authenticate"]), (StatusCode::UNAUTHORIZED, &"Bearer".parse().unwrap()));
}
