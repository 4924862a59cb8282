//! What the targets answer: each form as its specification has it, and as targets get it wrong.

use std::fmt;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// An answer of a target, and how it is scraped.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Its `Content-Type`; empty for none.
    pub(crate) kind: String,
    /// Its `Content-Encoding`.
    pub(crate) encoding: String,
    pub(crate) content: Vec<u8>,
    pub(crate) honor_labels: bool,
    pub(crate) honor_timestamps: bool,
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, encoding, content, honor_labels, honor_timestamps } = self;
        write!(
            f,
            "{:?} ({kind:?} {encoding:?} honor_labels={honor_labels} honor_timestamps={honor_timestamps})",
            String::from_utf8_lossy(content)
        )
    }
}

pub(crate) const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
pub(crate) const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Moments that bodies name, in milliseconds from now: `@-1800@` is written in milliseconds, `@-1800s@` in seconds. Two are
/// within the hour, one is before it, one is soon, one too late.
pub(crate) const MOMENTS: [i64; 5] = [-1_800_000, -2_400_000, -4_200_000, 300_000, 1_200_000];

impl Body {
    pub(crate) fn new(kind: &str, content: impl Into<Vec<u8>>) -> Self {
        let (kind, content) = (kind.to_owned(), content.into());
        Self { kind, encoding: String::new(), content, honor_labels: false, honor_timestamps: true }
    }
}

fn with_moments(text: &str, now: i64) -> String {
    MOMENTS.iter().fold(text.to_owned(), |text, moment| {
        let (at, second) = (now + moment, moment / 1000);
        let seconds = format!("{}.{:03}", at / 1000, at % 1000);
        text.replace(&format!("@{second}s@"), &seconds).replace(&format!("@{second}@"), &at.to_string())
    })
}

/// Bodies of the text format; raw strings keep their backslashes.
const OF_TEXT: &[&str] = &[
    "",
    "\n\n",
    "a 1\n",
    "a 1",
    "a 1\n\n\nb 2\n",
    " a 1\n",
    "\ta 1\n",
    "a  \t 1\n",
    "a 1 \n",
    "a 1\t\n",
    "a 1 @-1800@\n",
    "a 1 @-1800@ \n",
    "a\t1\t@-1800@\n",
    "a 1\r\nb 2\r\n",
    "\r\n",
    "a1\n",
    "a+1\n",
    "a.5\n",
    "a{b=\"c\"}1\n",
    "a{}1\n",
    "a{}{} 1\n",
    "a {b=\"c\"} 1\n",
    "a{ b = \"c\" , d = \"e\" } 1\n",
    "a{b=\"c\",} 1\n",
    "a{b=\"c\",,} 1\n",
    "a{,} 1\n",
    "a{,b=\"c\"} 1\n",
    "a{b=\"c\"d=\"e\"} 1\n",
    "a{b=\"c\" d=\"e\"} 1\n",
    "a{b=\"c\",\nd=\"e\"} 1\n",
    "a{b=\"\"} 1\n",
    "a{b=\"\",b=\"c\"} 1\n",
    "a{b=\"c\",b=\"\"} 1\n",
    "a{b=\"c\",b=\"c\"} 1\n",
    "a{b=\"c\",b=\"d\"} 1\n",
    "a{__name__=\"b\"} 1\n",
    "a{__name__=\"\"} 1\n",
    "a{__x__=\"b\"} 1\n",
    "a{b:c=\"d\"} 1\n",
    "a:b:c 1\n",
    ":a 1\n",
    "1a 1\n",
    "a-b 1\n",
    "é 1\n",
    "a{é=\"b\"} 1\n",
    "a{b=\"é\"} 1\n",
    "a{b='c'} 1\n",
    "a{b=c} 1\n",
    "a{b} 1\n",
    "a{\"b\"=\"c\"} 1\n",
    "{\"a\"} 1\n",
    "{__name__=\"a\"} 1\n",
    "a{b=\"c} 1\n",
    "a{b=\"c\" 1\n",
    "a{b=\"c\"}\n",
    "a{b=\"c\nd\"} 1\n",
    r#"a{b="c\nd\\e\"f"} 1"#,
    r#"a{b="c\xd\te\'"} 1"#,
    r#"a{b="c\\n"} 1"#,
    r#"a{b="c\"} 1"#,
    "a{b=\"c\\\nd\"} 1\n",
    "a{b=\"c\u{0}d\"} 1\n",
    "a{b=\"c\\\u{0}\"d\"} 1\n",
    "a NaN\nb nan\nc Inf\nd +Inf\ne -Inf\nf Infinity\ng -infinity\nh +iNf\n",
    "a +NaN\n",
    "a -nan\n",
    "a Infi\n",
    "a 1e3\nb 1E-3\nc +1\nd -0\ne 1.\nf .5\ng 01\nh 1e-400\ni 0e999999999999\n",
    "a 1e400\n",
    "a -1e400\n",
    "a 1e\n",
    "a .\n",
    "a +\n",
    "a 1,5\n",
    "a 1_0\n",
    "a 0x10\n",
    "a 0x1p3\n",
    "a 0b1\n",
    "a 1f\n",
    "a 1 -5\n",
    "a 1 1.5\n",
    "a 1 99999999999999999999\n",
    "a 1 @-1800@ 3\n",
    "a 1 2x\n",
    "a 1 # {b=\"c\"} 1\n",
    "a_total 1 # {b=\"c\"} 1\n",
    "a 1 # c\n",
    "a\n",
    "a \n",
    "a b\n",
    "# a comment\na 1\n",
    "#a comment\na 1\n",
    "#\na 1\n",
    "  # HELP a b\na 1\n",
    "# HELP\na 1\n",
    "# HELP \na 1\n",
    "# HELP a\na 1\n",
    "# HELP a \na 1\n",
    "# HELP a b \\n c\na 1\n",
    "# HELP 1a b\na 1\n",
    "#HELP a b\na 1\n",
    "# help a b\na 1\n",
    "# HELPa b\na 1\n",
    "# TYPE a counter\na 1\n",
    "# TYPE a gauge\n# TYPE b histogram\n# TYPE c summary\n# TYPE d untyped\na 1\n",
    "# TYPE a unknown\na 1\n",
    "# TYPE a info\na 1\n",
    "# TYPE a foo\na 1\n",
    "# TYPE a Counter\na 1\n",
    "# TYPE a\na 1\n",
    "# TYPE a  counter\na 1\n",
    "# TYPE a counter \na 1\n",
    "# TYPE  a counter\na 1\n",
    "#\tTYPE\ta\tcounter\na 1\n",
    "# TYPE a-counter\na 1\n",
    "# TYPE a counter",
    "# TYPE a counter\n# TYPE a gauge\na 1\n",
    "a 1\n# TYPE a counter\n",
    "# UNIT a_b b\na_b 1\n",
    "# UNIT a b\na 1\n",
    "a 1\n# EOF\n",
    "a 1\n# EOF\nb 2\n",
    "a 1\n# EOF",
    "a 1\n\u{0}\nb{\n",
    "#\u{0}\nb{\n",
    "# a\u{0}b\nb 1\n",
    "# \u{0}b\nb{\n",
    "\u{feff}a 1\n",
    "<!doctype html>\n<html></html>\n",
    "{\"status\": \"ok\"}\n",
    // Twice, late, early, out of order.
    "a 1\na 1\n",
    "a 1\na 2\n",
    "a 1 @-1800@\na 1 @-1800@\n",
    "a 1 @-1800@\na 2 @-1800@\n",
    "a 1 @-2400@\na 2 @-1800@\n",
    "a 1 @-1800@\na 2 @-2400@\n",
    "a 1 @-4200@\nb 1 @-1800@\n",
    "a 1 @300@\nb 1 @1200@\n",
    "a 1 0\nb 1\n",
    // Labels that the target gets anyway.
    "a{job=\"x\",instance=\"y\"} 1\n",
    "a{job=\"\",exported_instance=\"z\",instance=\"y\"} 1\n",
    "a{le=\"+Inf\"} 1\na{le=\"1\"} 1\n",
    "up 7\n",
];

/// Bodies of OpenMetrics.
const OF_OPEN_METRICS: &[&str] = &[
    "",
    "# EOF\n",
    "# EOF",
    "# EOF\n\n",
    "# EOF \n",
    "# EOFF\n",
    "#EOF\n",
    "#  EOF\n",
    "# eof\n",
    "a 1\n# EOF\na 1\n",
    "a 1# EOF\n",
    "# a comment\n# EOF\n",
    "#\n# EOF\n",
    "a 1\n\n# EOF\n",
    "a 1 @-1800s@\n# EOF\n",
    "a 1 @-1800s@ \n# EOF\n",
    "a 1 @-1800s@ 1\n# EOF\n",
    "a{b=\"c\"} 1 @-2400s@\na{b=\"c\"} 2 @-1800s@\n# EOF\n",
    "a 1 @-4200s@\nb 1 @-1800s@\n# EOF\n",
    "a 1 @300s@\nb 1 @1200s@\n# EOF\n",
    "a 1 -1.5\n# EOF\n",
    "a 1 1e3\n# EOF\n",
    "a 1 1e300\n# EOF\n",
    "a 1 NaN\n# EOF\n",
    "a 1 +Inf\n# EOF\n",
    "a 1 1_0\n# EOF\n",
    "a  1\n# EOF\n",
    "a\t1\n# EOF\n",
    "a{b=\"c\"}  1\n# EOF\n",
    "a{b=\"c\"}1\n# EOF\n",
    "a{b=\"c\", d=\"e\"} 1\n# EOF\n",
    "a{b=\"c\",d=\"e\"} 1\n# EOF\n",
    "a{b=\"c\"d=\"e\"} 1\n# EOF\n",
    "a{} 1\n# EOF\n",
    "a {} 1\n# EOF\n",
    "# HELP a b\n# TYPE a counter\n# UNIT a \na_total 1\na_created 1.5e9\n# EOF\n",
    "# TYPE a_seconds counter\n# UNIT a_seconds seconds\na_seconds_total 1\n# EOF\n",
    "# UNIT a_seconds second\na_seconds 1\n# EOF\n",
    "# UNIT seconds seconds\nseconds 1\n# EOF\n",
    "# UNIT a seconds\na 1\n# EOF\n",
    "# UNIT a_seconds\na_seconds 1\n# EOF\n",
    "# HELP a\na 1\n# EOF\n",
    "# HELP a \na 1\n# EOF\n",
    "# HELP a b\\nc\\\"d\\x\na 1\n# EOF\n",
    "# HELP  a b\na 1\n# EOF\n",
    "# HELP a b",
    "# TYPE a info\na_info{v=\"1\"} 1\n# TYPE b stateset\nb{b=\"on\"} 1\nb{b=\"off\"} 0\n# EOF\n",
    "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gcount 1\na_gsum 1\n# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"0.5\"} 1\na_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 1.5\na_created 1\n# EOF\n",
    "# TYPE a unknown\na 1\n# EOF\n",
    "# TYPE a untyped\na 1\n# EOF\n",
    "# TYPE a foo\na 1\n# EOF\n",
    "# TYPE a counter\na 1\n# EOF\n",
    "# TYPE a counter\r\na_total 1\r\n# EOF\r\n",
    "a_total 1 # {trace_id=\"x\"} 0.5\n# EOF\n",
    "a_total 1 # {trace_id=\"x\"} 0.5 1.5\n# EOF\n",
    "a_total 1 @-1800s@ # {trace_id=\"x\"} 0.5 @-1800s@\n# EOF\n",
    "a_bucket{le=\"1\"} 1 # {} 0.5\n# EOF\n",
    "a_total 1 # {a=\"b\",c=\"d\"} 1\n# EOF\n",
    "a_total 1 # {a=\"b\",a=\"d\"} 1\n# EOF\n",
    "a_total 1 # {a=\"b\", c=\"d\"} 1\n# EOF\n",
    "a_total 1 # {a=\"b\",} 1\n# EOF\n",
    "a_total 1 # {a=\"b\"}\n# EOF\n",
    "a_total 1 # {a=\"b\"} x\n# EOF\n",
    "a_total 1 # {a=\"b\"} 1 NaN\n# EOF\n",
    "a_total 1 # {a=\"b\"} 1 1 1\n# EOF\n",
    "a_total 1 # {a=\"b\"} 1 \n# EOF\n",
    "a_total 1 #{a=\"b\"} 1\n# EOF\n",
    "a_total 1 # a\n# EOF\n",
    "a_total 1 #\n# EOF\n",
    "a_total 1 # {a=\"b\"} 1",
    "a 1 # {a=\"b\"} 1\n# EOF\n",
    "a_count 1 # {a=\"b\"} 1\n# EOF\n",
    "a 1",
    "a 1\n",
];

/// The table.
pub(crate) fn all(now: i64) -> Vec<Body> {
    let mut all = Vec::new();
    for text in OF_TEXT.iter().map(|text| with_moments(text, now)) {
        all.push(Body::new(OPEN_METRICS, format!("{text}# EOF\n")));
        all.push(Body::new(TEXT, text));
    }
    for text in OF_OPEN_METRICS.iter().map(|text| with_moments(text, now)) {
        all.push(Body::new(TEXT, text.clone()));
        all.push(Body::new(OPEN_METRICS, text));
    }
    // Which form it is.
    for kind in [
        "",
        "text/html",
        "application/openmetrics-text",
        "APPLICATION/openmetrics-text; VERSION=0.0.1",
        "application/openmetrics-text;",
        "application/openmetrics-text; version",
        "application/openmetrics-text; version=1; version=2",
        "application/openmetrics-text; version=\"1.0.0",
        "application/openmetrics-text, text/plain",
        "application/json",
        ";",
    ] {
        all.push(Body::new(kind, "a 1 @-1800s@\n# EOF\n".replace("@-1800s@", &((now - 1_800_000) / 1000).to_string())));
        all.push(Body::new(kind, "a 1 \n"));
    }
    // Bytes that are no text.
    for kind in [TEXT, OPEN_METRICS] {
        for bytes in [
            &b"a{b=\"\xff\"} 1\n# EOF\n"[..],
            b"# HELP a \xff\na 1\n# EOF\n",
            b"# \xff\na 1\n# EOF\n",
            b"a\xff 1\n# EOF\n",
            b"a 1\xff\n# EOF\n",
        ] {
            all.push(Body::new(kind, bytes));
        }
    }
    all.extend(packed());
    let own =
        with_moments("a{job=\"x\",instance=\"\",exported_job=\"z\"} 1 @-1800@\nb{instance=\"\"} 1\nc 1 @-4200@\n", now);
    let plain = Body::new(TEXT, own);
    all.push(Body { honor_labels: true, ..plain.clone() });
    all.push(Body { honor_timestamps: false, ..plain.clone() });
    all.push(plain);
    all
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Compressed bodies, and what says that it is one.
fn packed() -> Vec<Body> {
    let (one, two) = (gzip("a 1\n"), gzip("b 2\n"));
    let cut = one[..one.len() - 4].to_vec();
    let packed = |encoding: &str, content: Vec<u8>| Body { encoding: encoding.to_owned(), ..Body::new(TEXT, content) };
    let mut damaged = one.clone();
    damaged[14] ^= 0x55;
    vec![
        packed("gzip", one.clone()),
        packed("gzip", [one.clone(), two].concat()),
        packed("gzip", [one.clone(), gzip("")].concat()),
        packed("gzip", gzip("")),
        packed("gzip", Vec::new()),
        packed("gzip", cut),
        packed("gzip", damaged),
        packed("gzip", [one.clone(), b"more".to_vec()].concat()),
        packed("gzip", [one.clone(), vec![0; 20]].concat()),
        packed("gzip", b"a 1\n".to_vec()),
        packed("GZIP", one.clone()),
        packed("identity", b"a 1\n".to_vec()),
        packed("", one),
    ]
}

/// Bodies that Prometheus takes and the monitor does not, as `docs/monitor.md` lists them.
pub(crate) fn that_differ() -> Vec<Body> {
    vec![
        // A label that the target gets anyway, twice with different values.
        Body::new(TEXT, "a{job=\"x\",job=\"y\"} 1\n"),
        // Protocol buffers, which nobody asked for.
        Body::new("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", ""),
    ]
}
