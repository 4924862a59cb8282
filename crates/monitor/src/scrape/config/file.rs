//! Prometheus' own form of the configuration, read strictly.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use serde_saphyr::Spanned;
use series::{Labels, duration, is_label_name};

use super::job::{DEFAULT_BODY_LIMIT, DEFAULT_INTERVAL, DEFAULT_SAMPLE_LIMIT, Job, Scheme, ScrapeConfig, ScrapeTarget};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    global: Global,
    scrape_configs: Vec<Spanned<Configured>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Global {
    scrape_interval: Option<Length>,
    scrape_timeout: Option<Length>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configured {
    job_name: String,
    scrape_interval: Option<Length>,
    scrape_timeout: Option<Length>,
    metrics_path: Option<String>,
    scheme: Option<Scheme>,
    #[serde(default)]
    params: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    honor_labels: bool,
    honor_timestamps: Option<bool>,
    body_size_limit: Option<Size>,
    sample_limit: Option<usize>,
    static_configs: Vec<Spanned<Static>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Static {
    targets: Vec<Spanned<String>>,
    #[serde(default)]
    labels: Labels,
}

/// A duration such as `15s`.
#[derive(Clone, Copy)]
struct Length(Duration);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let length = duration::parse(&text).filter(|length| !length.is_zero());
        length
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is not a duration above 0 such as 15s or 1m")))
    }
}

/// A number of bytes such as `10MB`; as in Prometheus, a thousand of them are 1,024.
struct Size(u64);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
        let unit: Option<u64> = match &text[digits..] {
            "" if text == "0" => Some(1),
            "B" => Some(1),
            "KB" | "KiB" => Some(1 << 10),
            "MB" | "MiB" => Some(1 << 20),
            "GB" | "GiB" => Some(1 << 30),
            _ => None,
        };
        let size = text[..digits].parse::<u64>().ok().zip(unit).and_then(|(count, unit)| count.checked_mul(unit));
        size.map(Self).ok_or_else(|| de::Error::custom(format!("`{text}` is not a size such as 10MB")))
    }
}

/// What is wrong at a place of the file.
fn at(place: serde_saphyr::Location, message: &str) -> String {
    format!("line {}, column {}: {message}", place.line(), place.column())
}

pub(super) fn parse(text: &str) -> Result<ScrapeConfig, String> {
    let file: File = serde_saphyr::from_str(text).map_err(|error| {
        let message = error.without_snippet().to_string();
        error.location().map_or(message.clone(), |place| at(place, &message))
    })?;
    let mut names = BTreeSet::new();
    let mut jobs = Vec::new();
    for configured in file.scrape_configs {
        let place = configured.referenced;
        let name = configured.value.job_name.clone();
        let job = job(configured.value, &file.global, place)?;
        if !names.insert(name.clone()) {
            return Err(at(place, &format!("job_name: there are two jobs `{name}`")));
        }
        jobs.push(job);
    }
    Ok(ScrapeConfig { jobs })
}

fn job(configured: Configured, global: &Global, place: serde_saphyr::Location) -> Result<Job, String> {
    if configured.job_name.is_empty() {
        return Err(at(place, "job_name is empty"));
    }
    let own_interval = configured.scrape_interval.or(global.scrape_interval);
    let interval = own_interval.map_or(DEFAULT_INTERVAL, |length| length.0);
    let timeout = match (configured.scrape_timeout, global.scrape_timeout) {
        (Some(own), _) if own.0 > interval => {
            return Err(at(place, "scrape_timeout is greater than scrape_interval; a scrape would meet the next one"));
        }
        (Some(own), _) => own.0,
        (None, global) => global.map_or(interval, |length| length.0).min(interval),
    };
    let path = configured.metrics_path.unwrap_or_else(|| "/metrics".to_owned());
    if !path.starts_with('/') {
        return Err(at(place, &format!("metrics_path: `{path}` does not begin with a slash")));
    }
    let of_key = |(key, values): (String, Vec<String>)| values.into_iter().map(move |value| (key.clone(), value));
    let mut job = Job {
        interval,
        timeout,
        path,
        scheme: configured.scheme.unwrap_or(Scheme::Http),
        params: configured.params.into_iter().flat_map(of_key).collect(),
        honor_labels: configured.honor_labels,
        honor_timestamps: configured.honor_timestamps.unwrap_or(true),
        // 0 is Prometheus' word for no limit; there is always one here.
        body_limit: configured
            .body_size_limit
            .map(|size| size.0)
            .filter(|limit| *limit > 0)
            .unwrap_or(DEFAULT_BODY_LIMIT),
        sample_limit: configured.sample_limit.filter(|limit| *limit > 0).unwrap_or(DEFAULT_SAMPLE_LIMIT),
        ..Job::new(&configured.job_name, [])
    };
    for group in configured.static_configs {
        if let Some(name) = group.value.labels.keys().find(|name| !is_label_name(name) || name.starts_with("__")) {
            return Err(at(group.referenced, &format!("labels: `{name}` cannot be the name of a label here")));
        }
        for target in group.value.targets {
            job.url(&target.value).map_err(|error| at(target.referenced, &format!("targets: {error}")))?;
            job.targets.push(ScrapeTarget { address: target.value, labels: group.value.labels.clone() });
        }
    }
    Ok(job)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "
global:
  scrape_interval: 10s
  scrape_timeout: 3s
scrape_configs:
- job_name: backend
  static_configs:
  - targets: ['127.0.0.1:8081', '[::1]:8082']
    labels: {team: '7'}
- job_name: slow
  scrape_interval: 1m
  scrape_timeout: 30s
  metrics_path: /probe
  scheme: https
  params: {module: [http, dns]}
  honor_labels: true
  honor_timestamps: false
  body_size_limit: 2MB
  sample_limit: 100
  static_configs: []
";

    #[test]
    fn prometheus_own_form_is_understood() {
        let config = parse(WHOLE).unwrap();
        let [backend, slow] = &config.jobs[..] else { panic!("two jobs: {config:?}") };
        assert_eq!((backend.interval, backend.timeout), (Duration::from_secs(10), Duration::from_secs(3)));
        assert_eq!(backend.targets[1].address, "[::1]:8082");
        assert_eq!(backend.targets[0].labels["team"], "7");
        assert_eq!(slow.url("h:1").unwrap().as_str(), "https://h:1/probe?module=http&module=dns");
        assert_eq!((slow.interval.as_secs(), slow.timeout.as_secs()), (60, 30));
        assert!(slow.honor_labels && !slow.honor_timestamps);
        assert_eq!((slow.body_limit, slow.sample_limit), (2 << 20, 100));
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_field() {
        let job = "scrape_configs:\n- job_name: a\n  static_configs: [{targets: ['a:1']}]\n";
        let cases = [
            ("scrape_configs: [\n", "line", "1"),
            ("scrape_config: []\n", "scrape_config", "1"),
            (&format!("{job}  scrape_intervall: 5s\n"), "scrape_intervall", "4"),
            (&format!("{job}  scrape_interval: 5\n"), "5", "4"),
            (&format!("{job}  scrape_interval: fast\n"), "fast", "4"),
            (&format!("{job}  scrape_interval: 5s\n  scrape_timeout: 6s\n"), "scrape_timeout", "2"),
            (&format!("{job}  scheme: ftp\n"), "ftp", "4"),
            (&format!("{job}  metrics_path: metrics\n"), "metrics_path", "2"),
            (&format!("{job}  body_size_limit: huge\n"), "huge", "4"),
            (&format!("{job}- job_name: a\n  static_configs: []\n"), "two jobs `a`", "4"),
            ("scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: ['http://a:1/']\n", "http://a:1/", "4"),
            ("scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: []\n    labels: {a-b: c}\n", "a-b", "4"),
            (&format!("{job}  relabel_configs: []\n"), "relabel_configs", "4"),
            ("scrape_configs:\n- static_configs: []\n", "job_name", "2"),
        ];
        for (text, said, line) in cases {
            let error = parse(text).unwrap_err();
            assert!(error.contains(said), "{said}: {error}");
            assert!(error.contains(&format!("line {line}")), "line {line}: {error}");
        }
    }
}
