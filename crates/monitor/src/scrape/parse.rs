//! What targets answer: Prometheus' text format 0.0.4 or OpenMetrics 1.0
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>), as the answer's `Content-Type` says. Each is read to the
//! letter as Prometheus 2.42 reads it, its oddities included: a target that works here has to work there, and one that is
//! down there has to be down here, rather than half believed.

use std::collections::BTreeMap;

use series::Labels;

use crate::source::Metadata;

mod cursor;
mod format;
mod label_set;
mod number;
mod open_metrics;
#[cfg(test)]
mod tests;
mod text;

use cursor::Cursor;
pub use format::Format;

/// What a target answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposition {
    /// Its samples, in its order.
    pub samples: Vec<Exposed>,
    /// What it says of its metrics.
    pub metadata: BTreeMap<String, Metadata>,
}

/// One sample of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposed {
    /// Its labels, the name under `__name__`. An empty one says that there is to be none.
    pub labels: Labels,
    /// Its value.
    pub value: f64,
    /// When it was taken, in milliseconds since 1970, where the target says so.
    pub at_ms: Option<i64>,
}

/// An answer that is not of its format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not {format}: {problem}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What the answer said it was.
    pub format: Format,
    /// What is wrong.
    pub problem: String,
}

/// Reads an answer; more than `limit` samples are an error.
///
/// # Errors
/// Where a line is not of the format, or there are too many.
pub fn parse(body: &[u8], format: Format, limit: usize) -> Result<Exposition, ParseError> {
    let mut cursor = Cursor::over(body);
    let mut exposition = Exposition::default();
    let read = match format {
        Format::Text => text::read(&mut cursor, &mut exposition, limit),
        Format::OpenMetrics => open_metrics::read(&mut cursor, &mut exposition, limit),
        Format::Protobuf => Err("the target was not asked for it; let it answer in text".to_owned()),
    };
    read.map(|()| exposition).map_err(|problem| ParseError { line: cursor.line(), format, problem })
}

impl Exposition {
    /// One more sample.
    fn add(&mut self, sample: Exposed, limit: usize) -> Result<(), String> {
        if self.samples.len() == limit {
            return Err(format!("there are more than {limit} samples"));
        }
        self.samples.push(sample);
        Ok(())
    }

    /// What is known of a metric; what nobody said is `unknown`.
    fn of_metric(&mut self, name: &str) -> &mut Metadata {
        let unknown = || Metadata { kind: "unknown".to_owned(), help: String::new(), unit: String::new() };
        self.metadata.entry(name.to_owned()).or_insert_with(unknown)
    }
}
