//! A host whose certificate this machine does not trust: said before a run, not found out from a table of failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::StatusCode;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::command::{ended, loadtest};
use crate::front::served;
use crate::stand_in::{StandIn, quick};

/// A TLS server that signed its own certificate, and how many requests it has heard.
async fn own_certificate() -> (String, Arc<AtomicU64>) {
    movie_guru_service::choose_tls();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let heard = Arc::new(AtomicU64::new(0));
    let hears = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, hears) = (acceptor.clone(), Arc::clone(&hears));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                if stream.read(&mut [0; 64]).await.is_ok_and(|bytes| bytes > 0) {
                    hears.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    (host, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_certificate_is_refused_at_the_field_before_the_run() {
    let (host, heard) = own_certificate().await;
    let app = StandIn::well().await;
    let lab = served(quick(&app.host), None).await;
    let before = lab.json("/api/load").await;
    let (status, problem) = lab.post("/api/load/start", json!({ "host": host })).await;
    assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("host")), "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("certificate") && detail.contains("this machine does not trust"), "{detail}");
    let goose = lab.post("/api/v1/control/start", json!({ "host": host })).await.1;
    assert_eq!((&goose["ok"], &goose["field"]), (&json!(false), &json!("host")), "{goose}");
    assert_eq!(lab.json("/api/load").await, before);
    assert!(lab.load.current().is_none());
    let said = ended(loadtest(&["--host", &host]).spawn().unwrap()).await;
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.err.contains("--host") && said.err.contains("this machine does not trust"), "{}", said.err);
    assert_eq!(heard.load(Ordering::Relaxed), 0, "a request was sent");
}
