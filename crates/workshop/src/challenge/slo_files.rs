//! The project's folder `slos/`, as it travels in the binary, and what of it a model answer puts on the board.

use std::collections::BTreeSet;

use rust_embed::RustEmbed;
use serde_json::Value;

use super::written::ModelAnswer;

#[derive(RustEmbed)]
#[folder = "../../slos"]
struct Files;

/// A file of the folder by its name.
pub fn slo_file(name: &str) -> Option<String> {
    Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

impl ModelAnswer {
    /// What is to be in the monitor, as OpenSLO, without SLOs that are `there` already; none where no SLO is left.
    pub fn openslo(&self, there: &BTreeSet<&str>) -> Option<String> {
        let texts: Vec<_> = self.slos.iter().filter_map(|file| slo_file(file)).collect();
        let objects = texts.iter().flat_map(|text| serde_saphyr::from_multiple::<Value>(text).unwrap_or_default());
        let is_slo = |object: &Value| object["kind"] == "SLO";
        let is_there = |object: &Value| object["metadata"]["name"].as_str().is_some_and(|name| there.contains(name));
        let is_meant = |object: &Value| if is_slo(object) { !is_there(object) } else { !self.without_alerts };
        let mut kept: Vec<_> = objects.filter(is_meant).collect();
        if self.without_alerts {
            let specs = kept.iter_mut().filter_map(|object| object["spec"].as_object_mut());
            specs.for_each(|spec| drop(spec.remove("alertPolicies")));
        }
        let some = kept.iter().any(is_slo);
        // JSON is YAML.
        some.then(|| kept.iter().map(Value::to_string).collect::<Vec<_>>().join("\n---\n"))
    }
}
