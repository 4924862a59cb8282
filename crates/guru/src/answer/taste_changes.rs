//! What the tastes of a message change in a profile.

use crate::profile::{Side, TasteChange, UserProfile};
use crate::read::taste::Tastes;
use crate::words::lexicon::attitudes::Attitude::{Dislike, GoneOff, Like, Neither, NoLongerDislike, NoLongerLike};

/// The changes that the tastes make to a profile, each once.
pub(crate) fn changes(tastes: &Tastes, profile: &UserProfile) -> Vec<TasteChange> {
    let mut after = profile.clone();
    let mut changes = Vec::new();
    for (attitude, thing) in &tastes.stated {
        let (add, side) = match attitude {
            Like => (true, Side::Likes),
            Dislike => (true, Side::Dislikes),
            NoLongerLike => (false, Side::Likes),
            GoneOff if after.likes.has(thing.kind, &thing.value) => (false, Side::Likes),
            GoneOff => (true, Side::Dislikes),
            NoLongerDislike => (false, Side::Dislikes),
            Neither => continue,
        };
        let known =
            after.side(side).of(thing.kind).iter().find(|known| known.to_lowercase() == thing.value.to_lowercase());
        let known = known.or_else(|| {
            let close = |known: &&String| known.to_lowercase().contains(&thing.value.to_lowercase());
            if add { None } else { after.side(side).of(thing.kind).iter().find(close) }
        });
        let value = match (add, known) {
            (true, Some(_)) | (false, None) => continue,
            (true, None) => thing.value.clone(),
            (false, Some(known)) => known.clone(),
        };
        let change = TasteChange { add, side, kind: thing.kind, value };
        after.apply(&change);
        changes.push(change);
    }
    changes
}
