//! A configuration written in Prometheus' own form, whatever it was made from.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use movie_guru_slo::promql::duration;
use serde_json::json;

use super::job::{Job, ScrapeConfig, ScrapeTarget};

impl ScrapeConfig {
    /// As a file that [`ScrapeConfig::read`] and Prometheus take. Texts are written as JSON, which is YAML too.
    pub fn to_yaml(&self) -> String {
        if self.jobs.is_empty() { "scrape_configs: []\n".to_owned() } else { format!("scrape_configs:\n{self}") }
    }
}

impl Display for ScrapeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jobs.iter().try_for_each(|job| write!(f, "{job}"))
    }
}

impl Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut params: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &self.params {
            params.entry(name).or_default().push(value);
        }
        writeln!(f, "- job_name: {}", json!(self.name))?;
        writeln!(f, "  honor_labels: {}", self.honor_labels)?;
        writeln!(f, "  honor_timestamps: {}", self.honor_timestamps)?;
        if !params.is_empty() {
            writeln!(f, "  params: {}", json!(params))?;
        }
        writeln!(f, "  scrape_interval: {}", duration(self.interval))?;
        writeln!(f, "  scrape_timeout: {}", duration(self.timeout))?;
        writeln!(f, "  metrics_path: {}", json!(self.path))?;
        writeln!(f, "  scheme: {}", self.scheme.as_str())?;
        writeln!(f, "  body_size_limit: {}B", self.body_limit)?;
        writeln!(f, "  sample_limit: {}", self.sample_limit)?;
        match &self.targets[..] {
            [] => writeln!(f, "  static_configs: []"),
            targets => {
                writeln!(f, "  static_configs:")?;
                targets.iter().try_for_each(|target| write!(f, "{target}"))
            }
        }
    }
}

impl Display for ScrapeTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  - targets: {}", json!([self.address]))?;
        if self.labels.is_empty() { Ok(()) } else { writeln!(f, "    labels: {}", json!(self.labels)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_is_written_is_read() {
        let labelled = ScrapeTarget {
            address: "[::1]:1".to_owned(),
            labels: [("team".to_owned(), "a: \"7\"\n#".to_owned())].into(),
        };
        let odd = Job {
            interval: Duration::from_millis(90_500),
            timeout: Duration::from_secs(3),
            path: "/a b#c".to_owned(),
            params: [("m", "1"), ("m", "2"), ("n", "")].map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            honor_labels: true,
            honor_timestamps: false,
            body_limit: 12_345,
            targets: vec![labelled],
            ..Job::new("- odd: \u{e9}", [])
        };
        let config = ScrapeConfig {
            jobs: vec![odd, Job::new("plain", ["h:1".to_owned(), "h:2".to_owned()]), Job::new("none", [])],
        };
        for config in [config, ScrapeConfig::default()] {
            assert_eq!(ScrapeConfig::parse("written", &config.to_yaml()).unwrap(), config, "{}", config.to_yaml());
        }
    }
}
