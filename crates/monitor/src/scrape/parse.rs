//! Prometheus' text format 0.0.4 (<https://prometheus.io/docs/instrumenting/exposition_formats/>), read strictly: a target
//! that answers anything else is down, rather than half believed.

use std::collections::BTreeMap;

use crate::source::{Labels, Metadata};

mod line;

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
    /// Its labels, the name under `__name__`.
    pub labels: Labels,
    /// Its value.
    pub value: f64,
    /// When it was taken, in milliseconds since 1970, where the target says so.
    pub at_ms: Option<i64>,
}

/// An answer that is not the text format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not Prometheus' text format: {problem}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// Reads an answer; more than `limit` samples are an error.
///
/// # Errors
/// Where a line is not of the format, or there are too many.
pub fn parse(text: &str, limit: usize) -> Result<Exposition, ParseError> {
    let mut exposition = Exposition::default();
    for (index, line) in text.lines().enumerate() {
        let wrong = |problem: String| ParseError { line: index + 1, problem };
        let line = line.trim_matches([' ', '\t']);
        if let Some(comment) = line.strip_prefix('#') {
            describe(comment.trim_start_matches([' ', '\t']), &mut exposition.metadata);
        } else if !line.is_empty() {
            if exposition.samples.len() == limit {
                return Err(wrong(format!("there are more than {limit} samples")));
            }
            exposition.samples.push(line::sample(line).map_err(wrong)?);
        }
    }
    Ok(exposition)
}

/// `HELP` and `TYPE`; other comments say nothing. As in Prometheus, an unknown type is `unknown`.
fn describe(comment: &str, metadata: &mut BTreeMap<String, Metadata>) {
    let mut parts = comment.splitn(3, [' ', '\t']);
    let (Some(keyword), Some(name)) = (parts.next(), parts.next()) else { return };
    let said = parts.next().unwrap_or_default().trim_matches([' ', '\t']);
    if !is_metric_name(name) {
        return;
    }
    let unknown = || Metadata { kind: "unknown".to_owned(), help: String::new(), unit: String::new() };
    match keyword {
        "HELP" => {
            metadata.entry(name.to_owned()).or_insert_with(unknown).help =
                said.replace("\\n", "\n").replace("\\\\", "\\")
        }
        "TYPE" if ["counter", "gauge", "histogram", "summary"].contains(&said) => {
            metadata.entry(name.to_owned()).or_insert_with(unknown).kind = said.to_owned();
        }
        _ => {}
    }
}

/// `[a-zA-Z_:][a-zA-Z0-9_:]*`
pub(crate) fn is_metric_name(name: &str) -> bool {
    name_ends(name, true) == name.len() && !name.is_empty()
}

/// `[a-zA-Z_][a-zA-Z0-9_]*`
pub(crate) fn is_label_name(name: &str) -> bool {
    name_ends(name, false) == name.len() && !name.is_empty()
}

/// How far a name goes.
fn name_ends(text: &str, colons: bool) -> usize {
    let of_name = |(index, byte): (usize, u8)| {
        byte.is_ascii_alphabetic() || byte == b'_' || (colons && byte == b':') || (index > 0 && byte.is_ascii_digit())
    };
    text.bytes().enumerate().take_while(|pair| of_name(*pair)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Exposed, ParseError> {
        parse(line, 10).map(|mut exposition| exposition.samples.remove(0))
    }

    #[test]
    fn what_prometheus_shows_in_its_documentation_is_read() {
        let text = "# HELP http_requests_total The total number\\nof HTTP requests.\n# TYPE http_requests_total counter\n\
                    http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n\
                    http_requests_total{method=\"post\",code=\"400\",}    3 1395066363000\n\n# Escaping in labels:\n\
                    msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"no\\n\\\"FILE\\\"\"} 1.458255915e9\n\
                    metric_without_timestamp_and_labels 12.47\nsomething_weird{problem=\"division by zero\"} +Inf -3982045\n\
                    \tspaced { a = \"b\" , c=\"\" }\t1\n";
        let exposition = parse(text, 10).unwrap();
        let [first, second, escaped, plain, weird, spaced] = &exposition.samples[..] else { panic!("{exposition:?}") };
        assert_eq!((first.labels["code"].as_str(), first.value, first.at_ms), ("200", 1027.0, Some(1_395_066_363_000)));
        assert_eq!(second.labels.len(), 3);
        assert_eq!(escaped.labels["path"], "C:\\DIR\\FILE.TXT");
        assert_eq!(escaped.labels["error"], "no\n\"FILE\"");
        assert_eq!((plain.value, plain.at_ms), (12.47, None));
        assert_eq!((weird.value, weird.at_ms), (f64::INFINITY, Some(-3_982_045)));
        assert_eq!(
            spaced.labels,
            Labels::from([("__name__", "spaced"), ("a", "b")].map(|(k, v)| (k.into(), v.into())))
        );
        let said = &exposition.metadata["http_requests_total"];
        assert_eq!((said.kind.as_str(), said.help.as_str()), ("counter", "The total number\nof HTTP requests."));
    }

    #[test]
    fn garbage_is_refused_with_its_line() {
        for line in [
            "<!doctype html>",
            "a",
            "a b",
            "a 1 2 3",
            "a 1 1.5",
            "{a=\"b\"} 1",
            "a{b} 1",
            "a{b=c} 1",
            "a{b=\"c} 1",
            "a{b=\"c\"",
            "a{b=\"c\"}",
            "a{b=\"\\x\"} 1",
            "a{b=\"c\" d=\"e\"} 1",
            "a{b=\"c\",b=\"d\"} 1",
            "1a 1",
            "a-b 1",
            "a 1_0",
            "a 0x10",
            "a{,} 1",
            "a{__name__=\"b\"} 1",
            "\u{0}",
            "a\u{a0}1",
        ] {
            let error = parse(&format!("ok 1\n{line}"), 10).unwrap_err();
            assert_eq!(error.line, 2, "{line}");
        }
        assert!(one("a NaN").unwrap().value.is_nan());
        assert_eq!(one("a -Inf").unwrap().value, f64::NEG_INFINITY);
        assert_eq!(one("a 1e-3").unwrap().value, 0.001);
        assert!(parse("a 1\nb 1\n", 1).unwrap_err().problem.contains("more than 1"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_much(text in "(\\PC|[\n\"{}\\\\=, 0-9a-z]){0,200}") {
            let _ = parse(&text, 100);
        }

        #[test]
        fn what_is_written_is_read(value in proptest::num::f64::ANY, label in "\\PC{1,30}") {
            let escaped = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let read = one(&format!("a{{b=\"{escaped}\"}} {value}")).unwrap();
            proptest::prop_assert_eq!(&read.labels["b"], &label);
            proptest::prop_assert!(read.value == value || (value.is_nan() && read.value.is_nan()));
        }
    }
}
