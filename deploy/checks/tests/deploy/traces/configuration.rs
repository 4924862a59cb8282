//! The collector's configuration, as far as ours goes, read strictly: the collector itself could not be run where this was
//! written. Its references: <https://opentelemetry.io/docs/collector/configuration/> and the README of each part in
//! <https://github.com/open-telemetry/opentelemetry-collector-contrib>.
#![expect(dead_code, reason = "fields are there to be decoded")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

type Parts = BTreeMap<String, Value>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Configuration {
    receivers: Receivers,
    processors: Processors,
    exporters: Exporters,
    extensions: Extensions,
    service: Service,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Receivers {
    otlp: Otlp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Otlp {
    protocols: Protocols,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocols {
    grpc: Listener,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listener {
    endpoint: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Processors {
    memory_limiter: MemoryLimiter,
    resourcedetection: ResourceDetection,
    batch: Batch,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemoryLimiter {
    check_interval: String,
    limit_percentage: u8,
    spike_limit_percentage: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResourceDetection {
    detectors: Vec<Detector>,
    timeout: String,
    r#override: bool,
    gcp: OfGoogle,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Detector {
    Gcp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfGoogle {
    resource_attributes: BTreeMap<Attribute, Wanted>,
}

/// Those of its detector for Google Cloud.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
enum Attribute {
    #[serde(rename = "cloud.account.id")]
    Project,
    #[serde(rename = "cloud.region")]
    Region,
    #[serde(rename = "cloud.availability_zone")]
    Zone,
    #[serde(rename = "host.id")]
    HostId,
    #[serde(rename = "host.name")]
    HostName,
    #[serde(rename = "host.type")]
    HostType,
    #[serde(rename = "k8s.cluster.name")]
    Cluster,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    enabled: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    send_batch_size: u32,
    send_batch_max_size: u32,
    timeout: String,
}

/// With their defaults: project and rights are those of the pod.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exporters {
    googlecloud: Nothing,
    googlemanagedprometheus: Nothing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extensions {
    health_check: Listener,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    extensions: Vec<String>,
    telemetry: Parts,
    pipelines: BTreeMap<String, Pipeline>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pipeline {
    receivers: Vec<String>,
    processors: Vec<String>,
    exporters: Vec<String>,
}

impl Configuration {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    }

    pub(super) fn otlp(&self) -> &str {
        &self.receivers.otlp.protocols.grpc.endpoint
    }

    pub(super) fn health(&self) -> &str {
        &self.extensions.health_check.endpoint
    }

    pub(super) fn exporters_of(&self, signal: &str) -> &[String] {
        &self.service.pipelines[signal].exporters
    }

    /// What its parser would not find, and the collector only when it starts or is under load.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut known = |of: &str, kind: &str, names: &[String], there: &[&str]| {
            let missing = names.iter().filter(|name| !there.contains(&name.as_str()));
            problems.extend(missing.map(|name| format!("{of}: there is no {kind} {name}")));
        };
        known("service", "extension", &self.service.extensions, &["health_check"]);
        for (signal, pipeline) in &self.service.pipelines {
            known(signal, "receiver", &pipeline.receivers, &["otlp"]);
            known(signal, "processor", &pipeline.processors, &["memory_limiter", "resourcedetection", "batch"]);
            known(signal, "exporter", &pipeline.exporters, &["googlecloud", "googlemanagedprometheus"]);
        }
        for (signal, Pipeline { processors, .. }) in &self.service.pipelines {
            if processors.first().is_none_or(|first| first != "memory_limiter") {
                problems.push(format!("{signal}: memory_limiter is not first"));
            }
            if processors.last().is_none_or(|last| last != "batch") {
                problems.push(format!("{signal}: batch is not last"));
            }
        }
        let attributes = &self.processors.resourcedetection.gcp.resource_attributes;
        if attributes.get(&Attribute::HostName).is_none_or(|wanted| wanted.enabled) {
            problems.push("the collector's node is taken for the sender's".to_owned());
        }
        problems
    }
}
