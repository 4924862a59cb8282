//! What becomes of the SLOs by each kind of change, whether the API or a page asks for it.

use jiff::Timestamp;
use movie_guru_slo::{Kind, KnownMetrics};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::documents::{Change, Documents, Id};
use super::refused::{BODY, Refused};
use super::unmatched::Unmatched;

/// What became of an object that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
pub struct Applied {
    /// `SLO`, `AlertPolicy`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// `created`, `changed` or `unchanged`.
    pub change: String,
}

/// What is to be said of an SLO that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, ToSchema)]
pub struct Warning {
    /// Its name.
    pub slo: String,
    /// What no series matches.
    #[serde(flatten)]
    pub unmatched: Unmatched,
}

/// What is changed, what may be named, and when that is.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) documents: &'a Documents,
    pub(super) catalogue: &'a KnownMetrics,
    pub(super) now: Timestamp,
}

/// What there is afterwards, and what is told of it.
type After<T> = Result<(Documents, T), Refused>;

impl Before<'_> {
    fn with(self, text: &str) -> Result<Change, Refused> {
        Ok(self.documents.changed(text, BODY, self.catalogue, self.now)?)
    }

    /// With every object of a text.
    pub(super) fn apply(self, text: &str) -> After<Vec<Applied>> {
        let change = self.with(text)?;
        let applied = applied(self.documents, &change);
        Ok((change.after, applied))
    }

    /// With one SLO and what it needs. Whether it is new.
    pub(super) fn put_slo(self, name: &str, text: &str) -> After<bool> {
        let change = self.with(text)?;
        only(&change.objects, Kind::Slo, Some(name))?;
        Ok((change.after, self.documents.slo(name).is_none()))
    }

    /// With one alert policy, which SLOs name; they come with commas between. Whether it is new.
    pub(super) fn put_alert(self, name: &str, text: &str, slos: &str) -> After<bool> {
        let change = self.with(text)?;
        only(&change.objects, Kind::AlertPolicy, Some(name))?;
        let mut after = change.after;
        for slo in slos.split(',').map(str::trim).filter(|slo| !slo.is_empty()) {
            after
                .slo(slo)
                .ok_or_else(|| Refused::Senseless(format!("Nothing was changed: there is no SLO `{slo}`.")))?;
            after = after.with_policy(name, slo, true, self.catalogue, self.now)?;
        }
        Ok((after, self.documents.object(Kind::AlertPolicy, name).is_none()))
    }

    /// Without an SLO; its policies stay, for other SLOs may name them.
    pub(super) fn remove_slo(self, name: &str) -> After<()> {
        self.documents.slo(name).ok_or_else(|| Refused::missing("SLO", name))?;
        Ok((self.documents.without(Kind::Slo, name, self.catalogue, self.now)?, ()))
    }

    /// Without an alert policy. Where SLOs name it that is refused, or with `detach` they no longer do.
    pub(super) fn remove_alert(self, name: &str, detach: bool) -> After<()> {
        let naming: Vec<String> = self.documents.naming(name).into_iter().map(str::to_owned).collect();
        removable(self.documents, name, &naming, detach)?;
        let mut after = self.documents.clone();
        for slo in naming {
            after = after.with_policy(name, &slo, false, self.catalogue, self.now)?;
        }
        Ok((after.without(Kind::AlertPolicy, name, self.catalogue, self.now)?, ()))
    }
}

fn removable(documents: &Documents, name: &str, naming: &[String], detach: bool) -> Result<(), Refused> {
    if documents.object(Kind::AlertPolicy, name).is_none() {
        return Err(match naming.first() {
            Some(slo) => {
                let detail = format!("The alert policy `{name}` stands inside the SLO `{slo}`; change that one.");
                Refused::Conflict(detail)
            }
            None => Refused::missing("alert policy", name),
        });
    }
    if naming.is_empty() || detach {
        return Ok(());
    }
    let detail = format!(
        "SLOs name the alert policy `{name}`: {}. Take it out of their alertPolicies first, or delete it with \
         ?detach=true, which does that.",
        naming.join(", ")
    );
    Err(Refused::Conflict(detail))
}

/// What each object is afterwards that it was not before.
fn applied(before: &Documents, change: &Change) -> Vec<Applied> {
    let each = change.objects.iter().map(|(kind, name)| {
        let (old, new) = (before.object(*kind, name), change.after.object(*kind, name));
        let change = match old {
            None => "created",
            Some(_) if old == new => "unchanged",
            Some(_) => "changed",
        };
        Applied { kind: kind.to_string(), name: name.clone(), change: change.to_owned() }
    });
    each.collect()
}

/// The one object of a kind among those that were sent; what it needs may stand beside it. `wanted` is the name in the
/// path.
pub(super) fn only(objects: &[Id], kind: Kind, wanted: Option<&str>) -> Result<String, Refused> {
    let refused = |field: &'static str, detail: String| Err(Refused::Unfit { field, detail });
    if kind == Kind::AlertPolicy && objects.iter().any(|(of, _)| *of == Kind::Slo) {
        return refused(
            "kind",
            "cannot be SLO here; PUT /api/slos/NAME takes an SLO together with its alerts".to_owned(),
        );
    }
    let named: Vec<&str> = objects.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name.as_str()).collect();
    match (named.as_slice(), wanted) {
        ([name], Some(wanted)) if *name != wanted => {
            refused("metadata.name", format!("must be the name in the path, `{wanted}`, not `{name}`"))
        }
        ([name], _) => Ok((*name).to_owned()),
        (names, _) => refused("kind", format!("must be {kind} in exactly one object, not in {}", names.len())),
    }
}
