//! What a chart's answer says is what the source answers, for every query of every dashboard, whatever was kept.

use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::http::Client;
use crate::monitor::{on, pages};
use crate::prometheus::Prometheus;
use crate::story;

const HOUR_MS: i64 = 3_600_000;

/// The lines of a chart, by query: each with its labels' values sorted out by Prometheus itself.
async fn answered(prometheus: &Client, query: &str, span: &Value) -> Vec<Vec<Option<f64>>> {
    let (start, end, step) = (ms(&span["start"]), ms(&span["end"]), ms(&span["step"]));
    let parameters = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("query", query)
        .append_pair("start", &(start as f64 / 1e3).to_string())
        .append_pair("end", &(end as f64 / 1e3).to_string())
        .append_pair("step", &(step as f64 / 1e3).to_string())
        .finish();
    let answer = prometheus.json(&format!("/api/v1/query_range?{parameters}")).await;
    let mut lines: Vec<_> = answer["data"]["result"].as_array().unwrap().iter().collect();
    lines.sort_by_key(|line| {
        line["metric"].as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.to_string())).collect::<Vec<_>>()
    });
    let row = |line: &Value| {
        let mut row = vec![None; ((end - start) / step + 1) as usize];
        for pair in line["values"].as_array().unwrap() {
            let place = ((pair[0].as_f64().unwrap() * 1e3).round() as i64 - start) / step;
            let value: f64 = pair[1].as_str().unwrap().replace("Inf", "inf").parse().unwrap();
            row[place as usize] = Some(value).filter(|value| value.is_finite());
        }
        row
    };
    lines.into_iter().map(row).collect()
}

fn ms(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// What the chart draws, line by line.
fn drawn(chart: &Value) -> Vec<Vec<Option<f64>>> {
    let lines = chart["plot"]["data"].as_array().unwrap();
    lines.iter().map(|line| line["y"].as_array().unwrap().iter().map(Value::as_f64).collect()).collect()
}

/// Prometheus adds series up in no certain order, so a sum may differ in its last digit from one time to the next.
fn close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(other.abs()),
        (one, other) => one.is_none() && other.is_none(),
    }
}

async fn assert_true(prometheus: &Client, chart: &Value) {
    let mut wanted = Vec::new();
    for query in chart["queries"].as_array().unwrap() {
        wanted.extend(answered(prometheus, query.as_str().unwrap(), &chart["span"]).await);
    }
    let drawn = drawn(chart);
    assert_eq!(drawn.len(), wanted.len(), "{}", chart["queries"]);
    for (drawn, wanted) in drawn.iter().zip(&wanted) {
        let same = drawn.len() == wanted.len() && drawn.iter().zip(wanted).all(|(one, other)| close(*one, *other));
        assert!(same, "{}\ndrawn {drawn:?}\nwanted {wanted:?}", chart["queries"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_every_dashboard_is_drawn_as_the_source_answers_it() {
    let story = story::tell(jiff::Timestamp::now().as_second(), 2);
    let Some(prometheus) = Prometheus::with(&story).await else { return };
    let monitor = on(&prometheus.base, pages()).await;
    let (prometheus, monitor) = (Client::at(&prometheus.base), Client::of(monitor.address));
    for dashboard in movie_guru_dashboards::all().unwrap() {
        for (index, described) in dashboard.charts.iter().enumerate() {
            let chart = monitor.json(&format!("/api/dashboards/{}/charts/{index}?range=1h", dashboard.name)).await;
            assert_eq!(chart["queries"].as_array().unwrap().len(), described.queries.len());
            assert_true(&prometheus, &chart).await;
            let lines = drawn(&chart);
            let name = format!("{}, {}", dashboard.title, described.title);
            assert!(lines.len() >= described.queries.len(), "{name}: a query has no answer");
            assert!(lines.iter().all(|line| line.iter().any(Option::is_some)), "{name}: a line is empty");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_asked_before_a_chart_says_what_the_source_answers() {
    let now = jiff::Timestamp::now();
    let Some(server) = Prometheus::with(&story::tell(now.as_second(), 2)).await else { return };
    let monitor = on(&server.base, pages()).await;
    let (prometheus, monitor) = (Client::at(&server.base), Client::of(monitor.address));
    let runtime = tokio::runtime::Handle::current();
    let times = proptest::collection::vec((0..3 * HOUR_MS, 60_000..HOUR_MS), 1..6);
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let ran = tokio::task::spawn_blocking(move || {
        runner.run(&times, |times| {
            for (ago, length) in times {
                let to = now.as_millisecond() - ago;
                let path = format!("/api/dashboards/chat/charts/1?from={}&to={to}", to - length);
                runtime.block_on(async { assert_true(&prometheus, &monitor.json(&path).await).await });
            }
            Ok(())
        })
    });
    ran.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_scenario_is_a_mark_where_it_happened() {
    let now = jiff::Timestamp::now().as_second();
    let Some(server) = Prometheus::with(&story::tell(now, 2)).await else { return };
    let monitor = on(&server.base, pages()).await;
    let chart = Client::of(monitor.address).json("/api/dashboards/login/charts/0?range=2h").await;
    let marks: Vec<_> = chart["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| (mark["text"].as_str().unwrap(), ms(&mark["at"]) / 1000))
        .collect();
    let names: Vec<_> = marks.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["challenge-6", "challenge-7"]);
    for ((_, at), wanted) in marks.iter().zip(story::changes(now, 2)) {
        assert!((wanted..wanted + 60).contains(at), "{at} is not just after {wanted}");
    }
    let shapes = chart["plot"]["layout"]["shapes"].as_array().unwrap().len();
    assert_eq!(shapes, 2, "a line is drawn at each");
}

#[tokio::test(flavor = "multi_thread")]
async fn finished_steps_are_asked_for_once() {
    let now = jiff::Timestamp::now().as_second();
    let Some(server) = Prometheus::with(&story::tell(now, 2)).await else { return };
    let monitor = on(&server.base, pages()).await;
    let monitor = Client::of(monitor.address);
    let (from, to) = ((now - 5400) * 1000, (now - 1800) * 1000);
    let path = format!("/api/dashboards/chat/charts/1?from={from}&to={to}");
    let before = monitor.json(&path).await;
    drop(server);
    assert_eq!(monitor.json(&path).await, before, "the source is gone, and nothing is missing");
    let answer = monitor.get("/api/dashboards/chat/charts/1?range=1h").await;
    assert_eq!(answer.0, 502, "{}", answer.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_what_would() {
    let monitor = crate::monitor::that_scrapes(&[]).await;
    let monitor = Client::of(monitor.address);
    for (path, status, said) in [
        ("/api/dashboards/chat/charts/0?range=1x", 422, "range=1h"),
        ("/api/dashboards/chat/charts/0?range=8d", 422, "7 days"),
        ("/api/dashboards/chat/charts/0?from=5&to=1", 422, "from first"),
        ("/api/dashboards/chat/charts/99", 404, "no such chart"),
        ("/api/dashboards/nobody/charts/0", 404, "no such chart"),
        ("/api/explore/chart?query=", 422, "There is no query"),
        ("/api/explore/chart?query=rate(up", 422, "parse"),
        ("/api/explore/values?query=up%7B", 422, "parse"),
        ("/dashboards/nobody", 404, "no such dashboard"),
        ("/nowhere", 404, "no such page"),
    ] {
        let (found, text) = monitor.get(path).await;
        assert_eq!(found, status, "{path}: {text}");
        assert!(text.contains(said), "{path}: {text}");
    }
}
