//! What Prometheus' API says of the server itself, and of what is not there: the same statuses and the same shapes as
//! Debian's Prometheus, and no page where a program asks.

mod formatting;
mod methods;
mod shapes;

use std::path::Path;

use movie_guru_test_support::Server;
use serde_json::Value;
use url::Url;

use crate::lab::{Lab, Target};

/// Both, scraping the same target under the same labels; none where Prometheus is absent.
async fn both(folder: &Path, target: &Target) -> Option<(Lab, Server)> {
    let prometheus = Server::prometheus(folder, &["--web.enable-lifecycle"]).await?;
    let config = format!(
        "global: {{scrape_interval: 100ms}}\nscrape_configs: [{{job_name: test, static_configs: [{{targets: ['{}']}}]}}]\n",
        target.address
    );
    std::fs::write(folder.join("prometheus.yml"), config).unwrap();
    let reloaded = reqwest::Client::new().post(prometheus.url.join("-/reload").unwrap()).send().await.unwrap();
    assert!(reloaded.status().is_success());
    let lab = Lab::scraping(folder, vec![target.job()]).await;
    for server in [&lab.url, &prometheus.url] {
        let mut health = Value::Null;
        for _ in 0..600 {
            health = get(server, "api/v1/targets").await["data"]["activeTargets"][0]["health"].clone();
            if health == "up" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(health, "up", "{server}");
    }
    Some((lab, prometheus))
}

async fn get(server: &Url, path: &str) -> Value {
    reqwest::get(server.join(path).unwrap()).await.unwrap().json().await.unwrap()
}
