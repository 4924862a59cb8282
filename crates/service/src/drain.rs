//! How a service ends once it is asked to: it says so, closes its port, and lets the requests in flight end.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Whether a service has been told to end: `/readyz` says 503 from then on. All clones are one.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// It has been told to.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has been told to.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How long a service takes to end.
#[derive(Clone, Copy, Debug)]
pub struct Drain {
    /// How long `/readyz` says 503 before the port closes, so that a load balancer can turn away.
    pub notice: Duration,
    /// How long requests in flight may take to end after the port closed.
    pub limit: Duration,
}

impl Drain {
    /// Serves until `shutdown` is cancelled, then begins `draining` and ends. `serve` makes the server from the token that
    /// closes its port.
    ///
    /// # Errors
    /// What the server fails with.
    pub async fn serve<S>(
        self,
        shutdown: CancellationToken,
        draining: &Draining,
        serve: impl FnOnce(CancellationToken) -> S,
    ) -> std::io::Result<()>
    where
        S: IntoFuture<Output = std::io::Result<()>>,
    {
        let close = CancellationToken::new();
        let serving = serve(close.clone());
        let stopping = async {
            shutdown.cancelled().await;
            draining.begin();
            tokio::time::sleep(self.notice).await;
            close.cancel();
            tokio::time::sleep(self.limit).await;
        };
        tokio::select! {
            served = serving.into_future() => served,
            () = stopping => {
                tracing::warn!("requests were still running when the time to drain was over");
                Ok(())
            }
        }
    }
}
