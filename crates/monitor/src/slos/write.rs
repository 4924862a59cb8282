//! What changes SLOs and alerts, whether the API or a page asks for it; and whether it may.

use std::sync::Arc;

use http::StatusCode;
use movie_guru_slo::Kind;
use sha2::{Digest, Sha256};

use super::board::Board;
use super::documents::{Change, Documents, Id};
use super::problem::{Applied, BODY, Mistake, Problem, Warning};

impl Board {
    /// Whether changes need a token.
    pub(crate) const fn wants_token(&self) -> bool {
        self.admin_token.is_some()
    }

    /// Whether this is the token, where one is needed.
    pub(crate) fn check_token(&self, given: &[u8]) -> Result<(), Problem> {
        let Some(wanted) = &self.admin_token else { return Ok(()) };
        // Compared by their hashes, so that the time it takes tells nothing of the token.
        if Sha256::digest(given) == Sha256::digest(wanted.as_bytes()) {
            return Ok(());
        }
        let detail = "This needs the admin token: in a call as the header Authorization: Bearer <admin token>.";
        Err(Problem::new(StatusCode::UNAUTHORIZED, detail))
    }

    /// Takes every object of a text, or none of them.
    pub(crate) async fn apply(self: &Arc<Self>, text: String) -> Result<Vec<Applied>, Problem> {
        self.change(&text.clone(), move |documents, catalogue, now| {
            let change = documents.changed(&text, BODY, catalogue, now)?;
            let applied = applied(documents, &change);
            Ok((change.after, applied))
        })
        .await
    }

    /// What is to be said of SLOs that were taken: what of them no series matches.
    pub(crate) async fn warnings(&self, applied: &[Applied]) -> Vec<Warning> {
        let sent = |kind: Kind, name: &str| {
            applied.iter().any(|object| object.kind == kind.to_string() && (name.is_empty() || object.name == name))
        };
        let set = self.documents().set();
        let mut warnings = Vec::new();
        // An SLI that stands by itself may be that of any SLO.
        for slo in set.slos.iter().filter(|slo| sent(Kind::Sli, "") || sent(Kind::Slo, &slo.metadata.name)) {
            let of_slo = self.unmatched(slo, None, (self.clock)()).await;
            warnings.extend(of_slo.into_iter().map(|unmatched| Warning { slo: slo.metadata.name.clone(), unmatched }));
        }
        warnings
    }

    /// Takes one SLO, with what it needs. Whether it is new.
    pub(crate) async fn put_slo(self: &Arc<Self>, name: String, text: String) -> Result<bool, Problem> {
        self.change(&text.clone(), move |documents, catalogue, now| {
            let change = documents.changed(&text, BODY, catalogue, now)?;
            only(&change.objects, Kind::Slo, Some(&name))?;
            Ok((change.after, documents.slo(&name).is_none()))
        })
        .await
    }

    /// Takes one alert policy, and has SLOs name it; they come with commas between. Whether it is new.
    pub(crate) async fn put_alert(self: &Arc<Self>, name: String, text: String, slos: String) -> Result<bool, Problem> {
        self.change(&text.clone(), move |documents, catalogue, now| {
            let change = documents.changed(&text, BODY, catalogue, now)?;
            only(&change.objects, Kind::AlertPolicy, Some(&name))?;
            let mut after = change.after;
            for slo in slos.split(',').map(str::trim).filter(|slo| !slo.is_empty()) {
                after
                    .slo(slo)
                    .ok_or_else(|| Problem::unprocessable(format!("Nothing was changed: there is no SLO `{slo}`.")))?;
                after = after.with_policy(&name, slo, true, catalogue, now)?;
            }
            Ok((after, documents.object(Kind::AlertPolicy, &name).is_none()))
        })
        .await
    }

    /// Deletes an SLO; its policies stay, for other SLOs may name them.
    pub(crate) async fn remove_slo(self: &Arc<Self>, name: String) -> Result<(), Problem> {
        self.change("", move |documents, catalogue, now| {
            documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
            Ok((documents.without(Kind::Slo, &name, catalogue, now)?, ()))
        })
        .await
    }

    /// Deletes an alert policy. Where SLOs name it that is refused, or with `detach` they no longer do.
    pub(crate) async fn remove_alert(self: &Arc<Self>, name: String, detach: bool) -> Result<(), Problem> {
        self.change("", move |documents, catalogue, now| {
            let naming: Vec<String> = documents.naming(&name).into_iter().map(str::to_owned).collect();
            removable(documents, &name, &naming, detach)?;
            let mut after = documents.clone();
            for slo in naming {
                after = after.with_policy(&name, &slo, false, catalogue, now)?;
            }
            Ok((after.without(Kind::AlertPolicy, &name, catalogue, now)?, ()))
        })
        .await
    }

    /// Somebody has seen all messages up to one.
    pub(crate) async fn read_messages(self: &Arc<Self>, id: u64, and_older: bool) -> bool {
        let there = self.book().inbox.mark_read(id, and_older);
        if there {
            self.keep_book().await;
        }
        there
    }
}

fn removable(documents: &Documents, name: &str, naming: &[String], detach: bool) -> Result<(), Problem> {
    if documents.object(Kind::AlertPolicy, name).is_none() {
        return Err(match naming.first() {
            Some(slo) => {
                let detail = format!("The alert policy `{name}` stands inside the SLO `{slo}`; change that one.");
                Problem::new(StatusCode::CONFLICT, detail)
            }
            None => Problem::not_found("alert policy", name),
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
    Err(Problem::new(StatusCode::CONFLICT, detail))
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
pub(super) fn only(objects: &[Id], kind: Kind, wanted: Option<&str>) -> Result<String, Problem> {
    let refused = |field: &str, detail: String| {
        let problem = Problem::unprocessable(format!("Nothing was changed: {field} {detail}"));
        Err(problem.with(Mistake { object: None, line: 0, column: 0, field: field.to_owned(), detail }))
    };
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
