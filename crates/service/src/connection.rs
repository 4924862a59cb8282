//! One connection, from its first byte to its end, within the limits.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower::Service;

use crate::crowd::{Running, Seat, Taken};
use crate::limits::Limits;

/// For the rest of a request's headers once the service is to end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The protocols that are spoken. Times of HTTP/1 are [`Seat`]'s business: hyper's limit on headers would count an idle
/// connection as a slow one.
pub(crate) fn protocols(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).keep_alive_interval(limits.ping).keep_alive_timeout(limits.ping);
    builder
}

/// Serves until either side has had enough.
pub(crate) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    taken: Taken,
    protocols: Arc<Builder<TokioExecutor>>,
) {
    let seat = &taken.0;
    let service = service_fn(|request: Request<Incoming>| answer(seat, peer, router.clone(), request));
    let mut connection = pin!(protocols.serve_connection(TokioIo::new(stream), service));
    let mut told = pin!(seat.told());
    let mut is_told = false;
    let mut look = pin!(tokio::time::sleep(seat.patience().unwrap_or_default()));
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::trace!(%peer, %error, "a connection broke");
                }
                break;
            }
            () = told.as_mut(), if !is_told => {
                is_told = true;
                // From here on it takes no request; what is in flight may end.
                connection.as_mut().graceful_shutdown();
                if !seat.is_running() {
                    if seat.gives_way() {
                        break;
                    }
                    look.as_mut().reset(Instant::now() + LAST_WORDS);
                }
            }
            () = look.as_mut() => match seat.patience().and_then(|rest| {
                if is_told && !seat.is_running() { Err(()) } else { Ok(rest) }
            }) {
                Ok(rest) => look.as_mut().reset(Instant::now() + rest),
                Err(()) => {
                    tracing::debug!(%peer, "a client took too long");
                    break;
                }
            }
        }
    }
}

fn answer(
    seat: &Arc<Seat>,
    peer: SocketAddr,
    mut router: Router,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response<Answer>, Infallible>> + use<> {
    let running = seat.run();
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    // A router is always ready.
    let response = router.call(request);
    async move { Ok(response.await?.map(|body| Answer { body, running })) }
}

/// The body of an answer; the request is in flight until it is dropped.
struct Answer {
    body: Body,
    running: Running,
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(_))) => self.running.offered(),
            _ => self.running.taken(),
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
