//! What a namespace's quotas leave, and what a bundle takes of it
//! (<https://kubernetes.io/docs/concepts/policy/resource-quotas/>).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::bundle::Bundle;
use crate::calls::list;
use crate::kind::Kind;
use crate::object::{items, name};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// What a quota allows of one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// The name of the ResourceQuota.
    pub name: String,
    /// `requests.cpu`
    pub resource: String,
    /// How much there may be, in the resource's own unit: cores, bytes, pods.
    pub hard: f64,
    /// How much there is.
    pub used: f64,
    /// The same two as the cluster writes them.
    pub shown: (String, String),
}

/// All quotas of a namespace, a resource each. What is no quantity is left out.
pub(crate) async fn quotas(wire: &Wire, namespace: &str) -> Result<Vec<Quota>, Trouble> {
    let found = list(wire, &Kind::core("ResourceQuota"), Some(namespace), "").await?.unwrap_or_default();
    let of = |object: &Value| {
        let hard = object["spec"]["hard"].as_object().into_iter().flatten();
        let quota = |(resource, hard): (&String, &Value)| {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let used = match &object["status"]["used"][resource] {
                Value::Null => "0".to_owned(),
                used => text(used),
            };
            let shown = (text(hard), used);
            let (hard, used) = (quantity(&shown.0)?, quantity(&shown.1)?);
            Some(Quota { name: name(object).to_owned(), resource: resource.clone(), hard, used, shown })
        };
        hard.filter_map(quota).collect::<Vec<_>>()
    };
    Ok(found.iter().flat_map(of).collect())
}

impl Bundle {
    /// What its pods take once all are there, by the names that quotas have for it: `pods`, `requests.cpu` in cores,
    /// `limits.memory` in bytes, and so on.
    pub fn takes(&self) -> BTreeMap<String, f64> {
        let mut takes = BTreeMap::new();
        for object in &self.objects {
            if !matches!(object["kind"].as_str(), Some("Deployment" | "StatefulSet")) {
                continue;
            }
            let replicas = object["spec"]["replicas"].as_f64().unwrap_or(1.0);
            let mut add = |resource: String, number: f64| *takes.entry(resource).or_default() += number * replicas;
            add("pods".to_owned(), 1.0);
            for container in items(&object["spec"]["template"]["spec"]["containers"]) {
                for part in ["requests", "limits"] {
                    for (resource, number) in container["resources"][part].as_object().into_iter().flatten() {
                        let number = number.as_str().and_then(quantity).or(number.as_f64()).unwrap_or_default();
                        add(format!("{part}.{resource}"), number);
                    }
                }
            }
        }
        // Quotas call what is asked for by its plain name as well.
        for plain in ["cpu", "memory"] {
            if let Some(number) = takes.get(&format!("requests.{plain}")).copied() {
                takes.insert(plain.to_owned(), number);
            }
        }
        takes
    }
}

/// A quantity as a number: `500m`, `2`, `1.5Gi`, `1e3`.
fn quantity(text: &str) -> Option<f64> {
    let units = [
        ("Ki", 1024.0),
        ("Mi", 1024.0 * 1024.0),
        ("Gi", 1024.0 * 1024.0 * 1024.0),
        ("Ti", 1024.0 * 1024.0 * 1024.0 * 1024.0),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("", 1.0),
    ];
    let (number, unit) = units.into_iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))?;
    number.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * unit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn quantities_are_read_as_kubernetes_writes_them() {
        for (text, number) in
            [("500m", 0.5), ("2", 2.0), ("1.5Gi", 1.5 * 1024.0 * 1024.0 * 1024.0), ("1e3", 1000.0), ("10k", 10_000.0)]
        {
            assert_eq!(quantity(text), Some(number), "{text}");
        }
        assert_eq!((quantity("much"), quantity("")), (None, None));
    }

    #[test]
    fn what_pods_take_is_summed_up() {
        let container =
            json!({"resources": {"requests": {"cpu": "250m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}}});
        let objects = vec![
            json!({"kind": "Deployment", "spec": {"replicas": 2, "template": {"spec": {"containers": [container, container]}}}}),
            json!({"kind": "StatefulSet", "spec": {"template": {"spec": {"containers": [{}]}}}}),
            json!({"kind": "Service"}),
        ];
        let takes = Bundle { name: String::new(), namespace: String::new(), objects }.takes();
        let mega = 1024.0 * 1024.0;
        let wanted = [
            ("cpu", 1.0),
            ("limits.memory", 512.0 * mega),
            ("memory", 256.0 * mega),
            ("pods", 3.0),
            ("requests.cpu", 1.0),
            ("requests.memory", 256.0 * mega),
        ];
        assert_eq!(takes, wanted.map(|(resource, number)| (resource.to_owned(), number)).into());
    }
}
