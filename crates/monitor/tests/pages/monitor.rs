//! The pages on a free port.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use movie_guru_monitor::MetricsSource;
use movie_guru_monitor::pages::{Pages, PagesConfig, not_found, security_headers};
use tokio::task::JoinHandle;

/// A server that ends with this.
pub(crate) struct Monitor {
    pub(crate) address: SocketAddr,
    served: JoinHandle<()>,
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Monitor {
    /// `api` is a Prometheus that answers below `/api/v1/`.
    pub(crate) async fn start(config: PagesConfig, source: Arc<dyn MetricsSource>, api: &str) -> Self {
        // The second test to ask finds it installed.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pages = Pages::new(config, source);
        let app = Pages::routes()
            .fallback(not_found)
            .with_state(pages)
            .nest("/api/v1", Router::new().fallback(passed_on).with_state(api.to_owned()))
            .layer(from_fn(security_headers));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, served: tokio::spawn(async move { axum::serve(listener, app).await.unwrap() }) }
    }
}

async fn passed_on(State(api): State<String>, request: Request) -> Response {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let answer = client.get(format!("{api}/api/v1{}", request.uri())).send().await.unwrap();
    let status = http::StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let json = [(http::header::CONTENT_TYPE, "application/json")];
    (status, json, answer.bytes().await.unwrap()).into_response()
}
