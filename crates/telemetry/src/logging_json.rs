//! One JSON object a line, in the fields that Google Cloud Logging takes apart: severity, time, message, trace and
//! span (<https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields>).

use std::fmt;

use opentelemetry::trace::TraceContextExt;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

pub(crate) struct CloudFormat {
    /// What stands before a trace's id.
    traces: String,
}

impl CloudFormat {
    /// Cloud Logging links a line to its trace by the trace's full name; without a project only the id is known.
    pub(crate) fn new(project: Option<String>) -> Self {
        Self { traces: project.map(|project| format!("projects/{project}/traces/")).unwrap_or_default() }
    }
}

impl<S, N> FormatEvent<S, N> for CloudFormat
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Fields(Map::new());
        event.record(&mut line);
        let mut line = line.0;
        // Libraries write lines that only have a name.
        line.entry("message").or_insert_with(|| event.metadata().name().into());
        line.insert("severity".into(), severity(*event.metadata().level()).into());
        line.insert("time".into(), OffsetDateTime::now_utc().format(&Rfc3339).map_err(|_| fmt::Error)?.into());
        line.insert("target".into(), event.metadata().target().into());
        let context = opentelemetry::Context::current();
        let span = context.span().span_context().clone();
        if span.is_valid() {
            line.insert("logging.googleapis.com/trace".into(), format!("{}{}", self.traces, span.trace_id()).into());
            line.insert("logging.googleapis.com/spanId".into(), span.span_id().to_string().into());
            line.insert("logging.googleapis.com/trace_sampled".into(), span.is_sampled().into());
        }
        writeln!(writer, "{}", Value::Object(line))
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARNING",
        Level::INFO => "INFO",
        Level::DEBUG | Level::TRACE => "DEBUG",
    }
}

struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}
