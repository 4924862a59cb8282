//! The monitor's pages. Each is drawn from what a [`MetricsSource`] answers; none knows where the metrics are.

mod dashboards;
mod explore;
mod figures;
mod files;
mod layout;
mod overview;
mod refusal;
mod slos;
mod targets;
mod tiles;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use movie_guru_pages::{Assets, secured};
use tower_http::compression::CompressionLayer;

use crate::charts::{Beginnings, KeptSteps};
use crate::dashboards::Gallery;
use crate::slos::Board;
use crate::source::MetricsSource;
use files::PlotlyJs;
pub(crate) use layout::{Page, Section, notice};

/// Everything from here, nothing inline, and no HTML made of text.
///
/// plotly.js works under it: it styles through the CSSOM, which the policy does not concern, and adds no style sheet where
/// it finds one of its name (`css/charts.css`). `blob:` and `data:` images are the pictures of a chart to be saved.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The addresses of the lab's other parts; the rail links to those that are known.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The app in the browser.
    pub app: Option<String>,
    /// The challenge guide.
    pub guide: Option<String>,
    /// The load generator.
    pub load: Option<String>,
}

/// What the pages need to know.
#[derive(Clone, Debug, Default)]
pub struct PagesConfig {
    /// The lab's other parts.
    pub links: Links,
    /// Where an attendee's own dashboards are, `*.json` in Cloud Monitoring's form. It need not exist.
    pub dashboards: Option<PathBuf>,
}

/// What every page can reach.
pub struct Pages {
    pub(crate) config: PagesConfig,
    pub(crate) source: Arc<dyn MetricsSource>,
    pub(crate) board: Arc<Board>,
    pub(crate) assets: Assets,
    pub(crate) plotly: PlotlyJs,
    pub(crate) gallery: Gallery,
    pub(crate) kept: KeptSteps,
    pub(crate) beginnings: Beginnings,
}

impl Pages {
    /// Pages that show what this source holds, and these SLOs and alerts.
    pub fn new(config: PagesConfig, source: Arc<dyn MetricsSource>, board: Arc<Board>) -> Arc<Self> {
        let gallery = Gallery::new(config.dashboards.clone());
        Arc::new(Self {
            config,
            source,
            board,
            assets: Assets::of::<files::Files>(),
            plotly: PlotlyJs::embedded(),
            gallery,
            kept: KeptSteps::default(),
            beginnings: Beginnings::default(),
        })
    }

    /// The routes of all pages, the files that they are made of, and the page for every address that is none.
    pub fn routes<S: Clone + Send + Sync + 'static>(self: &Arc<Self>) -> Router<S> {
        let compressed = Router::new()
            .route("/", get(overview::get))
            .route("/dashboards", get(dashboards::index))
            .route("/dashboards/{name}", get(dashboards::page))
            .route("/dashboards/{name}/mosaic.css", get(dashboards::mosaic))
            .route("/api/dashboards/{name}/charts/{index}", get(dashboards::chart::get))
            .route("/dashboards/{name}/readings/{index}", get(dashboards::readings::get))
            .route("/explore", get(explore::page))
            .route("/api/explore/chart", get(explore::chart))
            .route("/api/explore/values", get(explore::values))
            .route("/targets", get(targets::page))
            .merge(slos::routes())
            .route("/assets/{version}/{*file}", get(files::get))
            .route("/favicon.ico", get(files::favicon))
            .layer(CompressionLayer::new());
        Router::new()
            .merge(compressed)
            .route("/plotly/{version}", get(files::plotly))
            .fallback(not_found)
            .with_state(Arc::clone(self))
    }
}

/// Middleware: security headers, for every answer of the monitor.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    secured(next.run(request).await, POLICY)
}

/// For every address that is none.
async fn not_found(State(pages): State<Arc<Pages>>) -> Response {
    notice(&pages, StatusCode::NOT_FOUND, "There is no such page", "Nothing is under this address.")
}
