//! What keeps a service running asks it: `/livez` whether to start it anew, `/readyz` whether to send it requests
//! (<https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>). A startup probe asks `/livez`.

use axum::Router;
use axum::routing::get;
use http::StatusCode;

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
pub fn probes<S: Clone + Send + Sync + 'static>(draining: &Draining, words: ProbeWords) -> Router<S> {
    let draining = draining.clone();
    let ready = move || {
        let answer = match draining.is_on() {
            true => (StatusCode::SERVICE_UNAVAILABLE, words.draining),
            false => (StatusCode::OK, words.ready),
        };
        async move { answer }
    };
    Router::new().route("/livez", get(move || async move { words.alive })).route("/readyz", get(ready))
}
