//! What the API's document (`/openapi.json`) says besides what handlers say of themselves.

use movie_guru_service::Problem;
use movie_guru_service::openapi::for_each_operation;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, PartialSchema};

use crate::rules::{Alert, AlertState, AlertingRule, Health, RuleGroup};
use crate::slos::MistakeView;

/// The document before any operation is in it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Movie Guru: the monitor",
        description = "SLOs and alerts, to read and to write; and what was measured, by Prometheus' own API.\n\n\
            SLOs and alert policies are OpenSLO, as YAML or JSON. Errors of these calls are problem documents (RFC 9457, \
            `application/problem+json`), with the line of each mistake.\n\n\
            Below `/api/v1` is the API of Prometheus 2.42, in its own form: \
            <https://prometheus.io/docs/prometheus/2.42/querying/api/> tells what `data` is. `docs/monitor.md` has what differs.\n\n\
            Not in here: the pages.",
    ),
    components(schemas(MistakeView, RuleGroup, AlertingRule, Alert, AlertState, Health)),
    modifiers(&Forms, &Locks),
    tags(
        (name = "SLOs", description = "Objectives: how they stand, and changes"),
        (name = "Alerts", description = "Alert policies, what fires, and the inbox"),
        (name = "Charts", description = "What pages draw"),
        (name = "Prometheus", description = "Prometheus' API"),
        (name = "The lab", description = "Where the monitor runs inside `lab`"),
        (name = "The service itself", description = "Probes, metrics, and this document"),
    ),
)]
pub(crate) struct Api;

/// The forms of errors: of most calls, and of charts.
struct Forms;

impl Modify for Forms {
    fn modify(&self, api: &mut Document) {
        let error = ObjectBuilder::new().schema_type(Type::String);
        let no_reading = ObjectBuilder::new().property("error", error).required("error");
        let schemas = &mut api.components.get_or_insert_default().schemas;
        schemas.insert("NoReading".to_owned(), no_reading.into());
        let problem = Problem::described([("errors", Vec::<MistakeView>::schema())]);
        schemas.insert("Problem".to_owned(), problem);
    }
}

/// What opens what.
struct Locks;

impl Modify for Locks {
    fn modify(&self, api: &mut Document) {
        let admin = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let admin = admin.description(Some("The admin token, where the lab was started with one (`--admin-token`)"));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("admin", SecurityScheme::Http(admin.build()));
    }
}

/// A call that may be asked by GET and by POST is two operations, and each has a name.
pub(crate) fn name_apart(operations: &mut Paths) {
    let mut seen = std::collections::BTreeSet::new();
    for_each_operation(operations, |_, operation| {
        if let Some(name) = &mut operation.operation_id
            && !seen.insert(name.clone())
        {
            name.push_str("_too");
            seen.insert(name.clone());
        }
    });
}
