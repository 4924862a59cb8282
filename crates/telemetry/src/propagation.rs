//! W3C trace context (<https://www.w3.org/TR/trace-context/>) in and out of HTTP headers, and whose is believed: a trace
//! context decides what is recorded, so a stranger's would let anybody fill the traces, or keep out of them.

use std::net::IpAddr;
use std::str::FromStr;

use ::http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TraceId};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// What a caller's trace context is to the span of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceParent {
    /// The span is a part of the caller's trace, and recorded where that is.
    Follow,
    /// The span begins a trace of its own, recorded or not as any other, with a link to the caller's
    /// (<https://www.w3.org/TR/trace-context/#privacy-of-traceparent-field>).
    Link,
}

/// Neither of the two words.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither `follow` nor `link`")]
pub struct UnknownTraceParent(String);

impl FromStr for TraceParent {
    type Err = UnknownTraceParent;

    fn from_str(text: &str) -> Result<Self, UnknownTraceParent> {
        match text {
            "follow" => Ok(Self::Follow),
            "link" => Ok(Self::Link),
            other => Err(UnknownTraceParent(other.to_owned())),
        }
    }
}

impl TraceParent {
    /// For a service that listens there, where nobody said: on the loopback there are no strangers.
    pub fn at(address: IpAddr) -> Self {
        if address.is_loopback() { Self::Follow } else { Self::Link }
    }

    /// Gives the span what the caller sent. Linked, it leaves the headers too, so that nobody further on follows it.
    pub fn adopt(self, span: &Span, headers: &mut HeaderMap) {
        let caller = extract(headers);
        match self {
            // Refused where nobody listens to spans.
            Self::Follow => _ = span.set_parent(caller),
            Self::Link => {
                TraceContextPropagator::new().fields().for_each(|name| _ = headers.remove(name));
                let caller = caller.span().span_context().clone();
                if caller.is_valid() {
                    span.add_link(caller);
                }
            }
        }
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

/// The context that the caller sent, or an empty one.
fn extract(headers: &HeaderMap) -> Context {
    TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers))
}

/// Writes `traceparent` (and `tracestate`) for the callee; nothing where there is no trace.
pub fn inject(context: &Context, headers: &mut HeaderMap) {
    TraceContextPropagator::new().inject_context(context, &mut HeadersMut(headers));
}

/// The id to look for in logs and traces; a fresh one where nothing is traced.
pub fn trace_id(span: &Span) -> String {
    let known = span.context().span().span_context().trace_id();
    let id = if known == TraceId::INVALID { RandomIdGenerator::default().new_trace_id() } else { known };
    id.to_string()
}
