//! The way of traces: what a service is told, through the closed network, into the collector's pipelines and out to Google.

mod configuration;

use serde_json::{Value, json};

use crate::rendered::{overlays, workload};
use configuration::Configuration;

const SERVICES: [&str; 3] = ["backend", "web", "load"];

/// The overlays with a collector.
fn with_collector() -> Vec<&'static (String, Vec<Value>)> {
    let collector = |objects: &[Value]| object(objects, "Deployment", "collector").is_some();
    overlays().into_iter().flatten().filter(|(_, objects)| collector(objects)).collect()
}

fn object<'a>(objects: &'a [Value], kind: &str, name: &str) -> Option<&'a Value> {
    objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name)
}

fn variables(objects: &[Value], service: &str) -> Vec<Value> {
    let pod = &workload(objects, service)["spec"]["template"]["spec"];
    pod["containers"][0]["env"].as_array().unwrap().clone()
}

fn variable(objects: &[Value], service: &str, name: &str) -> Value {
    let found = variables(objects, service).into_iter().find(|variable| variable["name"] == name);
    found.unwrap_or_else(|| panic!("{service} has no {name}"))
}

#[test]
fn every_service_sends_one_of_ten_traces_to_the_collector() {
    for (overlay, objects) in with_collector() {
        let service = &object(objects, "Service", "collector").unwrap()["spec"]["ports"][0];
        let port = service["port"].as_u64().unwrap();
        for name in SERVICES {
            let value = |variable_name: &str| variable(objects, name, variable_name)["value"].clone();
            let endpoint = format!("http://collector:{port}");
            assert_eq!(value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), endpoint, "{overlay}: {name}");
            assert_eq!(value("OTEL_TRACES_SAMPLER"), "parentbased_traceidratio", "{overlay}: {name}");
            assert_eq!(value("OTEL_TRACES_SAMPLER_ARG"), "0.1", "{overlay}: {name}");
            // Metrics leave a pod one way, and Managed Prometheus asks for them.
            let also = variables(objects, name);
            let pushed = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];
            assert!(!also.iter().any(|variable| pushed.contains(&variable["name"].as_str().unwrap())), "{overlay}");
        }
    }
}

#[test]
fn every_service_says_where_it_runs_and_where_its_traces_are() {
    for (overlay, objects) in with_collector() {
        for name in SERVICES {
            let all = variables(objects, name);
            let place = |wanted: &str| all.iter().position(|variable| variable["name"] == wanted);
            let attributes = all[place("OTEL_RESOURCE_ATTRIBUTES").unwrap()]["value"].as_str().unwrap();
            let said: Vec<_> = attributes.split(',').map(|pair| pair.split_once('=').unwrap()).collect();
            for wanted in ["service.namespace", "service.instance.id", "k8s.pod.name", "k8s.namespace.name"] {
                assert!(said.iter().any(|(key, _)| *key == wanted), "{overlay}: {name} does not say its {wanted}");
            }
            for (key, value) in said {
                // Kubernetes leaves a reference to a variable as it stands, unless the variable is there before.
                let named = value.strip_prefix("$(").and_then(|value| value.strip_suffix(')'));
                let named = named.unwrap_or_else(|| panic!("{overlay}: {name}: {key} is {value} for every pod"));
                let before = place(named) < place("OTEL_RESOURCE_ATTRIBUTES") && place(named).is_some();
                assert!(before, "{overlay}: {name}: {named} is not there before it is used");
            }
            let project = &variable(objects, name, "GOOGLE_CLOUD_PROJECT")["valueFrom"]["configMapKeyRef"];
            assert_eq!(project, &json!({"name": "google-cloud", "key": "project", "optional": true}));
        }
    }
}

/// Whether a NetworkPolicy of pods with this label lets this port through to or from pods with that one.
fn lets_through(objects: &[Value], direction: &str, of: &str, peer: &str, port: &str) -> bool {
    let selects = |selector: &Value, name: &str| {
        let expressions = selector["matchExpressions"].as_array().into_iter().flatten();
        let named = expressions.flat_map(|expression| expression["values"].as_array().into_iter().flatten());
        named.chain([&selector["matchLabels"]["app.kubernetes.io/name"]]).any(|value| value == name)
    };
    let (rules, peers) = if direction == "Egress" { ("egress", "to") } else { ("ingress", "from") };
    let policies = objects.iter().filter(|object| object["kind"] == "NetworkPolicy");
    let of_pod = policies.filter(|policy| selects(&policy["spec"]["podSelector"], of));
    let mut rules = of_pod.flat_map(|policy| policy["spec"][rules].as_array().into_iter().flatten());
    rules.any(|rule| {
        let mut ports = rule["ports"].as_array().into_iter().flatten();
        let mut peers = rule[peers].as_array().into_iter().flatten();
        ports.any(|own| own["port"] == port) && peers.any(|own| selects(&own["podSelector"], peer))
    })
}

#[test]
fn the_closed_network_lets_traces_through() {
    for (overlay, objects) in with_collector() {
        for name in SERVICES {
            assert!(lets_through(objects, "Egress", name, "collector", "otlp"), "{overlay}: not out of {name}");
            assert!(lets_through(objects, "Ingress", "collector", name, "otlp"), "{overlay}: not in from {name}");
        }
        assert!(!lets_through(objects, "Ingress", "collector", "postgres", "otlp"), "{overlay}");
    }
}

#[test]
fn the_collectors_pipelines_lead_from_its_port_to_google() {
    for (overlay, objects) in with_collector() {
        let map = |object: &&Value| object["kind"] == "ConfigMap" && object["data"]["config.yaml"].is_string();
        let text = objects.iter().find(map).unwrap()["data"]["config.yaml"].as_str().unwrap();
        let configuration = Configuration::read(text).unwrap_or_else(|error| panic!("{overlay}: {error}"));
        assert_eq!(configuration.problems(), Vec::<String>::new(), "{overlay}");
        assert_eq!(configuration.exporters_of("traces"), ["googlecloud"], "{overlay}");
        assert_eq!(configuration.exporters_of("metrics"), ["googlemanagedprometheus"], "{overlay}");
        let container = &workload(objects, "collector")["spec"]["template"]["spec"]["containers"][0];
        let ports = container["ports"].as_array().unwrap();
        for (name, listens) in [("otlp", configuration.otlp()), ("health", configuration.health())] {
            let port = ports.iter().find(|port| port["name"] == name).unwrap()["containerPort"].to_string();
            assert_eq!(listens.rsplit_once(':').unwrap().1, port, "{overlay}: {name}");
        }
    }
    assert!(overlays().is_none() || with_collector().len() >= 3);
}

#[test]
fn a_mistake_in_the_collectors_configuration_is_found() {
    let good = include_str!("../../../../k8s/components/collector/config.yaml");
    let misspelt = good.replace("check_interval", "check_intervall");
    assert!(Configuration::read(&misspelt).unwrap_err().contains("check_intervall"));
    for (from, to, said) in [
        ("exporters: [googlecloud]", "exporters: [googletrace]", "traces: there is no exporter googletrace"),
        (
            "[memory_limiter, resourcedetection, batch]",
            "[resourcedetection, batch]",
            "traces: memory_limiter is not first",
        ),
        (
            "[memory_limiter, resourcedetection, batch]",
            "[memory_limiter, batch, resourcedetection]",
            "batch is not last",
        ),
        ("extensions: [health_check]", "extensions: [zpages]", "there is no extension zpages"),
    ] {
        let problems = Configuration::read(&good.replace(from, to)).unwrap().problems();
        assert!(problems.iter().any(|problem| problem.contains(said)), "{to}: {problems:?}");
    }
}
