//! Makes a project have what is wanted of one kind: what is missing is made, what is otherwise is changed, what is there as it
//! is wanted is not written.
//!
//! Google chooses the ids of policies and channels. Two runs at once can so make one each; each run looks once more after it
//! has made something, and all but the first by name are deleted. As both agree on the first, one is left, whoever is faster.

use serde_json::Value;

use super::marks::{self, CONTENT};
use super::same::differences;
use super::site::{Found, Ids, Kind, Seen, Site};
use crate::change::{Change, Did};
use crate::trouble::Trouble;

/// How often something is made in all, where it is not known whether the attempts before did it.
const MOST_ATTEMPTS: u32 = 4;

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Which of the team's: `login`.
    pub(super) item: String,
    /// Its id, where we choose it.
    pub(super) id: String,
    /// With the labels by which it is found.
    pub(super) body: Value,
}

impl Wanted {
    pub(super) fn new(site: &Site, kind: &Kind, item: &str, id: String, mut body: Value) -> Self {
        let item = marks::value(item);
        marks::put(&mut body, kind.labels, &site.team, &item);
        Self { item, id, body }
    }
}

/// Makes and changes; says what is there then, each once.
pub(super) async fn ensure(
    site: &Site,
    kind: &Kind,
    wanted: &[Wanted],
    ledger: &mut Vec<Change>,
) -> Result<Vec<Found>, Trouble> {
    let mut seen = site.look(kind).await?;
    let before = ledger.len();
    for one in wanted {
        let there = seen.ours.iter().find(|found| found.item == one.item);
        let change = match there {
            Some(found) => change(site, kind, one, found.clone()).await?,
            None => make(site, kind, one, &seen).await?,
        };
        ledger.push(change);
    }
    if !site.is_dry && ledger[before..].iter().any(|change| change.did == Did::Created) {
        seen = site.look(kind).await?;
    }
    let (mut firsts, mut copies) = (Vec::<Found>::new(), Vec::new());
    for found in seen.ours {
        let is_copy = firsts.iter().any(|first| first.item == found.item);
        if is_copy { &mut copies } else { &mut firsts }.push(found);
    }
    for copy in copies {
        delete(site, kind, &copy, ledger).await?;
    }
    Ok(firsts)
}

/// Deletes ours that are not to be kept; says which are of others.
pub(super) async fn prune(
    site: &Site,
    kind: &Kind,
    is_kept: &dyn Fn(&str) -> bool,
    ledger: &mut Vec<Change>,
) -> Result<Seen, Trouble> {
    let mut seen = site.look(kind).await?;
    let (kept, gone): (Vec<_>, Vec<_>) = seen.ours.into_iter().partition(|found| is_kept(&found.item));
    for found in gone {
        delete(site, kind, &found, ledger).await?;
    }
    seen.ours = kept;
    Ok(seen)
}

/// Deletes one of ours.
pub(super) async fn delete(site: &Site, kind: &Kind, found: &Found, ledger: &mut Vec<Change>) -> Result<(), Trouble> {
    if site.delete(kind, found).await? {
        ledger.push(Change::of(kind.what, &found.item, Did::Deleted));
    }
    Ok(())
}

async fn make(site: &Site, kind: &Kind, one: &Wanted, seen: &Seen) -> Result<Change, Trouble> {
    let not_ours = || {
        Trouble::NotOurs {
        object: format!("{}/{}", kind.what, one.id),
        why: "it has no label of the coach; it may be Terraform's (`objectives = false` there leaves it to the coach) or a \
              person's: delete or rename it in the console, then run it again"
            .to_owned(),
    }
    };
    if kind.ids != Ids::Googles && seen.others.contains(&one.id) {
        return Err(not_ours());
    }
    let mut attempt = 1;
    loop {
        let trouble = match site.create(kind, &one.item, &one.id, &one.body).await {
            Ok(()) => return Ok(Change::of(kind.what, &one.item, Did::Created)),
            Err(trouble) => trouble,
        };
        let is_conflict = matches!(trouble, Trouble::Conflict { .. });
        if !is_conflict && (!trouble.is_unsure() || attempt >= MOST_ATTEMPTS) {
            return Err(trouble);
        }
        if !is_conflict {
            site.google.pause().await;
        }
        // It may have been made: by this attempt, whose answer was lost, or by somebody else.
        let again = site.look(kind).await?;
        match again.ours.into_iter().find(|found| found.item == one.item) {
            Some(_) if !is_conflict => return Ok(Change::of(kind.what, &one.item, Did::Created)),
            Some(found) => return change(site, kind, one, found).await,
            None if is_conflict && again.others.contains(&one.id) => return Err(not_ours()),
            None if is_conflict => return Err(trouble),
            None => attempt += 1,
        }
    }
}

async fn change(site: &Site, kind: &Kind, one: &Wanted, mut found: Found) -> Result<Change, Trouble> {
    let mut was_read_again = false;
    loop {
        let different = differences(&one.body, &found.body);
        if different.is_empty() {
            return Ok(Change::of(kind.what, &one.item, Did::Unchanged));
        }
        let body = merged(kind, one, &found);
        let mut fields: Vec<_> = different.iter().filter_map(|path| path.split(['.', '[']).next()).collect();
        fields.dedup();
        // A dashboard is replaced as a whole.
        let mask: &[&str] = if kind.has_etag { &[] } else { &fields };
        match site.update(kind, &found, &body, mask).await {
            Ok(()) => {
                let fields = different.into_iter().filter(|path| !path.ends_with(CONTENT)).collect();
                return Ok(Change { fields, ..Change::of(kind.what, &one.item, Did::Changed) });
            }
            Err(Trouble::Conflict { .. } | Trouble::NotThere { .. }) if !was_read_again => was_read_again = true,
            Err(trouble) => return Err(trouble),
        }
        match anew(site, kind, &found).await? {
            Some(again) => found = again,
            None => {
                site.create(kind, &one.item, &one.id, &one.body).await?;
                return Ok(Change::of(kind.what, &one.item, Did::Created));
            }
        }
    }
}

/// As it is now; where it is gone, what another run has kept in its place.
async fn anew(site: &Site, kind: &Kind, found: &Found) -> Result<Option<Found>, Trouble> {
    match site.get(kind, found).await {
        Ok(body) => Ok(Some(Found { body, ..found.clone() })),
        Err(Trouble::NotThere { .. }) => {
            let ours = site.look(kind).await?.ours;
            Ok(ours.into_iter().find(|other| other.item == found.item))
        }
        Err(trouble) => Err(trouble),
    }
}

/// What is wanted, with labels that others put there, and the version that it changes.
fn merged(kind: &Kind, one: &Wanted, found: &Found) -> Value {
    let mut body = one.body.clone();
    let theirs = found.body[kind.labels].as_object().into_iter().flatten();
    for (label, value) in theirs {
        if body[kind.labels].get(label).is_none() {
            body[kind.labels][label] = value.clone();
        }
    }
    if kind.has_etag {
        body["etag"] = found.body["etag"].clone();
        body["name"] = found.body["name"].clone();
    }
    body
}
