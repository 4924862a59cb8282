//! Port-forward as a kubelet serves it: one websocket (RFC 6455), channel 0 for bytes and channel 1 for what went wrong, each
//! opened by the port's number.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::sha1::sha1;
use crate::store::Shared;

/// Of RFC 6455.
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;

pub(crate) fn forward(
    store: &Shared,
    namespace: &str,
    pod: &str,
    query: &BTreeMap<String, String>,
    request: Request<Body>,
) -> Response<Body> {
    let plain = |code: StatusCode, text: String| Response::builder().status(code).body(Body::from(text)).unwrap();
    let port: u16 = query.get("ports").and_then(|port| port.parse().ok()).unwrap_or_default();
    let target = {
        let store = store.lock().unwrap();
        let key = (String::new(), "pods".to_owned(), namespace.to_owned(), pod.to_owned());
        if !store.objects.contains_key(&key) {
            return plain(StatusCode::NOT_FOUND, format!("pods \"{pod}\" not found"));
        }
        store.ports.get(&port).copied()
    };
    let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY).and_then(|key| key.to_str().ok()) else {
        return plain(StatusCode::BAD_REQUEST, "no websocket".to_owned());
    };
    let accept = BASE64_STANDARD.encode(sha1(format!("{key}{MAGIC}").as_bytes()));
    tokio::spawn(async move {
        let Ok(upgraded) = hyper::upgrade::on(request).await else { return };
        let (reads, mut writes) = tokio::io::split(TokioIo::new(upgraded));
        for channel in 0..2 {
            let [low, high] = port.to_le_bytes();
            let _ = send(&mut writes, BINARY, &[channel, low, high]).await;
        }
        let connected = match target {
            Some(target) => TcpStream::connect(target).await.map_err(|error| error.to_string()),
            None => Err(format!("failed to connect to localhost:{port} inside the pod: connection refused")),
        };
        match connected {
            Ok(connection) => carry(reads, writes, connection).await,
            Err(why) => {
                let _ = send(&mut writes, BINARY, &[&[1], why.as_bytes()].concat()).await;
                let _ = send(&mut writes, CLOSE, &[]).await;
            }
        }
    });
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .header(header::SEC_WEBSOCKET_PROTOCOL, "v4.channel.k8s.io")
        .body(Body::empty())
        .unwrap()
}

async fn carry(mut reads: impl AsyncRead + Unpin, mut writes: impl AsyncWrite + Unpin, connection: TcpStream) {
    let (mut from, mut to) = connection.into_split();
    let out = async {
        let mut bytes = vec![0; 16 << 10];
        loop {
            match from.read(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(count) => {
                    if send(&mut writes, BINARY, &[&[0], &bytes[..count]].concat()).await.is_err() {
                        break;
                    }
                }
            }
        }
        let _ = send(&mut writes, CLOSE, &[]).await;
    };
    let back = async {
        while let Ok((kind, bytes)) = receive(&mut reads).await {
            match kind {
                CLOSE => break,
                BINARY if bytes.first() == Some(&0) && to.write_all(&bytes[1..]).await.is_err() => break,
                // Nobody here waits so long that a ping would want its answer.
                _ => {}
            }
        }
    };
    tokio::select! {
        () = out => {}
        () = back => {}
    }
}

async fn send(to: &mut (impl AsyncWrite + Unpin), kind: u8, bytes: &[u8]) -> std::io::Result<()> {
    let mut frame = vec![0x80 | kind];
    match bytes.len() {
        short @ 0..126 => frame.push(short as u8),
        middle @ 126..=0xFFFF => {
            frame.push(126);
            frame.extend((middle as u16).to_be_bytes());
        }
        long => {
            frame.push(127);
            frame.extend((long as u64).to_be_bytes());
        }
    }
    frame.extend(bytes);
    to.write_all(&frame).await?;
    to.flush().await
}

async fn receive(from: &mut (impl AsyncRead + Unpin)) -> std::io::Result<(u8, Vec<u8>)> {
    let kind = from.read_u8().await? & 0x0F;
    let length = match from.read_u8().await? & 0x7F {
        126 => u64::from(from.read_u16().await?),
        127 => from.read_u64().await?,
        short => u64::from(short),
    };
    // A client's frames are always masked.
    let mut mask = [0; 4];
    from.read_exact(&mut mask).await?;
    let mut bytes = vec![0; usize::try_from(length).unwrap()];
    from.read_exact(&mut bytes).await?;
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
    Ok((kind, bytes))
}
