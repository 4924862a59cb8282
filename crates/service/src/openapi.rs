//! A service's API as an OpenAPI document. Handlers say what they do (`#[utoipa::path]`); here is what is the same for all
//! of them: where the document is, and what is answered before a handler is asked.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};
use http::{StatusCode, header};
use utoipa::Path;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, OpenApi, Paths, Ref, RefOr, Required, Response, ResponseBuilder, Schema, Server,
};

/// Where every service has its document.
pub const PATH: &str = "/openapi.json";

/// The media type of errors (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// The media type of errors that are words.
pub const TEXT: &str = "text/plain";

/// Answers that are problem documents, for `IntoResponses` of what gives them. The document's schema is the component
/// `Problem`.
pub fn problems<const N: usize>(told: [(StatusCode, &str); N]) -> BTreeMap<String, RefOr<Response>> {
    told.into_iter().map(|(status, why)| (status.as_str().to_owned(), refusal(PROBLEM, why))).collect()
}

fn refusal(media_type: &str, why: &str) -> RefOr<Response> {
    let schema = match media_type {
        PROBLEM => RefOr::Ref(Ref::from_schema_name("Problem")),
        _ => ObjectBuilder::new().schema_type(Type::String).into(),
    };
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(why).content(media_type, content).into()
}

/// The document as it is sent.
#[derive(Clone)]
struct Document(Bytes);

/// This description of the service
///
/// An OpenAPI 3.1 document: load it in any viewer, or have a client made of it.
#[utoipa::path(
    get, path = PATH, operation_id = "openapi", tag = "The service itself",
    responses((status = 200, description = "The document", body = Object, content_type = "application/json")),
)]
async fn document(State(Document(text)): State<Document>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// What answers at [`PATH`]: the document, itself and what every [`Gate`](crate::Gate) refuses included, which it does as
/// `refused` ([`PROBLEM`] or [`TEXT`]). Addresses in it are told from where the document is, so that they hold below a path as well.
///
/// # Errors
/// Where the document cannot be written as JSON.
pub fn route<S: Clone + Send + Sync + 'static>(
    mut api: OpenApi,
    refused: &str,
) -> Result<MethodRouter<S>, serde_json::Error> {
    api.servers = Some(vec![Server::new(".")]);
    api.paths.add_path_operation(PATH, vec![HttpMethod::Get], __path_document::operation());
    for_each_operation(&mut api.paths, |changes, operation| {
        add_the_gates(changes, refused, operation);
        leave_null_out(operation);
    });
    Ok(get(document).with_state(Document(serde_json::to_vec(&api)?.into())))
}

/// Calls this for each operation, with whether its method may change something (RFC 9110, section 9.2.1).
pub fn for_each_operation(paths: &mut Paths, mut told: impl FnMut(bool, &mut Operation)) {
    for item in paths.paths.values_mut() {
        item.get.iter_mut().for_each(|operation| told(false, operation));
        let changing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        changing.into_iter().flatten().for_each(|operation| told(true, operation));
    }
}

/// A body that need not be there is left out; it is not null, as the macro has it.
fn leave_null_out(operation: &mut Operation) {
    let body = match &mut operation.request_body {
        Some(RefOr::T(body)) if body.required != Some(Required::True) => body,
        _ => return,
    };
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content
            && let Some(RefOr::T(Schema::OneOf(either))) = &mut content.schema
        {
            either.items.retain(|item| !is_null(item));
            if let [there] = either.items.as_slice() {
                content.schema = Some(there.clone());
            }
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}

fn add_the_gates(changes: bool, media_type: &str, operation: &mut Operation) {
    let told = &mut operation.responses.responses;
    let mut add = |status: StatusCode, why: &str| {
        told.entry(status.as_str().to_owned()).or_insert_with(|| refusal(media_type, why));
    };
    add(StatusCode::MISDIRECTED_REQUEST, "Not called by a name of this service.");
    if changes {
        add(StatusCode::FORBIDDEN, "A page of another site asked for a change.");
    }
    if operation.request_body.is_some() {
        add(StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive.");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::{OpenApi as _, ToSchema};

    use super::*;

    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its schema is asked for")]
    struct Wish {
        name: String,
    }

    #[utoipa::path(post, path = "/wishes", request_body = Option<Wish>, responses((status = 204)))]
    #[expect(dead_code, reason = "only what it says of itself is asked for")]
    async fn wish() {}

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(wish))]
    struct Api;

    async fn published() -> Value {
        use axum::body::{Body, to_bytes};
        use tower::ServiceExt;
        let router = axum::Router::new().route(PATH, route(Api::openapi(), TEXT).unwrap());
        let asking = http::Request::get(PATH).body(Body::empty()).unwrap();
        let body = router.oneshot(asking).await.unwrap().into_body();
        serde_json::from_slice(&to_bytes(body, usize::MAX).await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_body_that_may_be_left_out_is_not_null() {
        let body = &published().await["paths"]["/wishes"]["post"]["requestBody"];
        assert_eq!(body["content"]["application/json"]["schema"], json!({"$ref": "#/components/schemas/Wish"}));
        assert_ne!(body["required"], true);
    }

    #[tokio::test]
    async fn what_the_gate_refuses_is_told_where_it_can_happen() {
        let paths = &published().await["paths"];
        let told = |operation: &Value| -> Vec<String> {
            operation["responses"].as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(told(&paths["/wishes"]["post"]), ["204", "403", "408", "421"]);
        assert_eq!(told(&paths[PATH]["get"]), ["200", "421"]);
    }
}
