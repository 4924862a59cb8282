//! Connections to ports of pods, through the API server: one websocket each, so nothing of a lab needs a public address.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::time::timeout;

use crate::calls::{get, list};
use crate::kind::Kind;
use crate::look::is_ready;
use crate::object::{ending, items, name};
use crate::trouble::{Stuck, Trouble};
use crate::wire::{Unsent, Wire};

/// A pod that was found is taken again for so long: a page of a lab opens many connections at once.
const KNOWN: Duration = Duration::from_secs(5);
const OPENS: Duration = Duration::from_secs(20);

/// Bytes to and from a port of a pod.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Pods behind Services, as they were found a moment ago.
#[derive(Default)]
pub(crate) struct Known(Mutex<HashMap<Door, (Target, Instant)>>);

/// Namespace, Service, its port.
type Door = (String, String, u16);

#[derive(Clone, Debug)]
struct Target {
    pod: String,
    port: u16,
}

pub(crate) async fn connect(
    wire: &Wire,
    known: &Known,
    namespace: &str,
    service: &str,
    port: u16,
) -> Result<Box<dyn Stream>, Trouble> {
    let key = (namespace.to_owned(), service.to_owned(), port);
    if let Some(target) = known.fresh(&key)
        && let Ok(stream) = open(wire, namespace, &target).await
    {
        return Ok(stream);
    }
    known.forget(&key);
    let target = find(wire, namespace, service, port).await?;
    let stream = open(wire, namespace, &target).await?;
    known.keep(key, target);
    Ok(stream)
}

impl Known {
    fn fresh(&self, key: &Door) -> Option<Target> {
        let known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.get(key).filter(|(_, at)| at.elapsed() < KNOWN).map(|(target, _)| target.clone())
    }

    fn forget(&self, key: &Door) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(key);
    }

    fn keep(&self, key: Door, target: Target) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key, (target, Instant::now()));
    }
}

/// A ready pod that the Service selects, and its port that the Service's port leads to.
async fn find(wire: &Wire, namespace: &str, service: &str, port: u16) -> Result<Target, Trouble> {
    let title = format!("Service/{service}");
    let nothing = |why: String, next: String| Trouble::Stuck(vec![Stuck { object: title.clone(), why, next }]);
    let found = get(wire, &Kind::core("Service"), namespace, service).await?;
    let found = found.ok_or_else(|| {
        nothing(format!("namespace {namespace} has no such Service"), "Bring the team up first: coach up".to_owned())
    })?;
    let selector = found["spec"]["selector"].as_object().into_iter().flatten();
    let labels: Vec<String> = selector.filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    if labels.is_empty() {
        return Err(nothing("it selects no pods".to_owned(), "Name a Service that does".to_owned()));
    }
    let pods = list(wire, &Kind::core("Pod"), Some(namespace), &labels.join(",")).await?.unwrap_or_default();
    let pod = pods.iter().find(|pod| is_ready(pod) && !ending(pod)).ok_or_else(|| {
        let next = format!("See why: kubectl get pods -n {namespace} -l {}", labels.join(","));
        nothing(format!("none of its {} pods is ready", pods.len()), next)
    })?;
    let ports = items(&found["spec"]["ports"]);
    let target = ports.iter().find(|own| own["port"] == port).map(|own| &own["targetPort"]);
    let number = match target {
        Some(Value::String(named)) => container_port(pod, named).ok_or_else(|| {
            nothing(format!("its pods have no port named {named}"), "Correct the Service's targetPort".to_owned())
        })?,
        Some(Value::Number(number)) => number.as_u64().and_then(|number| u16::try_from(number).ok()).unwrap_or(port),
        _ => port,
    };
    Ok(Target { pod: name(pod).to_owned(), port: number })
}

fn container_port(pod: &Value, named: &str) -> Option<u16> {
    let ports = items(&pod["spec"]["containers"]).iter().flat_map(|container| items(&container["ports"]));
    let number = ports.filter(|port| port["name"] == named).find_map(|port| port["containerPort"].as_u64())?;
    u16::try_from(number).ok()
}

async fn open(wire: &Wire, namespace: &str, target: &Target) -> Result<Box<dyn Stream>, Trouble> {
    wire.count();
    let pods: Api<Pod> = Api::namespaced(wire.client.clone(), namespace);
    let refused = |why: String| Trouble::Refused { object: format!("Pod/{}", target.pod), why };
    let ports = [target.port];
    let mut forwarder = match timeout(OPENS, pods.portforward(&target.pod, &ports)).await {
        Ok(Ok(forwarder)) => forwarder,
        Ok(Err(kube::Error::Api(status))) if status.code == 403 => {
            return Err(Trouble::Forbidden {
                what: format!("forward a port of Pod/{}", target.pod),
                right: format!("create pods/portforward -n {namespace}"),
            });
        }
        Ok(Err(kube::Error::Api(status))) => return Err(refused(status.message.clone())),
        Ok(Err(error)) => match wire.unsent(&error) {
            Unsent::Lasting(failure) => return Err(failure.into()),
            Unsent::Passing(why) => return Err(Trouble::Unreachable { address: wire.address.clone(), why }),
        },
        Err(_) => return Err(refused(format!("no connection to port {} within {} s", target.port, OPENS.as_secs()))),
    };
    let stream = forwarder.take_stream(target.port);
    let stream = stream.ok_or_else(|| refused(format!("port {} is not forwarded", target.port)))?;
    let error = forwarder.take_error(target.port).map(FutureExt::boxed);
    Ok(Box::new(Forwarded { stream, error }))
}

/// What the kubelet says of a port that nobody listens on comes beside the bytes.
struct Forwarded {
    stream: DuplexStream,
    error: Option<BoxFuture<'static, Option<String>>>,
}

impl AsyncRead for Forwarded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(error) = &mut self.error
            && let Poll::Ready(said) = error.poll_unpin(context)
        {
            self.error = None;
            if let Some(said) = said {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::ConnectionRefused, said)));
            }
        }
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Forwarded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
