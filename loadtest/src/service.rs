//! The load generator as a service: the page, its API, metrics and probes. `loadtest run` and `lab` serve the same one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use movie_guru_pages::Published;
use movie_guru_service::{Draining, Gate, Limits, ListenError, Names, ProbeWords, in_words, openapi, probes};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{self as exposed, HttpMeters, measure};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use url::Url;

use crate::engine::load_test::LoadTest;
pub use crate::front::links::Link;
pub use crate::front::password::Password;
use crate::front::peers::PeerName;
use crate::front::state::Front;
use crate::front::{document, routes};
use crate::plan::settings::RunSettings;

/// After this long at the end, clients that hold on are cut; a run in between takes its five seconds first.
const DRAIN: Duration = Duration::from_millis(5500);

/// What the service needs to know.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// What the page's form begins with.
    pub form: RunSettings,
    /// The lab's other parts, for the links above the page.
    pub links: Vec<Link>,
    /// What the page and its API ask for; probes and metrics never do.
    pub password: Option<Password>,
    /// Names whose addresses are the pods of a load from many; the page says how many there are.
    pub peers: Vec<PeerName>,
    /// Names under which it may be called besides the loopback's, where it listens on the loopback.
    pub hosts: Vec<String>,
    /// What clients may take up.
    pub limits: Limits,
    /// The path below which the page is published.
    pub published: Published,
}

impl ServiceConfig {
    /// A form for five people on this host, without links, password, peers and names, at the root of its address.
    pub fn new(host: Url) -> Self {
        Self {
            form: RunSettings::new(host),
            links: Vec::new(),
            password: None,
            peers: Vec::new(),
            hosts: Vec::new(),
            limits: Limits::default(),
            published: Published::default(),
        }
    }
}

/// The service, bound to its port but not yet serving.
pub struct Service {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    limits: Limits,
    front: Arc<Front>,
    draining: Draining,
    scrapes: watch::Receiver<u64>,
}

/// Takes the service's port; port 0 picks a free one.
///
/// # Errors
///
/// Where it is not to be had.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener, ListenError> {
    Ok(movie_guru_service::bind(listen, "--listen").await?.0)
}

/// The service on a port that it has already.
///
/// # Errors
///
/// Where the listener does not know its own address.
pub fn build(
    listener: TcpListener,
    config: &ServiceConfig,
    load: LoadTest,
    telemetry: &Telemetry,
) -> std::io::Result<Service> {
    let address = listener.local_addr()?;
    let draining = Draining::default();
    let (scraped, scrapes) = watch::channel(0);
    let ServiceConfig { form, links, password, peers, .. } = config.clone();
    let front = Front::new(load, form, links, password, peers);
    let metrics: UtoipaMethodRouter<Telemetry> = routes!(exposed::metrics);
    let (routes, api) = OpenApiRouter::with_openapi(document::Api::openapi())
        .routes(metrics.layer(from_fn_with_state(scraped, count_scrapes)).with_state(telemetry.clone()))
        .merge(probes(&draining, ProbeWords::APP))
        .merge(routes::routes(Arc::clone(&front)))
        .split_for_parts();
    let routes = routes.route(openapi::PATH, openapi::route(api, openapi::TEXT)?);
    let gate = Gate { names: Names::of(address, &config.hosts), body: config.limits.body, refuse: in_words };
    let router = gate.around(routes).layer(from_fn_with_state(HttpMeters::new(telemetry.meter()), measure));
    let router = config.published.clone().routes(router);
    let limits = config.limits.behind_proxy(config.published.behind_proxy);
    Ok(Service { listener, address, router, limits, front, draining, scrapes })
}

/// Counted before the figures are read: who waits for a scrape that comes after something knows that it has it in it.
async fn count_scrapes(State(scraped): State<watch::Sender<u64>>, request: Request, next: Next) -> Response {
    scraped.send_modify(|scrapes| *scrapes += 1);
    next.run(request).await
}

impl Service {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often `/metrics` has been asked for.
    pub fn scrapes(&self) -> watch::Receiver<u64> {
        self.scrapes.clone()
    }

    /// Serves until `shutdown` is cancelled, then stops the run that is on and drains.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let Self { listener, router, limits, front, draining, .. } = self;
        // Where a run is on already, its own dashboard is there.
        match front.load.show_idle() {
            Ok(Some(idle)) => {
                let front = Arc::clone(&front);
                tokio::spawn(async move { front.show_form(&idle).await });
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "no dashboard before the first run"),
        }
        let close = CancellationToken::new();
        let told_to_stop = {
            let (shutdown, close) = (shutdown.clone(), close.clone());
            async move {
                shutdown.cancelled().await;
                draining.begin();
                if let Some(run) = front.load.current() {
                    run.stop().await;
                }
                close.cancel();
            }
        };
        tokio::spawn(told_to_stop);
        let serving = movie_guru_service::serve(listener, router, limits, close);
        // A page that watches holds its stream open for ever.
        let drained = async {
            shutdown.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = serving => served,
            () = drained => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use movie_guru_telemetry::otlp::Otlp;
    use movie_guru_test_support::openapi::{documented, routed};
    use tower::ServiceExt;

    use super::*;

    /// Pages, their files, and what Goose's own dashboard asks for.
    fn is_for_pages(operation: &str) -> bool {
        let path = operation.split_once(' ').map_or(operation, |(_, path)| path);
        matches!(path, "/" | "/report" | "/runs" | "/static/{file}")
            || ["/lab/", "/runs/", "/api/v1/"].iter().any(|below| path.starts_with(below))
    }

    #[tokio::test]
    async fn what_is_routed_is_documented_and_nothing_else() {
        let telemetry = Telemetry::new("loadtest", &Otlp::off()).unwrap();
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let config = ServiceConfig::new("http://127.0.0.1:8081".parse().unwrap());
        let service = build(listener, &config, LoadTest::new(&telemetry).unwrap(), &telemetry).unwrap();
        let routed = routed(&format!("{:?}", service.router)).into_iter().filter(|operation| !is_for_pages(operation));
        let asking = Request::get(openapi::PATH).header("host", "localhost").body(Body::empty()).unwrap();
        let document = service.router.oneshot(asking).await.unwrap().into_body();
        let document = to_bytes(document, usize::MAX).await.unwrap();
        assert_eq!(documented(&serde_json::from_slice(&document).unwrap()), routed.collect());
    }
}
