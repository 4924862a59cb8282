//! What is wanted for a team: dashboards, channels, and what `lab slo render --to gcp` writes, made this team's.

use serde_json::{Value, json};
use url::Url;

use super::scope::Scope;
use super::settle::Wanted;
use super::site::{Kind, Site, id};
use crate::trouble::Trouble;

/// A dashboard, as `dashboards/gcp` has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dashboard {
    /// The file's name without its ending: `login`.
    pub name: String,
    /// The body of the API's request.
    pub body: Value,
}

/// Where alerts go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// To a mailbox.
    Email(String),
    /// As JSON to an address, which may have a token in its query.
    Webhook(Url),
}

/// What SLOs and alerts are on Cloud Monitoring.
pub(super) struct Objectives {
    pub(super) services: Vec<Wanted>,
    /// With the service's id.
    pub(super) slos: Vec<(String, Vec<Wanted>)>,
    pub(super) policies: Vec<Wanted>,
}

pub(super) fn dashboards(site: &Site, scope: &Scope, dashboards: &[Dashboard]) -> Result<Vec<Wanted>, Trouble> {
    let kind = Kind::dashboards();
    let wanted = dashboards.iter().map(|Dashboard { name, body }| {
        let mut body = body.clone();
        scope.narrow(&mut body)?;
        title(&mut body, &site.team);
        Ok(Wanted::new(site, &kind, name, format!("movie-guru-{}-{name}", site.team), body))
    });
    wanted.collect()
}

pub(super) fn channels(site: &Site, channels: &[Channel]) -> Vec<Wanted> {
    let kind = Kind::channels();
    let wanted = channels.iter().map(|channel| {
        let (item, mut body) = match channel {
            Channel::Email(address) => {
                (format!("email {address}"), json!({"type": "email", "labels": {"email_address": address}}))
            }
            Channel::Webhook(url) => {
                (format!("webhook {url}"), json!({"type": "webhook_tokenauth", "labels": {"url": url.as_str()}}))
            }
        };
        body["displayName"] = match channel {
            Channel::Email(address) => format!("{}: {address}", site.team),
            // What follows the host may be secret.
            Channel::Webhook(url) => format!("{}: {}", site.team, url.host_str().unwrap_or("webhook")),
        }
        .into();
        Wanted::new(site, &kind, &item, String::new(), body)
    });
    wanted.collect()
}

/// Of `{"services": […], "serviceLevelObjectives": […], "alertPolicies": […]}`.
pub(super) fn objectives(site: &Site, scope: &Scope, rendered: &Value) -> Objectives {
    let list = |member: &str| rendered[member].as_array().map(Vec::as_slice).unwrap_or_default();
    let own_id = |service: &str| format!("{}-{service}", site.team);
    let kind = Kind::services();
    let services = list("services").iter().map(|service| {
        let id = own_id(id(service));
        let mut body = nameless(service);
        body["displayName"] = format!("{} ({})", text(&body["displayName"]), site.team).into();
        Wanted::new(site, &kind, &id, id.clone(), body)
    });
    let services: Vec<_> = services.collect();
    let mut slos: Vec<(String, Vec<Wanted>)> = services.iter().map(|one| (one.id.clone(), Vec::new())).collect();
    for slo in list("serviceLevelObjectives") {
        let service = own_id(text(&slo["name"]).split('/').nth(3).unwrap_or_default());
        let mut body = nameless(slo);
        filters(&mut body["serviceLevelIndicator"], scope);
        let kind = Kind::slos_of(&service);
        let wanted = Wanted::new(site, &kind, id(slo), id(slo).to_owned(), body);
        if let Some((_, of_service)) = slos.iter_mut().find(|(id, _)| *id == service) {
            of_service.push(wanted);
        }
    }
    let kind = Kind::policies();
    let policies = list("alertPolicies").iter().map(|policy| {
        let mut body = policy.clone();
        title(&mut body, &site.team);
        let severity = if body["userLabels"]["severity"] == "page" { "CRITICAL" } else { "WARNING" };
        body["severity"] = severity.into();
        for condition in body["conditions"].as_array_mut().into_iter().flatten() {
            let filter = &mut condition["conditionThreshold"]["filter"];
            let service = format!("/services/{}-", site.team);
            *filter = text(filter).replacen("/services/", &service, 1).into();
        }
        let item = format!("{}--{}", text(&body["userLabels"]["slo"]), text(&body["userLabels"]["policy"]));
        Wanted::new(site, &kind, &item, String::new(), body)
    });
    Objectives { policies: policies.collect(), services, slos }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn title(body: &mut Value, team: &str) {
    body["displayName"] = format!("{team}: {}", text(&body["displayName"])).into();
}

/// The name is said in the address, and Google answers with the project's number in it.
fn nameless(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("name");
    }
    body
}

/// Narrows every filter of an indicator.
fn filters(indicator: &mut Value, scope: &Scope) {
    for (field, value) in indicator.as_object_mut().into_iter().flatten() {
        if field.ends_with("Filter") {
            *value = scope.filter(text(value)).into();
        } else {
            filters(value, scope);
        }
    }
}
