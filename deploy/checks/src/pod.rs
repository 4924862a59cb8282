//! A pod by itself: the `restricted` Pod Security level and a little more
//! (<https://kubernetes.io/docs/concepts/security/pod-security-standards/>), requests and limits, probes, its end.

use serde_json::Value;

const TRACES_TO: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
/// Seconds that a service takes at most to send what is left, when its collector does not answer.
const PUSH_AT_END: u64 = 5;

pub(crate) fn check(pod: &Value, say: &mut impl FnMut(&str)) {
    let security = &pod["securityContext"];
    if security["runAsNonRoot"] != true || security["runAsUser"].as_u64().unwrap_or(0) == 0 {
        say("may run as root");
    }
    if security["seccompProfile"]["type"] != "RuntimeDefault" {
        say("has no seccomp profile RuntimeDefault");
    }
    if pod["automountServiceAccountToken"] != false {
        say("gets a service-account token");
    }
    for host in ["hostNetwork", "hostPID", "hostIPC"] {
        if pod[host] == true {
            say(&format!("uses the node's own ({host})"));
        }
    }
    let volumes = pod["volumes"].as_array().into_iter().flatten();
    if volumes.into_iter().any(|volume| volume.get("hostPath").is_some()) {
        say("mounts a path of the node");
    }
    let all = ["initContainers", "containers"].map(|kind| pod[kind].as_array().into_iter().flatten());
    all.into_iter().flatten().for_each(|container| rights(container, say));
    for container in pod["containers"].as_array().into_iter().flatten() {
        probes(container, say);
        end(pod, container, say);
    }
}

fn rights(container: &Value, say: &mut impl FnMut(&str)) {
    let security = &container["securityContext"];
    if security["allowPrivilegeEscalation"] != false || security["privileged"] == true {
        say("may gain rights");
    }
    if security["readOnlyRootFilesystem"] != true {
        say("writes to its root");
    }
    let dropped = security["capabilities"]["drop"].as_array();
    if !dropped.is_some_and(|drop| drop.contains(&"ALL".into())) || security["capabilities"].get("add").is_some() {
        say("keeps capabilities");
    }
    for (kind, resource) in [("requests", "cpu"), ("requests", "memory"), ("limits", "memory"), ("limits", "cpu")] {
        if container["resources"][kind].get(resource).is_none() {
            say(&format!("has no {kind} for {resource}"));
        }
    }
    let image = container["image"].as_str().unwrap_or_default();
    let digest = image.split_once("@sha256:").map(|(_, digest)| digest);
    if !digest.is_some_and(|digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        say(&format!("its image {image} is not named by digest"));
    }
    for variable in container["env"].as_array().into_iter().flatten() {
        let name = variable["name"].as_str().unwrap_or_default();
        let is_secret = ["PASSWORD", "TOKEN", "SECRET", "PASS"].iter().any(|word| name.ends_with(word));
        if is_secret && variable.get("value").is_some() {
            say(&format!("{name} stands in the manifest"));
        }
    }
}

fn probes(container: &Value, say: &mut impl FnMut(&str)) {
    let asks = |probe: &str| {
        let probe = container[probe].as_object()?;
        let how = ["httpGet", "exec", "tcpSocket", "grpc"].into_iter().find_map(|how| probe.get(how))?;
        Some(how.clone())
    };
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        if asks(probe).is_none() {
            say(&format!("has no {probe}"));
        }
    }
    // An exporter or a collector has one page for both; what serves people must tell them apart.
    let ours = matches!(container["name"].as_str(), Some("backend" | "web" | "load" | "postgres"));
    if ours && asks("readinessProbe") == asks("livenessProbe") {
        say("is started again when it is only not ready");
    }
}

fn end(pod: &Value, container: &Value, say: &mut impl FnMut(&str)) {
    let before = &container["lifecycle"]["preStop"];
    if before.is_null() {
        say("has no preStop");
    }
    let environment = |wanted: &str| {
        let variables = container["env"].as_array().into_iter().flatten();
        let found = variables.into_iter().find(|variable| variable["name"] == wanted)?;
        found["value"].as_str()?.parse::<u64>().ok()
    };
    let seconds = [
        before["sleep"]["seconds"].as_u64(),
        environment("MOVIE_GURU_DRAIN_NOTICE"),
        environment("MOVIE_GURU_DRAIN_LIMIT"),
    ];
    let pushes = container["env"].as_array().into_iter().flatten().any(|variable| variable["name"] == TRACES_TO);
    let needed: u64 = seconds.into_iter().flatten().sum::<u64>() + if pushes { PUSH_AT_END } else { 0 };
    let given = pod["terminationGracePeriodSeconds"].as_u64().unwrap_or(30);
    if needed >= given {
        say(&format!("is killed after {given} s, and needs {needed} s to drain"));
    }
}
