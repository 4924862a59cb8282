//! The stand-in as tests use it: started, killed, started again, and told how its cluster fares.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use axum::Router;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::api::serve;
use crate::controllers::round;
use crate::resources::Resource;
use crate::store::{Asked, Fate, Shared, Store};

const ROUND: Duration = Duration::from_millis(20);

/// A cluster in this process. It has two nodes, and ends with this value.
pub struct StandIn {
    store: Shared,
    address: SocketAddr,
    folder: TempDir,
    runtime: Option<Runtime>,
}

impl StandIn {
    /// On a free port. It has a runtime of its own, so it serves whatever the test's does.
    #[must_use]
    pub fn start() -> Self {
        let store = Shared::new(Store::new().into());
        let (runtime, address) = run(&store, SocketAddr::from(([127, 0, 0, 1], 0)));
        let folder = tempfile::tempdir().unwrap();
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "stand-in",
            "clusters": [{"name": "stand-in", "cluster": {"server": format!("http://{address}")}}],
            "users": [{"name": "coach", "user": {"token": "stand-in"}}],
            "contexts": [{"name": "stand-in", "context": {"cluster": "stand-in", "user": "coach"}}],
        });
        std::fs::write(folder.path().join("kubeconfig"), config.to_string()).unwrap();
        Self { store, address, folder, runtime: Some(runtime) }
    }

    /// Of its context `stand-in`.
    #[must_use]
    pub fn kubeconfig(&self) -> std::path::PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Its own folder, which goes with it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `http://127.0.0.1:…`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// As by SIGKILL: connections break where they are. What it held stays.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime may not end within another; and what it serves ends with it.
            let (done, ended) = mpsc::channel();
            std::thread::spawn(move || {
                runtime.shutdown_timeout(Duration::from_secs(5));
                let _ = done.send(());
            });
            let _ = ended.recv();
        }
    }

    /// On the same port, with all that it held.
    pub fn start_again(&mut self) {
        self.kill();
        self.runtime = Some(run(&self.store, self.address).0);
    }

    /// All requests since it was started, or since these were forgotten.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.store.lock().unwrap().asked.clone()
    }

    /// Starts to count anew.
    pub fn forget_asked(&self) {
        self.store.lock().unwrap().asked.clear();
    }

    /// The next requests are answered with this status, and `Retry-After` where seconds are named.
    pub fn fail_next(&self, count: usize, status: u16, retry_after: Option<u64>) {
        self.store.lock().unwrap().failures.extend(std::iter::repeat_n((status, retry_after), count));
    }

    /// Nobody may do this: `create deployments.apps`, or `create pods/portforward`.
    pub fn deny(&self, right: &str) {
        self.store.lock().unwrap().denied.insert(right.to_owned());
    }

    /// All is allowed again.
    pub fn allow_all(&self) {
        self.store.lock().unwrap().denied = BTreeSet::new();
    }

    /// Only these bearer tokens are accepted.
    pub fn accept_only(&self, tokens: &[&str]) {
        self.store.lock().unwrap().tokens = Some(tokens.iter().map(|token| (*token).to_owned()).collect());
    }

    /// What becomes of pods with an image that has this in its name.
    pub fn fate(&self, image: &str, fate: Fate) {
        let mut store = self.store.lock().unwrap();
        store.fates.push((image.to_owned(), fate));
        store.settled = None;
    }

    /// Port-forwards to this port of any pod lead there.
    pub fn port(&self, port: u16, to: SocketAddr) {
        self.store.lock().unwrap().ports.insert(port, to);
    }

    /// The log of containers of this name.
    pub fn log(&self, container: &str, lines: &[&str]) {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        self.store.lock().unwrap().logs.insert(container.to_owned(), lines);
    }

    /// Has one more kind, in namespaces, as a custom resource definition would bring it.
    pub fn install(&self, group: &str, version: &str, plural: &str, kind: &str) {
        let text = |text: &str| text.to_owned();
        let (group, version, plural, kind) = (text(group), text(version), text(plural), text(kind));
        self.store.lock().unwrap().installed.push(Resource { group, version, plural, kind, namespaced: true });
    }

    /// Controllers and kubelets stop, or go on.
    pub fn pause(&self, paused: bool) {
        self.store.lock().unwrap().paused = paused;
    }
}

fn run(store: &Shared, address: SocketAddr) -> (Runtime, SocketAddr) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (told, listening) = mpsc::channel();
    let served = store.clone();
    runtime.spawn(async move {
        let listener = TcpListener::bind(address).await.expect("the port is taken");
        told.send(listener.local_addr().unwrap()).unwrap();
        axum::serve(listener, Router::new().fallback(serve).with_state(served)).await.unwrap();
    });
    let controlled = store.clone();
    runtime.spawn(async move {
        loop {
            {
                let mut store = controlled.lock().unwrap();
                if !store.paused {
                    round(&mut store);
                }
            }
            tokio::time::sleep(ROUND).await;
        }
    });
    (runtime, listening.recv().unwrap())
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.kill();
    }
}
