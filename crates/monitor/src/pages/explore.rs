//! `GET /explore`: any query, as a chart and as a table.

use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_contract::{Operation, WEB_REQUESTS};
use promql::Answer;
use serde::Deserialize;
use serde_json::{Value, json};
use series::Sample;
use utoipa::IntoParams;

use super::context::Pages;
use super::dashboards::controls::{controls, figures_dialog};
use super::layout::{Page, Section};
use super::reading::{NoReading, span};
use crate::charts::{Asked, Drawing, Line, Span, Style, Unit, ValueAxis, marks, written};

/// Rows of a table; whoever wants more asks the API.
const MOST_ROWS: usize = 500;

/// Queries to begin with: what they tell, and what they are.
fn examples() -> [(&'static str, String); 4] {
    let latency = |operation: Operation| operation.metrics().latency.exposed();
    let interval = "${__interval}";
    [
        ("What is up", "up".to_owned()),
        (
            "Chats per second, by result",
            format!("sum by (result) (rate({}_count[{interval}]))", latency(Operation::Chat)),
        ),
        (
            "Nine main pages in ten take at most, in milliseconds",
            format!("histogram_quantile(0.9, sum by (le) (rate({}_bucket[{interval}])))", latency(Operation::Startup)),
        ),
        (
            "Calls per second as browsers saw them",
            format!("sum by (operation, result) (rate({}[{interval}]))", WEB_REQUESTS.exposed()),
        ),
    ]
}

/// `GET /explore?query=…&range=…`
pub(crate) fn page(pages: &Pages) -> Markup {
    let page = Page {
        title: "Explore",
        here: Some(Section::Explore),
        script: Some("js/explore.js"),
        style: Some("css/explore.css"),
        charts: true,
        first_data: None,
        guest: None,
    };
    let content = html! {
        h1 { "Explore" }
        form #ask .ask {
            label for="query" { "PromQL" }
            div .box {
                textarea #query .query name="query" rows="3" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-autocomplete="list" aria-haspopup="listbox" aria-controls="completions"
                    aria-describedby="query-error query-keys" {}
                ul #completions role="listbox" aria-label="Completions" hidden {}
            }
            p #query-error .problem role="alert" {}
            div .head {
                p #query-keys .small {
                    kbd { "Enter" } " asks, " kbd { "Tab" } " completes, " kbd { "Ctrl Space" } " lists, " kbd { "Shift Enter" } " is a new line. "
                    code { "${__interval}" } " is the step of the chart, at least a minute."
                }
                button .button { "Ask" }
            }
        }
        div #examples .stack {
            h2 { "Begin with" }
            ul .tiles {
                @for (what, query) in examples() {
                    li .tile { button .quiet type="button" data-query=(query) { (what) } code .small { (query) } }
                }
            }
        }
        div #answer .stack hidden {
            (controls())
            figure #graph .card .chart aria-labelledby="graph-title" {
                figcaption {
                    h2 #graph-title { "Over time" }
                    button .quiet .show-figures type="button" { "Figures" span .visually-hidden { " over time" } }
                }
                div .plot {}
                ul .legend aria-label="Lines" {}
            }
            section .card .stack {
                h2 #now-title { "Now" }
                div #now .scroll tabindex="0" role="region" aria-labelledby="now-title" {}
            }
        }
        (figures_dialog())
    };
    page.render(pages, content)
}

/// A query and the time it is asked for.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Question {
    /// PromQL; `${__interval}` in it is the step of the chart.
    #[serde(default)]
    query: String,
    /// The time up to now.
    #[serde(default)]
    #[param(example = "1h")]
    range: Option<String>,
    /// Or from here, in milliseconds since 1970,
    #[serde(default)]
    from: Option<i64>,
    /// to there.
    #[serde(default)]
    to: Option<i64>,
}

impl Question {
    /// The query with `${__interval}` filled in, the steps that are asked for, and whether they are fewer than usual.
    async fn read(self, pages: &Pages, now: Timestamp) -> Result<(String, Span, bool), NoReading> {
        let asked = Asked { range: self.range, from: self.from, to: self.to };
        let with = |interval: u64| self.query.replace("${__interval}", &format!("{interval}s"));
        let (span, young) = span(pages, &asked, || vec![with(60)], now).await?;
        if self.query.trim().is_empty() {
            return Err(NoReading::Senseless("There is no query: write one, or choose an example.".to_owned()));
        }
        Ok((with(span.interval(None).as_secs()), span, young))
    }
}

/// `GET /api/explore/chart?query=…&range=…`: what the chart of a query shows.
pub(crate) async fn chart(pages: &Pages, question: Question) -> Result<Value, NoReading> {
    let now = Timestamp::now();
    let (query, span, young) = question.read(pages, now).await?;
    let (source, kept) = (&*pages.source, &pages.kept);
    let values = kept.values(source, &query, span, now).await?;
    let marks = marks(kept, source, span, now).await?;
    let lines = values.into_iter().map(|(labels, values)| Line {
        name: written(&labels),
        style: Style::Line,
        right: false,
        values,
    });
    let drawing = Drawing {
        span,
        young,
        left: ValueAxis { unit: Unit::Count, logarithmic: false },
        right: None,
        queries: vec![query],
        lines: lines.collect(),
        levels: Vec::new(),
        marks,
    };
    Ok(drawing.json())
}

/// `GET /api/explore/values?query=…&range=…`: what the query answers at the end of that time.
pub(crate) async fn values(pages: &Pages, question: Question) -> Result<Value, NoReading> {
    let now = Timestamp::now();
    let (query, span, _) = question.read(pages, now).await?;
    // A step that is not over is now.
    let end = Timestamp::from_millisecond(span.end).unwrap_or(now);
    let at = if now.as_millisecond() - span.end < span.step { now } else { end };
    let (kind, rows) = rows(pages.source.query(&query, at).await?);
    let count = rows.len();
    let shown: Vec<_> = rows.into_iter().take(MOST_ROWS).collect();
    Ok(json!({ "at": at.as_millisecond(), "kind": kind, "count": count, "rows": shown }))
}

/// The kind of an answer, and its rows: the series, and its value as Prometheus writes it.
fn rows(answer: Answer) -> (&'static str, Vec<Value>) {
    let row = |series: String, value: String| json!([series, value]);
    match answer {
        Answer::Scalar(sample) => ("scalar", vec![row("scalar".to_owned(), number(sample))]),
        Answer::Text(_, text) => ("string", vec![row("string".to_owned(), text)]),
        Answer::Vector(values) => {
            ("vector", values.into_iter().map(|(labels, sample)| row(written(&labels), number(sample))).collect())
        }
        Answer::Matrix(all) => {
            let samples = |samples: Vec<Sample>| samples.into_iter().map(number).collect::<Vec<_>>().join(" ");
            ("matrix", all.into_iter().map(|series| row(written(&series.labels), samples(series.samples))).collect())
        }
    }
}

fn number(sample: Sample) -> String {
    match sample.value {
        value if value.is_nan() => "NaN".to_owned(),
        value if value == f64::INFINITY => "+Inf".to_owned(),
        value if value == f64::NEG_INFINITY => "-Inf".to_owned(),
        value => value.to_string(),
    }
}
