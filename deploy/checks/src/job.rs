//! A Job whose pods have a share each: as many at once as there are shares, each told how many, and an end to all of it.

use serde_json::Value;

use crate::object::{of_kind, selects};

pub(crate) fn check(job: &Value, objects: &[Value], say: &mut impl FnMut(&str)) {
    let spec = &job["spec"];
    let pods = spec["completions"].as_u64().unwrap_or(0);
    if spec["completionMode"] != "Indexed" || pods == 0 {
        say("its pods have no index");
    }
    if spec["parallelism"].as_u64() != Some(pods) {
        say("its pods do not all run at once");
    }
    let template = &spec["template"];
    let told = Value::from(pods.to_string());
    let containers = template["spec"]["containers"].as_array().into_iter().flatten();
    for variable in containers.flat_map(|container| container["env"].as_array().into_iter().flatten()) {
        if variable["name"] == "LOADTEST_PODS" && variable["value"] != told {
            say("its pods are told another number than there are");
        }
    }
    if template["spec"]["restartPolicy"] != "Never" {
        say("a share that failed is played again in its pod");
    }
    for limit in ["backoffLimitPerIndex", "activeDeadlineSeconds", "ttlSecondsAfterFinished"] {
        if spec[limit].as_u64().is_none() {
            say(&format!("has no {limit}"));
        }
    }
    let budgets = of_kind(objects, "PodDisruptionBudget");
    let mut own = budgets.filter(|budget| selects(&budget["spec"]["selector"], &template["metadata"]["labels"]));
    // Kubernetes does not know how many pods a Job should have: "Specifying a Disruption Budget for your Application".
    if own.any(|budget| budget["spec"]["minAvailable"].as_u64() != Some(pods)) {
        say("its PodDisruptionBudget does not keep all of its pods");
    }
}
