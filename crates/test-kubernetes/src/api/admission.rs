//! What is not let in: fields that a kind does not have, objects of a namespace that is not there or ends, pods over a quota.

use k8s_openapi::api::{apps, autoscaling, batch, core, networking, policy};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answers::Refusal;
use crate::resources::Resource;
use crate::store::Store;

/// Fields that are not of the kind, as the schema has it.
pub(crate) fn strict(resource: &Resource, object: &Value) -> Result<(), Refusal> {
    let wrong = match resource.kind.as_str() {
        "ConfigMap" => decode::<core::v1::ConfigMap>(object),
        "Secret" => decode::<core::v1::Secret>(object),
        "Service" => decode::<core::v1::Service>(object),
        "ServiceAccount" => decode::<core::v1::ServiceAccount>(object),
        "ResourceQuota" => decode::<core::v1::ResourceQuota>(object),
        "Namespace" => decode::<core::v1::Namespace>(object),
        "Pod" => decode::<core::v1::Pod>(object),
        "Deployment" => decode::<apps::v1::Deployment>(object),
        "StatefulSet" => decode::<apps::v1::StatefulSet>(object),
        "DaemonSet" => decode::<apps::v1::DaemonSet>(object),
        "Job" => decode::<batch::v1::Job>(object),
        "HorizontalPodAutoscaler" => decode::<autoscaling::v2::HorizontalPodAutoscaler>(object),
        "NetworkPolicy" => decode::<networking::v1::NetworkPolicy>(object),
        "PodDisruptionBudget" => decode::<policy::v1::PodDisruptionBudget>(object),
        _ => return Ok(()),
    };
    wrong.map_err(|why| {
        let name = object["metadata"]["name"].as_str().unwrap_or_default();
        let message = format!("failed to create typed patch object ({name}; {}): {why}", resource.api_version());
        Refusal::new(400, "BadRequest", message)
    })
}

fn decode<T: DeserializeOwned>(object: &Value) -> Result<(), String> {
    let mut unknown = Vec::new();
    let read: Result<T, _> = serde_ignored::deserialize(object.clone(), |path| unknown.push(path.to_string()));
    read.map_err(|error| error.to_string())?;
    match unknown.first() {
        Some(field) => Err(format!(".{field}: field not declared in schema")),
        None => Ok(()),
    }
}

/// Whether a namespace takes new objects.
pub(crate) fn namespace(store: &Store, resource: &Resource, namespace: &str, name: &str) -> Result<(), Refusal> {
    if !resource.namespaced {
        return Ok(());
    }
    let key = (String::new(), "namespaces".to_owned(), String::new(), namespace.to_owned());
    let live = store.objects.get(&key).ok_or_else(|| Refusal::not_found("namespaces", namespace))?;
    if live["metadata"]["deletionTimestamp"].is_string() {
        let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
        return Err(Refusal::forbidden(&resource.full(), name, &why));
    }
    Ok(())
}

/// How many pods a namespace may have.
pub(crate) fn quota(store: &Store, namespace: &str, name: &str) -> Result<(), String> {
    let used = store.within("pods", namespace).count();
    for ((_, _, _, quota), live) in store.within("resourcequotas", namespace) {
        let hard = &live["spec"]["hard"]["pods"];
        let limit = hard.as_u64().or_else(|| hard.as_str()?.parse().ok());
        if let Some(limit) = limit
            && used as u64 >= limit
        {
            return Err(format!(
                "pods \"{name}\" is forbidden: exceeded quota: {quota}, requested: pods=1, used: pods={used}, limited: \
                 pods={limit}"
            ));
        }
    }
    Ok(())
}
