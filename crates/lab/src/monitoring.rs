//! What the lab tells its monitor: whom to scrape or whom to ask, how fast windows go by, who hears of alerts.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use movie_guru_monitor::alerts::NotifierConfig;
use movie_guru_monitor::pages::{Guest, Links, PagesConfig};
use movie_guru_monitor::scrape::config::DEFAULT_INTERVAL;
use movie_guru_monitor::scrape::{Job, ScrapeConfig};
use movie_guru_monitor::service::{Config, Metrics};
use movie_guru_monitor::slos::BoardConfig;
use movie_guru_monitor::source::BearerToken;
use movie_guru_slo::TimeScale;
use tsdb::StoreConfig;
use url::Url;

use crate::cli::{MonitorArguments, UpArguments};
use crate::folder::Addresses;
use crate::grade_page;
use crate::reach::{hosts, limits, published};

/// The samples' place in the data folder.
pub(crate) const METRICS: &str = "metrics";
/// An attendee's own dashboards, in Cloud Monitoring's form.
const DASHBOARDS: &str = "dashboards";

/// The monitor of this lab; people find it and the other parts at the addresses `shown`.
///
/// # Errors
/// Where a flag, or the file it names, makes no sense.
pub(crate) fn config(arguments: &UpArguments, addresses: &Addresses, shown: &Addresses) -> anyhow::Result<Config> {
    let (folder, of_monitor) = (&arguments.folder.data_dir, &arguments.monitoring);
    let scale = TimeScale::new(of_monitor.time_scale, DEFAULT_INTERVAL, Timestamp::now()).context("--time-scale")?;
    let links = Links {
        app: Some(shown.web.to_string()),
        guide: Some(shown.web.join("guide")?.to_string()),
        load: Some(shown.load.to_string()),
    };
    let grade = Guest { name: "Grade".to_owned(), address: grade_page::ADDRESS.to_owned() };
    let board = BoardConfig {
        folder: folder.clone(),
        scale,
        scrape_interval: DEFAULT_INTERVAL,
        notifier: NotifierConfig {
            alertmanager: of_monitor.alertmanager.clone(),
            slack: of_monitor.slack_webhook.clone(),
            page: Some(shown.monitor.join("alerts")?.to_string()),
            ..NotifierConfig::default()
        },
    };
    Ok(Config {
        listen: arguments.monitor,
        limits: limits(),
        pages: PagesConfig { links, dashboards: Some(folder.join(DASHBOARDS)), guests: vec![grade] },
        board,
        admin: arguments.admin_token.clone().into(),
        hosts: hosts(arguments),
        published: published(arguments, "monitor")?,
        drain_limit: Duration::from_secs(2),
        ..Config::new(metrics(folder, of_monitor, addresses)?, folder.clone())
    })
}

fn metrics(folder: &Path, arguments: &MonitorArguments, addresses: &Addresses) -> anyhow::Result<Metrics> {
    if let Some(url) = &arguments.metrics_source {
        let token = arguments.metrics_token.as_deref().map(BearerToken::new);
        return Ok(Metrics::Elsewhere { url: url.clone(), token });
    }
    let mut scrape = match &arguments.scrape_config {
        Some(file) => ScrapeConfig::read(file)?,
        None => ScrapeConfig::default(),
    };
    let services = [("backend", &addresses.backend), ("web", &addresses.web), ("loadtest", &addresses.load)];
    scrape.jobs.extend(services.map(|(name, url)| Job::new(name, [authority(url)])));
    Ok(Metrics::Embedded { store: StoreConfig::new(folder.join(METRICS)), scrape })
}

/// Host and port, as the label `instance` has them.
fn authority(url: &Url) -> String {
    url.authority().to_owned()
}
