//! Debian's Prometheus, its tools and its Alertmanager. Each server picks its port itself and says in its log which.

use std::path::Path;
use std::process::Command;

use reqwest::Url;
use serde_json::Value;

use crate::absent::{Said, ran, skipped};
use crate::person::client;
use crate::running::Running;
use crate::waiting::until;

/// Prometheus or its Alertmanager, running. It ends with this value.
#[derive(Debug)]
pub struct Server {
    /// Where it is, with a slash at the end.
    pub url: Url,
    running: Running,
}

impl Server {
    /// Prometheus in a folder, over the blocks in `data` there; none where it is not installed. It is as `prometheus.yml`
    /// says; where there is no such file, it scrapes nobody.
    pub async fn prometheus(folder: &Path, arguments: &[&str]) -> Option<Self> {
        let configuration = folder.join("prometheus.yml");
        if !configuration.exists() {
            std::fs::write(configuration, "global: {scrape_interval: 5s}\n").unwrap();
        }
        let mut command = Command::new("prometheus");
        command.args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"]);
        command.args(["--storage.tsdb.retention.time=365d"]).args(arguments);
        Self::start(&mut command, folder).await
    }

    /// The Alertmanager in a folder, as `alertmanager.yml` there says; none where it is not installed.
    pub async fn alertmanager(folder: &Path) -> Option<Self> {
        let mut command = Command::new("prometheus-alertmanager");
        command.args(["--config.file=alertmanager.yml", "--storage.path=data", "--cluster.listen-address="]);
        Self::start(&mut command, folder).await
    }

    async fn start(command: &mut Command, folder: &Path) -> Option<Self> {
        let started = Running::start(command.arg("--web.listen-address=127.0.0.1:0").current_dir(folder));
        let Ok(mut running) = started else {
            skipped(&format!("{} is not installed", command.get_program().display()));
            return None;
        };
        let url = running.line("the port", |line| {
            let (_, address) = line.split_once("\"Listening on\" address=")?;
            Url::parse(&format!("http://{}/", address.trim())).ok()
        });
        let this = Self { url, running };
        let (client, ready) = (client(), this.url.join("-/ready").unwrap());
        until("it is ready", async || {
            client.get(ready.clone()).send().await.is_ok_and(|answer| answer.status() == 200)
        })
        .await;
        Some(this)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.running.process.id()
    }

    /// What it answers below its address, in JSON.
    pub async fn get(&self, path: &str) -> Value {
        let answer = client().get(self.url.join(path).unwrap()).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// The series of an instant query's answer.
    pub async fn query(&self, query: &str) -> Vec<Value> {
        let query = Url::parse_with_params("http://query/", [("query", query)]).unwrap();
        let answer = self.get(&format!("api/v1/query?{}", query.query().unwrap())).await;
        answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }
}

/// Runs `promtool` in a folder; none where it is absent.
pub fn promtool(folder: &Path, arguments: &[&str]) -> Option<Said> {
    ran(Command::new("promtool").args(arguments).current_dir(folder))
}

/// Makes blocks in `data` of a folder from a text in OpenMetrics; false where promtool is absent.
pub fn backfill(folder: &Path, text: &str) -> bool {
    std::fs::write(folder.join("samples.txt"), text).unwrap();
    let made = promtool(folder, &["tsdb", "create-blocks-from", "openmetrics", "samples.txt", "data"]);
    made.inspect(|said| assert!(said.passed(), "{}", said.text)).is_some()
}
