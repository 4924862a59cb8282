//! What the server adds to an object that does not say it: some of the defaults of Kubernetes, so that what is read back is
//! not what was written.

use serde_json::{Value, json};

fn of_ports(object: &mut Value) {
    match object["kind"].as_str() {
        Some("Service") => protocols(&mut object["spec"]["ports"]),
        Some("Pod") => of_containers(&mut object["spec"]),
        _ if object["spec"]["template"]["spec"].is_object() => of_containers(&mut object["spec"]["template"]["spec"]),
        _ => {}
    }
}

fn of_containers(spec: &mut Value) {
    for list in ["containers", "initContainers"] {
        for container in spec[list].as_array_mut().into_iter().flatten() {
            if container["ports"].is_array() {
                protocols(&mut container["ports"]);
            }
        }
    }
    prune(spec);
}

fn protocols(ports: &mut Value) {
    for port in ports.as_array_mut().into_iter().flatten() {
        default(port, "protocol", json!("TCP"));
    }
}

/// Looking into a Value makes nulls; they are none of ours.
fn prune(value: &mut Value) {
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
}

fn default(object: &mut Value, field: &str, value: Value) {
    if object[field].is_null() {
        object[field] = value;
    }
}

pub(crate) fn fill(object: &mut Value) {
    of_ports(object);
    match object["kind"].as_str().unwrap_or_default() {
        "Deployment" => {
            let spec = &mut object["spec"];
            default(spec, "replicas", json!(1));
            default(spec, "progressDeadlineSeconds", json!(600));
            default(spec, "revisionHistoryLimit", json!(10));
            default(
                spec,
                "strategy",
                json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}),
            );
            pod(&mut spec["template"]["spec"]);
        }
        "StatefulSet" => {
            let spec = &mut object["spec"];
            default(spec, "replicas", json!(1));
            default(spec, "podManagementPolicy", json!("OrderedReady"));
            default(spec, "updateStrategy", json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}));
            for claim in spec["volumeClaimTemplates"].as_array_mut().into_iter().flatten() {
                default(claim, "apiVersion", json!("v1"));
                default(claim, "kind", json!("PersistentVolumeClaim"));
                default(claim, "status", json!({"phase": "Pending"}));
                default(&mut claim["spec"], "volumeMode", json!("Filesystem"));
            }
            prune(spec);
            pod(&mut spec["template"]["spec"]);
        }
        "DaemonSet" => {
            default(&mut object["spec"], "updateStrategy", json!({"type": "RollingUpdate"}));
            pod(&mut object["spec"]["template"]["spec"]);
        }
        "Job" => pod(&mut object["spec"]["template"]["spec"]),
        "Pod" => {
            pod(&mut object["spec"]);
            default(object, "status", json!({"phase": "Pending"}));
        }
        "Service" => {
            let spec = &mut object["spec"];
            default(spec, "type", json!("ClusterIP"));
            default(spec, "clusterIP", json!("10.77.0.10"));
            default(spec, "sessionAffinity", json!("None"));
            for port in spec["ports"].as_array_mut().into_iter().flatten() {
                let number = port["port"].clone();
                default(port, "targetPort", number);
            }
            prune(spec);
        }
        "Secret" => default(object, "type", json!("Opaque")),
        "PersistentVolumeClaim" => default(object, "status", json!({"phase": "Bound"})),
        _ => {}
    }
}

fn pod(spec: &mut Value) {
    default(spec, "restartPolicy", json!("Always"));
    default(spec, "dnsPolicy", json!("ClusterFirst"));
    default(spec, "terminationGracePeriodSeconds", json!(30));
    default(spec, "schedulerName", json!("default-scheduler"));
    for container in spec["containers"].as_array_mut().into_iter().flatten() {
        default(container, "imagePullPolicy", json!("IfNotPresent"));
        default(container, "terminationMessagePath", json!("/dev/termination-log"));
        // It writes quantities in its own way.
        for group in ["requests", "limits"] {
            if let Some(cpu) = container["resources"][group]["cpu"].as_str()
                && let Some(cores) = cpu.strip_suffix("000m")
            {
                container["resources"][group]["cpu"] = json!(cores);
            }
            prune(&mut container["resources"]);
        }
        prune(container);
    }
}
