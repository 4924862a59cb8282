//! The loop that takes connections: as many as there may be, and one after the other where the system gives none.

use std::io::ErrorKind;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection;
use crate::crowd::Crowd;
use crate::limits::Limits;
use crate::trouble::Trouble;

/// Serves these routes over HTTP/1 and HTTP/2 until `close` is cancelled; then closes the port and lets the requests in
/// flight end. Handlers find the client's address in `ConnectInfo<SocketAddr>`.
///
/// # Errors
/// None so far: what goes wrong with the port is in the log, and tried again.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    close: CancellationToken,
) -> std::io::Result<()> {
    let crowd = Crowd::new(limits);
    let protocols = Arc::new(connection::protocols(&limits));
    let connections = TaskTracker::new();
    let mut trouble = Trouble::default();
    close
        .run_until_cancelled(async {
            loop {
                let (stream, peer) = match listener.accept().await {
                    Ok(accepted) => accepted,
                    // It was gone before it was taken.
                    Err(error) if is_the_clients(error.kind()) => continue,
                    Err(error) => {
                        // Perhaps there are no files left.
                        crowd.make_room();
                        tokio::time::sleep(trouble.refused(&error)).await;
                        continue;
                    }
                };
                trouble.is_over();
                match crowd.seat(peer.ip()).await {
                    Some(seat) => {
                        let serving = connection::serve(stream, peer, router.clone(), seat, Arc::clone(&protocols));
                        connections.spawn(serving);
                    }
                    None => trouble.too_many(peer.ip()),
                }
            }
        })
        .await;
    drop(listener);
    crowd.close();
    connections.close();
    connections.wait().await;
    Ok(())
}

fn is_the_clients(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}
