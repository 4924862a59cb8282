//! A service's OpenAPI document, held against what the service does: [`check`] asks a running one by schemathesis, and
//! [`routed`] and [`documented`] say which operations a router and a document have.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use regex::Regex;
use serde_json::Value;

use crate::script;

/// Holds the service called `name` (`scripts/openapi` has its settings), which runs at this address, against its document.
/// Blocks for as long as that takes. Schemathesis is nothing that a laptop must have.
///
/// # Panics
/// With schemathesis' report, where an answer is a 5xx or not the document's.
pub fn check(name: &str, address: SocketAddr) {
    if let Some(said) = script("check-openapi", [name, &format!("http://{address}")]) {
        assert!(said.passed(), "{}", said.text);
    }
}

/// The operations of a document, as `GET /path`.
pub fn documented(document: &Value) -> BTreeSet<String> {
    let methods = ["get", "put", "post", "delete", "patch"];
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let there = methods.into_iter().filter(move |method| item.get(method).is_some());
        there.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

/// The operations of an axum router, as `GET /path`; `ANY` where all methods are taken. A router does not tell them, but
/// its `Debug` does: `shown` is that. `HEAD` and `OPTIONS` are left out, for they follow from the others.
///
/// # Panics
/// Where it is not written as axum 0.8 writes it.
pub fn routed(shown: &str) -> BTreeSet<String> {
    let (routes, _) = shown.split_once("fallback_router:").expect("a router");
    let pattern = |pattern| Regex::new(pattern).expect("a pattern");
    let paths = pattern(r#"RouteId\((\d+)\): "([^"]*)""#);
    let methods = pattern(r#"RouteId\((\d+)\): MethodRouter\(.*?allow_header: (?:Bytes\(b"([A-Z,]*)"\)|(\w+))"#);
    let mut operations = BTreeSet::new();
    for of_path in paths.captures_iter(routes) {
        let of_route = methods.captures_iter(routes).find(|of_route| of_route[1] == of_path[1]);
        let of_route = of_route.unwrap_or_else(|| panic!("no methods of {} in {routes}", &of_path[2]));
        let taken = of_route.get(2).map_or("ANY", |taken| taken.as_str()).split(',');
        operations.extend(
            taken
                .filter(|method| !matches!(*method, "HEAD" | "OPTIONS"))
                .map(|method| format!("{method} {}", &of_path[2])),
        );
    }
    assert!(!operations.is_empty(), "no routes in {routes}");
    operations
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::{any, get};
    use serde_json::json;

    use super::*;

    async fn nothing() {}

    #[test]
    fn a_router_tells_its_operations_through_layers_and_nests() {
        let below: Router = Router::new().route("/{id}", get(nothing).delete(nothing));
        let router = Router::new()
            .route("/", get(nothing).post(nothing))
            .route("/all", any(nothing))
            .nest("/below", below)
            .layer(axum::middleware::map_request(async |request: axum::extract::Request| request))
            .fallback(nothing);
        let told = routed(&format!("{router:?}"));
        let wanted = ["ANY /all", "DELETE /below/{id}", "GET /", "GET /below/{id}", "POST /"];
        assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_document_tells_its_operations() {
        let document = json!({"paths": {"/": {"get": {}, "summary": "a path", "parameters": []}, "/x": {"put": {}}}});
        assert_eq!(documented(&document).into_iter().collect::<Vec<_>>(), ["GET /", "PUT /x"]);
    }
}
