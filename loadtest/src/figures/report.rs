//! A run as a page of its own: one file, no script, nothing from a network. Also the tables of a kept run.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::figures::call_figures::CallFigures;
use crate::figures::chart::{Line, Together, chart};
use crate::figures::csv;
use crate::figures::kept::KeptRun;
use crate::figures::progress::{End, Progress};
use crate::figures::stats::{Asked, Stats};
use crate::figures::timeline::{Second, Seconds};
use crate::plan::in_seconds::to_a_thousandth;
use crate::plan::journey::Journey;
use crate::plan::percentile::Percentile;
use crate::plan::through::Through;

const STYLE: &str = include_str!("report.css");

/// The run as one HTML file.
pub fn html(run: &KeptRun) -> String {
    let KeptRun { stats, seconds, .. } = run;
    page(
        &format!("Load test of {}", stats.started),
        html! {
            h1 { "Load test" }
            p.sub { (target(&stats.settings)) " · " (stats.started) " · " (ended(&stats.progress)) }
            (summary(stats))
            (charts(seconds))
            h2 { "Requests" }
            (requests(stats))
            @if stats.progress.total.service.is_some() { (open_model(stats)) }
            h2 { "Journeys" }
            (journeys(&stats.progress))
            h2 { "Failures" }
            (failures(&stats.progress))
            h2 { "Asked for" }
            (asked(stats))
            p.note {
                "Times are those to the last byte of the answer. Quantiles are exact to three significant digits; count, mean, \
                 shortest and longest are exact. A 200 with the wrong content is a failure."
            }
        },
    )
}

/// A whole HTML page in the report's style.
pub(crate) fn page(title: &str, body: Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
    .into_string()
}

/// The figures of a run as a table, as `/api/stats.csv` has them.
pub fn stats_csv(run: &KeptRun) -> String {
    csv::stats(Some(&run.stats.progress))
}

/// The host, and what it is.
pub(crate) fn target(asked: &Asked) -> String {
    match asked.through {
        Some(Through::Web) => format!("{}, the web app", asked.host),
        Some(Through::Backend) => format!("{}, straight to the backend", asked.host),
        None => asked.host.to_string(),
    }
}

/// Why it ended, in words.
pub(crate) fn ended(progress: &Progress) -> String {
    match &progress.ended {
        None => "still running".to_owned(),
        Some(End::Stopped) => "stopped".to_owned(),
        Some(End::RunTime) => "ran its time".to_owned(),
        Some(End::StopIf(why)) => format!("ended early by {why}"),
        Some(End::Broke(why)) => format!("broke: {why}"),
    }
}

/// A time in ms as people read it.
pub(crate) fn ms(ms: f64) -> String {
    match ms {
        ms if ms >= 1000.0 => format!("{:.2} s", ms / 1000.0),
        ms if ms >= 10.0 => format!("{ms:.0} ms"),
        ms => format!("{ms:.1} ms"),
    }
}

/// The failures in a hundred; a dash where nothing was sent.
pub(crate) fn failed(figures: &CallFigures) -> String {
    if figures.count == 0 {
        return "–".to_owned();
    }
    format!("{:.1} %", figures.failures as f64 / figures.count as f64 * 100.0)
}

/// Journeys with their weights, as the flag takes them.
pub(crate) fn journeys_of(journeys: &[Journey]) -> String {
    let mut weights: Vec<(&str, usize)> = Vec::new();
    for journey in journeys {
        match weights.iter_mut().find(|(name, _)| *name == journey.name()) {
            Some((_, weight)) => *weight += 1,
            None => weights.push((journey.name(), 1)),
        }
    }
    let weights: Vec<_> = weights.iter().map(|(name, weight)| format!("{name}={weight}")).collect();
    weights.join(",")
}

fn summary(stats: &Stats) -> Markup {
    let (progress, total) = (&stats.progress, &stats.progress.total);
    let length = humantime::format_duration(std::time::Duration::from_secs(progress.elapsed.as_secs()));
    let tiles = [
        ("length", length.to_string()),
        ("requests", total.count.to_string()),
        ("per second", format!("{:.1}", total.mean_rate)),
        ("failed", failed(total)),
        ("p50", ms(total.p50_ms)),
        ("p95", ms(total.p95_ms)),
        ("p99", ms(total.p99_ms)),
    ];
    html! { dl.tiles { @for (name, value) in tiles { div { dt { (name) } dd { (value) } } } } }
}

fn charts(seconds: &Seconds) -> Markup {
    let line = |name, class, together, value: fn(&Second) -> Option<f64>| Line {
        name,
        class,
        values: seconds.rows.iter().map(value).collect(),
        together,
    };
    let answered = |us: u32, second: &Second| (second.requests > 0).then(|| f64::from(us) / 1000.0);
    let times = [
        Line {
            values: seconds.rows.iter().map(|s| answered(s.p95_us, s)).collect(),
            ..line("p95", "p95", Together::Highest, |_| None)
        },
        Line {
            values: seconds.rows.iter().map(|s| answered(s.p50_us, s)).collect(),
            ..line("p50", "p50", Together::Mean, |_| None)
        },
    ];
    html! {
        (chart("Requests per second", "", &[
            line("all", "rate", Together::Mean, |second| Some(second.requests.into())),
            line("failed", "failed", Together::Mean, |second| Some(second.failures.into())),
        ]))
        (chart("Times of each second", "ms", &times))
        (chart("People", "", &[line("at work", "people", Together::Highest, |second| Some(second.users.into()))]))
    }
}

fn requests(stats: &Stats) -> Markup {
    let rows = stats.progress.requests.iter().map(|row| (row.request.name(), &row.figures));
    let further: Vec<_> = stats.progress.total.percentiles_ms.keys().copied().collect();
    table(rows.chain([("all", &stats.progress.total)]), &further)
}

fn table<'a>(rows: impl Iterator<Item = (&'a str, &'a CallFigures)>, further: &[Percentile]) -> Markup {
    html! {
        div.wide { table {
            thead { tr {
                th { "" } th { "count" } th { "failed" } th { "" } th { "per s" } th { "mean" } th { "shortest" } th { "p50" }
                th { "p90" } th { "p95" } th { "p99" }
                @for percentile in further { th { (percentile) } }
                th { "longest" } th { "body" }
            } }
            tbody { @for (name, row) in rows { tr {
                th { (name) } td { (row.count) } td { (row.failures) } td { (failed(row)) } td { (format!("{:.2}", row.mean_rate)) }
                @for time in [row.mean_ms, row.min_ms, row.p50_ms, row.p90_ms, row.p95_ms, row.p99_ms] { td { (ms(time)) } }
                @for percentile in further { td { @if let Some(time) = row.percentile(*percentile) { (ms(time)) } @else { "–" } } }
                td { (ms(row.max_ms)) }
                td { @if let Some(bytes) = row.mean_body_bytes { (format!("{bytes:.0} B")) } @else { "–" } }
            } } }
        } }
    }
}

fn open_model(stats: &Stats) -> Markup {
    let rows = stats.progress.requests.iter().map(|row| (row.request.name(), &row.figures));
    html! {
        h2 { "Response time and service time" }
        p.note {
            "Requests came by the clock (open model). The times above count from when a request should have been sent: that is \
             what a person would have waited. The service time counts from when it really was sent. Where the two differ, \
             requests stood in line because too many answers were outstanding; a load generator whose people wait for their \
             answer before they ask again never sees that (coordinated omission)."
        }
        div.wide { table {
            thead { tr { th { "" } th { "response p50" } th { "p95" } th { "p99" } th { "service p50" } th { "p95" } th { "p99" } th { "late p50" } th { "p99" } } }
            tbody { @for (name, row) in rows.chain([("all", &stats.progress.total)]) {
                @let (service, late) = (row.service.unwrap_or_default(), row.late.unwrap_or_default());
                tr {
                    th { (name) }
                    @for time in [row.p50_ms, row.p95_ms, row.p99_ms, service.p50_ms, service.p95_ms, service.p99_ms, late.p50_ms, late.p99_ms] {
                        td { (ms(time)) }
                    }
                }
            } }
        } }
    }
}

fn journeys(progress: &Progress) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "" } th { "rounds" } th { "broken off" } th { "mean length" } th { "p50" } th { "p95" } th { "requests" } th { "failed" } } }
            tbody { @for row in &progress.journeys { tr {
                th { (row.journey.name()) } td { (row.rounds.count) } td { (row.rounds.failures) }
                @for time in [row.rounds.mean_ms, row.rounds.p50_ms, row.rounds.p95_ms] { td { (ms(time)) } }
                td { (row.figures.count) } td { (failed(&row.figures)) }
            } } }
        } }
    }
}

fn failures(progress: &Progress) -> Markup {
    html! {
        @if progress.failed.is_empty() { p { "None." } } @else {
            div.wide { table {
                thead { tr { th { "journey" } th { "request" } th { "kind" } th { "count" } th.text { "message" } } }
                tbody { @for row in &progress.failed { tr {
                    th { (row.journey.name()) } td { (row.request.map_or("–", |request| request.name())) } td { (row.kind.name()) }
                    td { (row.count) } td.text { (row.message) }
                } } }
            } }
        }
    }
}

fn asked(stats: &Stats) -> Markup {
    let asked = &stats.settings;
    let run_time =
        asked.run_time_s.map_or("until stopped".to_owned(), |seconds| format!("{} s", to_a_thousandth(seconds)));
    let mut rows = vec![
        ("host", target(asked)),
        ("users", asked.users.to_string()),
        ("spawn rate", format!("{}/s", asked.spawn_rate)),
        ("run time", run_time),
        ("think time", asked.think_time.to_string()),
        ("journeys", journeys_of(&asked.journeys)),
        ("seed", asked.seed.map_or_else(String::new, |seed| seed.to_string())),
    ];
    rows.extend((!asked.share.is_whole()).then(|| ("share", asked.share.to_string())));
    rows.extend(asked.shape.as_ref().map(|shape| ("shape", shape.to_string())));
    rows.extend(asked.rate.map(|rate| ("rate", format!("{rate}/s, open model"))));
    let conditions: Vec<_> = asked.stop_if.iter().map(ToString::to_string).collect();
    rows.extend((!conditions.is_empty()).then(|| ("stop if", conditions.join("; "))));
    html! { div.wide { table.asked { tbody { @for (name, value) in rows { tr { th { (name) } td.text { (value) } } } } } } }
}
