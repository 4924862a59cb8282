//! What keeps a service running asks it: `/livez` whether to start it anew, `/readyz` whether to send it requests
//! (<https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>). A startup probe asks `/livez`.

use axum::extract::State;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::drain::Draining;

/// What the answers say to whoever reads them.
#[derive(Clone, Copy, Debug)]
pub struct ProbeWords {
    /// `/livez`.
    pub alive: &'static str,
    /// `/readyz`, 200.
    pub ready: &'static str,
    /// `/readyz`, 503: it has been told to end.
    pub draining: &'static str,
}

impl ProbeWords {
    /// Those of the app.
    pub const APP: Self = Self { alive: "alive\n", ready: "ready\n", draining: "stopping\n" };
}

/// Both probes of a service that is ready whenever it runs and is not draining.
pub fn probes<S: Clone + Send + Sync + 'static>(draining: &Draining, words: ProbeWords) -> OpenApiRouter<S> {
    let probed = Probed { draining: draining.clone(), words };
    OpenApiRouter::default().routes(routes!(live)).routes(routes!(ready)).with_state(probed)
}

#[derive(Clone)]
struct Probed {
    draining: Draining,
    words: ProbeWords,
}

/// Does the process run?
#[utoipa::path(
    get, path = "/livez", operation_id = "livez", tag = "The service itself",
    responses((status = 200, description = "It does", body = String)),
)]
async fn live(State(Probed { words, .. }): State<Probed>) -> &'static str {
    words.alive
}

/// Can it take requests?
#[utoipa::path(
    get, path = "/readyz", operation_id = "readyz", tag = "The service itself",
    responses(
        (status = 200, description = "It can", body = String),
        (status = 503, description = "It is about to stop", body = String),
    ),
)]
async fn ready(State(Probed { draining, words }): State<Probed>) -> (StatusCode, &'static str) {
    match draining.is_on() {
        true => (StatusCode::SERVICE_UNAVAILABLE, words.draining),
        false => (StatusCode::OK, words.ready),
    }
}
