//! Kinds without published Rust types, as far as the manifests use them. Their references:
//! <https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md>,
//! <https://gateway-api.sigs.k8s.io/reference/spec/>,
//! <https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources>.
#![expect(dead_code, reason = "fields are there to be decoded")]

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use serde::Deserialize;
use serde_json::Value;

macro_rules! object {
    ($name:ident, $spec:ty) => {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(super) struct $name {
            api_version: String,
            kind: String,
            metadata: ObjectMeta,
            spec: $spec,
        }
    };
}

object!(PodMonitoring, PodMonitoringSpec);
object!(Gateway, GatewaySpec);
object!(HttpRoute, HttpRouteSpec);
object!(HealthCheckPolicy, Policy<HealthCheck>);
object!(BackendPolicy, Policy<Backend>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PodMonitoringSpec {
    selector: LabelSelector,
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    port: Value,
    interval: String,
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GatewaySpec {
    gateway_class_name: String,
    listeners: Vec<Listener>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listener {
    name: String,
    port: u16,
    protocol: Protocol,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Protocol {
    Http,
    Https,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HttpRouteSpec {
    parent_refs: Vec<ParentRef>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ParentRef {
    name: String,
    section_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rule {
    backend_refs: Option<Vec<BackendRef>>,
    filters: Option<Vec<Filter>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackendRef {
    name: String,
    port: u16,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Filter {
    RequestRedirect { request_redirect: Redirect },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Redirect {
    scheme: String,
    status_code: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Policy<T> {
    target_ref: TargetRef,
    default: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetRef {
    group: String,
    kind: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HealthCheck {
    check_interval_sec: u32,
    timeout_sec: u32,
    healthy_threshold: u32,
    unhealthy_threshold: u32,
    config: HealthCheckConfig,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HealthCheckConfig {
    #[serde(rename = "type")]
    kind: Protocol,
    http_health_check: HttpHealthCheck,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HttpHealthCheck {
    port: u16,
    request_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Backend {
    timeout_sec: u32,
    connection_draining: Draining,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Draining {
    draining_timeout_sec: u32,
}
