//! Jobs: whom to ask, and how.

use std::time::Duration;

use series::Labels;
use url::Url;

/// How often targets are asked where nothing else is said.
pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
/// How much a target may answer where nothing else is said: 16 MiB.
pub(super) const DEFAULT_BODY_LIMIT: u64 = 16 << 20;
/// How many samples a target may give where nothing else is said.
pub(super) const DEFAULT_SAMPLE_LIMIT: usize = 50_000;

/// Everything that is scraped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScrapeConfig {
    /// Targets that are scraped in the same way.
    pub jobs: Vec<Job>,
}

/// Targets that are scraped in the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its name, the label `job` of its series.
    pub name: String,
    /// How often.
    pub interval: Duration,
    /// How long a target may take; at most the interval.
    pub timeout: Duration,
    /// Where on the target, from its slash on.
    pub path: String,
    /// Over HTTP or HTTPS.
    pub scheme: Scheme,
    /// Parameters of the request.
    pub params: Vec<(String, String)>,
    /// Whether a target's own label wins over one of the configuration; otherwise it becomes `exported_…`.
    pub honor_labels: bool,
    /// Whether a target's own timestamps count.
    pub honor_timestamps: bool,
    /// How many bytes a target may answer.
    pub body_limit: u64,
    /// How many samples a target may give.
    pub sample_limit: usize,
    /// Who is asked.
    pub targets: Vec<ScrapeTarget>,
}

/// An address and the labels of its series.
#[derive(Clone, Debug, PartialEq)]
pub struct ScrapeTarget {
    /// `HOST:PORT`, the label `instance` unless said otherwise.
    pub address: String,
    /// Labels beside `job` and `instance`.
    pub labels: Labels,
}

/// Over what a target is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

impl Scheme {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl Job {
    /// A job over HTTP at `/metrics`, every 5 seconds.
    pub fn new(name: &str, addresses: impl IntoIterator<Item = String>) -> Self {
        let targets = addresses.into_iter().map(|address| ScrapeTarget { address, labels: Labels::new() });
        Self {
            name: name.to_owned(),
            interval: DEFAULT_INTERVAL,
            timeout: DEFAULT_INTERVAL,
            path: "/metrics".to_owned(),
            scheme: Scheme::Http,
            params: Vec::new(),
            honor_labels: false,
            honor_timestamps: true,
            body_limit: DEFAULT_BODY_LIMIT,
            sample_limit: DEFAULT_SAMPLE_LIMIT,
            targets: targets.collect(),
        }
    }

    /// Where a target is asked.
    ///
    /// # Errors
    /// Where the address is no `HOST:PORT`.
    pub fn url(&self, address: &str) -> Result<Url, AddressError> {
        let wrong = || AddressError { job: self.name.clone(), address: address.to_owned() };
        if address.is_empty() || address.contains(['/', '?', '#', '@']) {
            return Err(wrong());
        }
        let url = format!("{}://{address}{}", self.scheme.as_str(), self.path);
        let mut url = Url::parse(&url).map_err(|_| wrong())?;
        if !self.params.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.params);
        }
        Ok(url)
    }
}

/// An address that cannot be asked.
#[derive(Debug, thiserror::Error)]
#[error("`{address}` of job `{job}` is not HOST:PORT")]
pub struct AddressError {
    job: String,
    address: String,
}
