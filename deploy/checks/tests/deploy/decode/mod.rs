//! Objects decoded into the types of their kind, with every field accounted for.

mod google;

use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The fields that its kind does not have.
///
/// # Errors
/// It is not of its kind at all, or of none that is known here.
pub(crate) fn strictly(object: &Value) -> Result<Vec<String>, String> {
    let version = object["apiVersion"].as_str().unwrap_or_default();
    let kind = object["kind"].as_str().unwrap_or_default();
    match (version, kind) {
        ("v1", "Namespace") => decode::<Namespace>(object),
        ("v1", "Service") => decode::<Service>(object),
        ("v1", "ServiceAccount") => decode::<ServiceAccount>(object),
        ("v1", "ConfigMap") => decode::<ConfigMap>(object),
        ("apps/v1", "Deployment") => decode::<Deployment>(object),
        ("apps/v1", "StatefulSet") => decode::<StatefulSet>(object),
        ("policy/v1", "PodDisruptionBudget") => decode::<PodDisruptionBudget>(object),
        ("networking.k8s.io/v1", "NetworkPolicy") => decode::<NetworkPolicy>(object),
        ("autoscaling/v2", "HorizontalPodAutoscaler") => decode::<HorizontalPodAutoscaler>(object),
        ("monitoring.googleapis.com/v1", "PodMonitoring") => decode::<google::PodMonitoring>(object),
        ("gateway.networking.k8s.io/v1", "Gateway") => decode::<google::Gateway>(object),
        ("gateway.networking.k8s.io/v1", "HTTPRoute") => decode::<google::HttpRoute>(object),
        ("networking.gke.io/v1", "HealthCheckPolicy") => decode::<google::HealthCheckPolicy>(object),
        ("networking.gke.io/v1", "GCPBackendPolicy") => decode::<google::BackendPolicy>(object),
        _ => Err(format!("{version} {kind} is not known")),
    }
}

fn decode<T: DeserializeOwned>(object: &Value) -> Result<Vec<String>, String> {
    let mut left_over = Vec::new();
    let decoded: Result<T, _> =
        serde_ignored::deserialize(object, |path| left_over.push(path.to_string().replace('?', "").replace("..", ".")));
    decoded.map_err(|error| error.to_string())?;
    Ok(left_over)
}
