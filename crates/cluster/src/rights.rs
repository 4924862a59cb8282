//! Which rights we have, as the API server itself decides (`SelfSubjectAccessReview`).

use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use serde_json::json;

use crate::calls::{AT_ONCE, create};
use crate::kind::Kind;
use crate::trouble::Trouble;
use crate::wire::Wire;

/// A right that somebody has or has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Right {
    /// `create`
    pub verb: String,
    /// The API group, `apps`; empty for the core's.
    pub group: String,
    /// `deployments`, or `pods/portforward`
    pub resource: String,
    /// In this namespace; none: in all.
    pub namespace: Option<String>,
}

pub(crate) async fn may(wire: &Wire, rights: &[Right]) -> Result<Vec<bool>, Trouble> {
    let asked: Vec<_> = rights.iter().map(|right| has(wire, right)).collect();
    stream::iter(asked).buffered(AT_ONCE).try_collect().await
}

async fn has(wire: &Wire, right: &Right) -> Result<bool, Trouble> {
    let kind = Kind::new("authorization.k8s.io", "v1", "SelfSubjectAccessReview");
    let (resource, part) = right.resource.split_once('/').unwrap_or((&right.resource, ""));
    let review = json!({
        "apiVersion": kind.api_version(),
        "kind": kind.kind,
        "spec": {"resourceAttributes": {
            "verb": right.verb,
            "group": right.group,
            "resource": resource,
            "subresource": part,
            "namespace": right.namespace.as_deref().unwrap_or_default(),
        }},
    });
    let answer = create(wire, &kind, None, &review).await?;
    Ok(answer.is_some_and(|answer| answer["status"]["allowed"] == true))
}
