//! Log lines of many pods in one stream. Followed, pods that come later join in.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{AsyncBufReadExt, StreamExt};
use http::Method;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::ask::Ask;
use crate::calls::list;
use crate::kind::Kind;
use crate::object::{items, name};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// Lines that nobody took yet; more wait with their pods.
const AHEAD: usize = 1024;
/// Between two looks for pods that came, or that were started again.
const LOOK: Duration = Duration::from_secs(2);

/// Which log lines.
#[derive(Clone, Debug, Default)]
pub struct LogQuery {
    /// Pods with these labels, as `kubectl -l` takes them: `app.kubernetes.io/name=web`. Empty: all.
    pub labels: String,
    /// So many of the last lines of each.
    pub tail: Option<i64>,
    /// Go on as lines come.
    pub follow: bool,
}

/// A log line, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The pod.
    pub pod: String,
    /// The container.
    pub container: String,
    /// The line.
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Source {
    pod: String,
    container: String,
    /// One that starts again starts a new log.
    restarts: u64,
}

pub(crate) async fn logs(
    wire: Arc<Wire>,
    namespace: &str,
    query: &LogQuery,
) -> Result<BoxStream<'static, Line>, Trouble> {
    let first = sources(&wire, namespace, query).await?;
    let (lines, received) = mpsc::channel(AHEAD);
    tokio::spawn(gather(wire, namespace.to_owned(), query.clone(), first, lines));
    let stream =
        futures::stream::unfold(
            received,
            |mut received| async move { received.recv().await.map(|line| (line, received)) },
        );
    Ok(stream.boxed())
}

async fn sources(wire: &Wire, namespace: &str, query: &LogQuery) -> Result<Vec<Source>, Trouble> {
    let pods = list(wire, &Kind::core("Pod"), Some(namespace), &query.labels).await?.unwrap_or_default();
    Ok(pods.iter().flat_map(of_pod).collect())
}

/// Containers that have a log: they run, or ran.
fn of_pod(pod: &Value) -> Vec<Source> {
    let status = &pod["status"];
    let containers = items(&status["initContainerStatuses"]).iter().chain(items(&status["containerStatuses"]));
    let begun = |status: &&Value| {
        let state = &status["state"];
        state["running"].is_object() || state["terminated"].is_object() || status["lastState"]["terminated"].is_object()
    };
    containers
        .filter(begun)
        .map(|status| Source {
            pod: name(pod).to_owned(),
            container: name_of(status),
            restarts: status["restartCount"].as_u64().unwrap_or_default(),
        })
        .collect()
}

fn name_of(status: &Value) -> String {
    status["name"].as_str().unwrap_or_default().to_owned()
}

/// Until all have ended, or nobody listens any more.
async fn gather(wire: Arc<Wire>, namespace: String, query: LogQuery, first: Vec<Source>, lines: mpsc::Sender<Line>) {
    let mut known = HashSet::new();
    let mut readers = tokio::task::JoinSet::new();
    let (mut found, mut tail) = (first, query.tail);
    loop {
        for source in found {
            if known.insert(source.clone()) {
                let (wire, namespace, lines) = (Arc::clone(&wire), namespace.clone(), lines.clone());
                readers.spawn(async move { read(&wire, &namespace, &source, (tail, query.follow), &lines).await });
            }
        }
        if !query.follow {
            break;
        }
        tokio::select! {
            () = lines.closed() => return,
            () = sleep(LOOK) => {}
        }
        // Of those that came later all is new.
        tail = None;
        found = sources(&wire, &namespace, &query).await.unwrap_or_default();
    }
    tokio::select! {
        () = lines.closed() => {}
        () = async { while readers.join_next().await.is_some() {} } => {}
    }
}

async fn read(
    wire: &Wire,
    namespace: &str,
    source: &Source,
    (tail, follow): (Option<i64>, bool),
    lines: &mpsc::Sender<Line>,
) {
    let mut ask = Ask::new(Method::GET, "get", &Kind::core("Pod"), Some(namespace), Some(&source.pod))
        .with("container", source.container.clone());
    ask.path = format!("{}/log", ask.path);
    if let Some(tail) = tail {
        ask = ask.with("tailLines", tail.to_string());
    }
    if follow {
        ask = ask.with("follow", "true");
    }
    let Ok(request) = ask.request(|body| body) else { return };
    wire.count();
    let mut stream = match wire.client.request_stream(request).await {
        Ok(stream) => Box::pin(stream),
        Err(error) => {
            let text = format!("(its log cannot be read: {error})");
            let _ = lines.send(Line { pod: source.pod.clone(), container: source.container.clone(), text }).await;
            return;
        }
    };
    let mut bytes = Vec::new();
    while stream.read_until(b'\n', &mut bytes).await.is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned();
        bytes.clear();
        let line = Line { pod: source.pod.clone(), container: source.container.clone(), text };
        if lines.send(line).await.is_err() {
            return;
        }
    }
}
