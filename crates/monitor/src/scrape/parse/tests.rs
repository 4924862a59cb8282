//! The formats by themselves; what Prometheus makes of the same answers is in `tests/monitor/scraping`.

use super::*;

fn text(body: &str) -> Result<Exposition, ParseError> {
    parse(body.as_bytes(), Format::Text, 10)
}

fn open_metrics(body: &str) -> Result<Exposition, ParseError> {
    parse(body.as_bytes(), Format::OpenMetrics, 10)
}

fn one(line: &str) -> Result<Exposed, ParseError> {
    text(line).map(|mut exposition| exposition.samples.remove(0))
}

#[test]
fn what_prometheus_shows_in_its_documentation_is_read() {
    let body = "# HELP http_requests_total The total number\\nof HTTP requests.\n# TYPE http_requests_total counter\n\
                http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n\
                http_requests_total{method=\"post\",code=\"400\",}    3 1395066363000\n\n# Escaping in labels:\n\
                msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"no\\n\\\"FILE\\\"\"} 1.458255915e9\n\
                metric_without_timestamp_and_labels 12.47\nsomething_weird{problem=\"division by zero\"} +Inf 3982045\n\
                spaced { a = \"b\" , c=\"\" }\t1\n";
    let exposition = text(body).unwrap();
    let [first, second, escaped, plain, weird, spaced] = &exposition.samples[..] else { panic!("{exposition:?}") };
    assert_eq!((first.labels["code"].as_str(), first.value, first.at_ms), ("200", 1027.0, Some(1_395_066_363_000)));
    assert_eq!(second.labels.len(), 3);
    assert_eq!(escaped.labels["path"], "C:\\DIR\\FILE.TXT");
    assert_eq!(escaped.labels["error"], "no\n\"FILE\"");
    assert_eq!((plain.value, plain.at_ms), (12.47, None));
    assert_eq!((weird.value, weird.at_ms), (f64::INFINITY, Some(3_982_045)));
    let wanted = [("__name__", "spaced"), ("a", "b"), ("c", "")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(spaced.labels, Labels::from(wanted));
    let said = &exposition.metadata["http_requests_total"];
    assert_eq!((said.kind.as_str(), said.help.as_str()), ("counter", "The total number\nof HTTP requests."));
}

#[test]
fn open_metrics_has_seconds_exemplars_units_and_an_end() {
    let body = "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds Said \\\"so\\\".\n\
                a_seconds_total{b=\"c\"} 1 1.5 # {trace_id=\"x\"} 0.5 1.25\na_seconds_created 0.25\n# EOF\n";
    let exposition = open_metrics(body).unwrap();
    assert_eq!(exposition.samples[0].at_ms, Some(1500));
    assert_eq!(exposition.samples.len(), 2);
    let said = &exposition.metadata["a_seconds"];
    assert_eq!((said.kind.as_str(), said.unit.as_str(), said.help.as_str()), ("counter", "seconds", "Said \"so\"."));
    let error = open_metrics("a 1\n").unwrap_err();
    assert_eq!(error.to_string(), "line 2 is not OpenMetrics: the answer does not end with `# EOF`");
}

#[test]
fn garbage_is_refused_with_its_line() {
    for line in [
        "<!doctype html>",
        "a",
        "a b",
        "a 1 2 3",
        "{a=\"b\"} 1",
        "a{b} 1",
        "a{b=c} 1",
        "a{b=\"c} 1",
        "a{b=\"c\"",
        "a{b=\"c\"}",
        "a{b=\"c\",b=\"d\"} 1",
        "1a 1",
        "a-b 1",
        "a 1_0",
        "a 0x10",
        "a +NaN",
        "a 1e400",
        "a 1\r",
        " a 1",
        "a{,} 1",
        "a{__name__=\"b\"} 1",
        "a\u{a0}1",
        "# TYPE a foo",
        "# TYPE a counter ",
    ] {
        let error = text(&format!("ok 1\n{line}")).unwrap_err();
        assert_eq!(error.line, 2, "{line}");
        open_metrics(&format!("ok 1\n{line}\n# EOF\n")).unwrap_err();
    }
    for only_seconds in ["a 1 1.5", "a 1 -5"] {
        text(only_seconds).unwrap_err();
        open_metrics(&format!("{only_seconds}\n# EOF\n")).unwrap();
    }
    assert!(one("a NaN").unwrap().value.is_nan());
    assert_eq!(one("a -Infinity").unwrap().value, f64::NEG_INFINITY);
    assert_eq!(one("a 1e-3").unwrap().value, 0.001);
    assert!(parse(b"a 1\nb 1\n", Format::Text, 1).unwrap_err().problem.contains("more than 1"));
}

#[test]
fn a_content_type_is_read_as_go_reads_it() {
    for (said, format) in [
        ("", Format::Text),
        ("text/plain; version=0.0.4", Format::Text),
        ("application/openmetrics-text", Format::OpenMetrics),
        (" Application/OpenMetrics-Text ; version=1.0.0; charset=\"utf-8\";", Format::OpenMetrics),
        ("application/openmetrics-text; version", Format::Text),
        ("application/openmetrics-text; a=1; a=2", Format::Text),
        ("application/openmetrics-text; a=1; A=1", Format::OpenMetrics),
        ("application/openmetrics-text, text/plain", Format::Text),
        ("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily", Format::Protobuf),
    ] {
        assert_eq!(Format::of(said), format, "{said}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_much(body in "(\\PC|[\n\"{}\\\\=, 0-9a-z]){0,200}") {
        let _ = text(&body);
        let _ = open_metrics(&body);
    }

    #[test]
    fn what_is_written_is_read(value in proptest::num::f64::ANY, label in "\\PC{1,30}") {
        let escaped = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let line = format!("a{{b=\"{escaped}\"}} {value}");
        let read = one(&line).unwrap();
        proptest::prop_assert_eq!(&read.labels["b"], &label);
        proptest::prop_assert!(read.value == value || (value.is_nan() && read.value.is_nan()));
        proptest::prop_assert_eq!(open_metrics(&format!("{line}\n# EOF\n")).unwrap().samples[0].labels.clone(), read.labels);
    }
}
