//! Debian's Prometheus with a story in it, as the source of the pages.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_monitor::source::{Answer, Labels, Metadata, MetricsSource, QueryError, Range, Sample, Series};
use movie_guru_slo::Period;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

pub(crate) struct Prometheus {
    pub(crate) base: String,
    client: reqwest::Client,
    _server: Child,
    _home: TempDir,
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        let wanted = std::env::var("LAB_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!wanted, "LAB_REQUIRE_ALL=1, and {name} is absent");
        say_skipped(name);
    }
    found
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn say_skipped(name: &str) {
    eprintln!("skipped: this test needs {name} (Debian: prometheus)");
}

impl Prometheus {
    /// Holds what the OpenMetrics text says and scrapes itself every second; none where there is no Prometheus.
    pub(crate) async fn with(story: &str) -> Option<Self> {
        let (server, promtool) = (program("prometheus")?, program("promtool")?);
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        if !story.is_empty() {
            let file = home.path().join("story.om");
            std::fs::write(&file, story).unwrap();
            let mut make = Command::new(promtool);
            make.args(["tsdb", "create-blocks-from", "openmetrics"]).arg(&file).arg(&data);
            let made = make.output().await.unwrap();
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let config = home.path().join("prometheus.yml");
        let scrape = format!(
            "scrape_configs: [{{job_name: prometheus, scrape_interval: 1s, static_configs: [{{targets: ['{address}']}}]}}]"
        );
        std::fs::write(&config, scrape).unwrap();
        let server = Command::new(server)
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", data.display()))
            .arg(format!("--web.listen-address={address}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let this = Self { base: format!("http://{address}"), client, _server: server, _home: home };
        let started = Instant::now();
        while !this.client.get(format!("{}/-/ready", this.base)).send().await.is_ok_and(|a| a.status().is_success()) {
            assert!(started.elapsed() < Duration::from_secs(60), "Prometheus did not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(this)
    }

    async fn ask(&self, path: &str, parameters: &[(&str, String)]) -> Result<Value, QueryError> {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let answer = self.client.get(format!("{}/api/v1/{path}?{query}", self.base)).send().await;
        let answer = answer.map_err(|_| QueryError::Unavailable("Prometheus is away".to_owned()))?;
        let mut answer: Value = answer.json().await.unwrap();
        match answer["error"].as_str() {
            Some(error) => Err(QueryError::BadData(error.to_owned())),
            None => Ok(answer["data"].take()),
        }
    }
}

fn seconds(at: Timestamp) -> String {
    (at.as_millisecond() as f64 / 1e3).to_string()
}

fn sample(pair: &Value) -> Sample {
    let at = Timestamp::from_millisecond((pair[0].as_f64().unwrap() * 1e3).round() as i64).unwrap();
    let value = pair[1].as_str().unwrap().replace("Inf", "inf").parse().unwrap();
    Sample { at, value }
}

fn labels(value: &Value) -> Labels {
    serde_json::from_value(value.clone()).unwrap()
}

#[async_trait]
impl MetricsSource for Prometheus {
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        let data = self.ask("query", &[("query", query.to_owned()), ("time", seconds(at))]).await?;
        let result = &data["result"];
        Ok(match data["resultType"].as_str().unwrap() {
            "scalar" => Answer::Scalar(sample(result)),
            "string" => Answer::Text(at, result[1].as_str().unwrap().to_owned()),
            "vector" => {
                let of = |one: &Value| (labels(&one["metric"]), sample(&one["value"]));
                Answer::Vector(result.as_array().unwrap().iter().map(of).collect())
            }
            _ => Answer::Matrix(result.as_array().unwrap().iter().map(series).collect()),
        })
    }

    async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError> {
        let step = range.step.as_secs_f64().to_string();
        let parameters =
            [("query", query.to_owned()), ("start", seconds(range.start)), ("end", seconds(range.end)), ("step", step)];
        let data = self.ask("query_range", &parameters).await?;
        Ok(data["result"].as_array().unwrap().iter().map(series).collect())
    }

    async fn series(&self, _: &[String], _: Period) -> Result<Vec<Labels>, QueryError> {
        unimplemented!("no page asks for it")
    }

    async fn label_names(&self, _: &[String], _: Period) -> Result<Vec<String>, QueryError> {
        unimplemented!("pages ask the API")
    }

    async fn label_values(&self, _: &str, _: &[String], _: Period) -> Result<Vec<String>, QueryError> {
        unimplemented!("pages ask the API")
    }

    async fn metadata(&self) -> Result<std::collections::BTreeMap<String, Metadata>, QueryError> {
        unimplemented!("pages ask the API")
    }
}

fn series(one: &Value) -> Series {
    let samples = one["values"].as_array().unwrap().iter().map(sample).collect();
    Series { labels: labels(&one["metric"]), samples }
}
