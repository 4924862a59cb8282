//! A target and how it is doing, for the page and the API that show it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use series::Labels;
use url::Url;

use super::config::{AddressError, Job, ScrapeConfig, ScrapeTarget};
use crate::rules::Health;
use crate::source::Metadata;

/// Everything that is scraped.
#[derive(Debug, Default)]
pub struct Targets(Vec<Arc<Target>>);

/// One address that is scraped.
#[derive(Debug)]
pub struct Target {
    /// How.
    pub job: Arc<Job>,
    /// Where.
    pub url: Url,
    /// What each of its series carries: `job`, `instance`, and those of the configuration.
    pub labels: Labels,
    discovered: Labels,
    last: Mutex<Option<Last>>,
    metadata: Mutex<Arc<BTreeMap<String, Metadata>>>,
}

/// How the last scrape went.
#[derive(Clone, Debug)]
pub(crate) struct Last {
    pub(crate) at: Timestamp,
    pub(crate) took: Duration,
    pub(crate) samples: usize,
    pub(crate) error: Option<String>,
    /// What was answered, but could not be stored.
    pub(crate) warning: Option<String>,
}

/// A target as it is shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of its job.
    pub job: String,
    /// Where it is.
    pub url: String,
    /// The labels of its series.
    pub labels: Labels,
    /// What it was made from.
    pub discovered: Labels,
    /// Up, down, or not yet asked.
    pub health: Health,
    /// Why the last scrape failed, or what of it could not be stored.
    pub last_error: Option<String>,
    /// When it was last asked.
    pub last_scrape: Option<Timestamp>,
    /// How long it took to answer.
    pub last_duration: Duration,
    /// How many samples it gave.
    pub samples: usize,
    /// How often it is asked.
    pub interval: Duration,
    /// How long it may take.
    pub timeout: Duration,
}

impl Targets {
    /// All targets of a configuration.
    ///
    /// # Errors
    /// Where an address is no `HOST:PORT`.
    pub fn new(config: &ScrapeConfig) -> Result<Self, AddressError> {
        let mut targets = Vec::new();
        for job in &config.jobs {
            let job = Arc::new(job.clone());
            for target in &job.targets {
                targets.push(Target::new(Arc::clone(&job), target)?);
            }
        }
        Ok(Self(targets))
    }

    /// Each target.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Target>> {
        self.0.iter()
    }

    /// Each target as it is now.
    pub fn reports(&self) -> Vec<Report> {
        self.0.iter().map(|target| target.report()).collect()
    }
}

impl Target {
    fn new(job: Arc<Job>, target: &ScrapeTarget) -> Result<Arc<Self>, AddressError> {
        let own = [("job", job.name.clone()), ("instance", target.address.clone())];
        let mut labels = target.labels.clone();
        for (name, value) in own {
            labels.entry(name.to_owned()).or_insert(value);
        }
        labels.retain(|_, value| !value.is_empty());
        let url = job.url(&target.address)?;
        let mut discovered = target.labels.clone();
        for (name, value) in [
            ("__address__", target.address.clone()),
            ("__metrics_path__", job.path.clone()),
            ("__scheme__", job.scheme.as_str().to_owned()),
            ("job", job.name.clone()),
        ] {
            discovered.insert(name.to_owned(), value);
        }
        Ok(Arc::new(Self { job, url, labels, discovered, last: Mutex::default(), metadata: Mutex::default() }))
    }

    /// What the target last said of its metrics.
    pub(crate) fn metadata(&self) -> Arc<BTreeMap<String, Metadata>> {
        Arc::clone(&self.metadata.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// It says this of its metrics.
    pub(crate) fn describes(&self, metadata: &BTreeMap<String, Metadata>) {
        let mut known = self.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        if **known != *metadata {
            *known = Arc::new(metadata.clone());
        }
    }

    pub(crate) fn scraped(&self, last: Last) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }

    /// The target as it is now.
    pub fn report(&self) -> Report {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let health = match &last {
            None => Health::Unknown,
            Some(Last { error: Some(_), .. }) => Health::Down,
            Some(_) => Health::Up,
        };
        Report {
            job: self.job.name.clone(),
            url: self.url.to_string(),
            labels: self.labels.clone(),
            discovered: self.discovered.clone(),
            health,
            last_error: last.as_ref().and_then(|last| last.error.clone().or_else(|| last.warning.clone())),
            last_scrape: last.as_ref().map(|last| last.at),
            last_duration: last.as_ref().map_or(Duration::ZERO, |last| last.took),
            samples: last.as_ref().map_or(0, |last| last.samples),
            interval: self.job.interval,
            timeout: self.job.timeout,
        }
    }
}
