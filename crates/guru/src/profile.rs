//! What a person likes and dislikes: the profile that the app remembers and recommends by.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

use crate::field_problem::FieldProblem;

/// What a person likes and what they dislike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserProfile {
    /// What they want more of.
    pub likes: Tastes,
    /// What they do not want to be shown.
    pub dislikes: Tastes,
}

/// Tastes of one side, by kind; each list holds a name once, in the order it was learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tastes {
    /// Full names, as the catalogue spells them where it knows them.
    #[schema(schema_with = list)]
    pub actors: Vec<String>,
    /// Full names, as the catalogue spells them where it knows them.
    #[schema(schema_with = list)]
    pub directors: Vec<String>,
    /// Genres, as the catalogue names them where it knows them.
    #[schema(schema_with = list)]
    pub genres: Vec<String>,
    /// Anything else, in the person's words: "funny animals".
    #[schema(schema_with = list)]
    pub others: Vec<String>,
}

/// Which side of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Wanted.
    Likes,
    /// Not wanted.
    Dislikes,
}

impl Side {
    /// The other side.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Likes => Self::Dislikes,
            Self::Dislikes => Self::Likes,
        }
    }
}

/// Which list of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TasteKind {
    /// [`Tastes::actors`]
    Actors,
    /// [`Tastes::directors`]
    Directors,
    /// [`Tastes::genres`]
    Genres,
    /// [`Tastes::others`]
    Others,
}

impl TasteKind {
    /// All kinds, in the order of the profile.
    pub const ALL: [Self; 4] = [Self::Actors, Self::Directors, Self::Genres, Self::Others];

    /// The list's name in JSON.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Actors => "actors",
            Self::Directors => "directors",
            Self::Genres => "genres",
            Self::Others => "others",
        }
    }
}

/// One thing learned about a person, or unlearned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TasteChange {
    /// `true`: it now stands on `side`; `false`: it is gone from there.
    pub add: bool,
    /// Likes or dislikes.
    pub side: Side,
    /// The list.
    pub kind: TasteKind,
    /// The name or the words.
    pub value: String,
}

/// A list of names as documents of the API have it: more than white space, without control characters.
fn list() -> Array {
    let name = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"\S"));
    let name = name.min_length(Some(1)).max_length(Some(UserProfile::MOST_CHARACTERS));
    ArrayBuilder::new().items(name).max_items(Some(UserProfile::MOST_ENTRIES)).build()
}

impl Tastes {
    /// The list of a kind.
    pub fn of(&self, kind: TasteKind) -> &Vec<String> {
        match kind {
            TasteKind::Actors => &self.actors,
            TasteKind::Directors => &self.directors,
            TasteKind::Genres => &self.genres,
            TasteKind::Others => &self.others,
        }
    }

    /// The list of a kind, to change.
    pub fn of_mut(&mut self, kind: TasteKind) -> &mut Vec<String> {
        match kind {
            TasteKind::Actors => &mut self.actors,
            TasteKind::Directors => &mut self.directors,
            TasteKind::Genres => &mut self.genres,
            TasteKind::Others => &mut self.others,
        }
    }

    /// Whether the list of a kind holds this, letter case apart.
    pub fn has(&self, kind: TasteKind, value: &str) -> bool {
        self.of(kind).iter().any(|known| same(known, value))
    }
}

impl UserProfile {
    /// The most entries in one list.
    pub const MOST_ENTRIES: usize = 100;
    /// The most characters in one entry.
    pub const MOST_CHARACTERS: usize = 100;

    /// One side.
    pub fn side(&self, side: Side) -> &Tastes {
        match side {
            Side::Likes => &self.likes,
            Side::Dislikes => &self.dislikes,
        }
    }

    /// One side, to change.
    pub fn side_mut(&mut self, side: Side) -> &mut Tastes {
        match side {
            Side::Likes => &mut self.likes,
            Side::Dislikes => &mut self.dislikes,
        }
    }

    /// Applies a change. A new taste takes its opposite away; a full list lets its oldest entry go.
    pub fn apply(&mut self, change: &TasteChange) {
        let TasteChange { add, side, kind, value } = change;
        if *add {
            self.side_mut(side.opposite()).of_mut(*kind).retain(|known| !same(known, value));
            let list = self.side_mut(*side).of_mut(*kind);
            if !list.iter().any(|known| same(known, value)) {
                if list.len() >= Self::MOST_ENTRIES {
                    list.remove(0);
                }
                list.push(value.clone());
            }
        } else {
            self.side_mut(*side).of_mut(*kind).retain(|known| !same(known, value));
        }
    }

    /// Reads a profile from JSON, or names every field that is wrong.
    pub fn from_json(value: &Value) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut profile = Self::default();
        let sides = object("", value, &["likes", "dislikes"], &mut problems);
        for (name, side) in [("likes", Side::Likes), ("dislikes", Side::Dislikes)] {
            let Some(tastes) = sides.and_then(|sides| sides.get(name)) else { continue };
            let lists = object(name, tastes, &TasteKind::ALL.map(TasteKind::field), &mut problems);
            for kind in TasteKind::ALL {
                let Some(list) = lists.and_then(|lists| lists.get(kind.field())) else { continue };
                *profile.side_mut(side).of_mut(kind) =
                    entries(&format!("{name}.{}", kind.field()), list, &mut problems);
            }
        }
        if problems.is_empty() { Ok(profile) } else { Err(problems) }
    }
}

fn object<'a>(
    path: &str,
    value: &'a Value,
    fields: &[&str],
    problems: &mut Vec<FieldProblem>,
) -> Option<&'a Map<String, Value>> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let Some(object) = value.as_object() else {
        let itself = if path.is_empty() { "content" } else { path };
        problems.push(FieldProblem::new(itself, format!("must be an object with {}", fields.join(", "))));
        return None;
    };
    for name in fields.iter().filter(|name| !object.contains_key(**name)) {
        problems.push(FieldProblem::new(below(name), "is missing"));
    }
    for name in object.keys().filter(|name| !fields.contains(&name.as_str())) {
        problems.push(FieldProblem::new(below(name), "is not a field of a profile"));
    }
    Some(object)
}

fn entries(field: &str, value: &Value, problems: &mut Vec<FieldProblem>) -> Vec<String> {
    let Some(list) = value.as_array() else {
        problems.push(FieldProblem::new(field, "must be a list of names"));
        return Vec::new();
    };
    if list.len() > UserProfile::MOST_ENTRIES {
        let detail = format!("has {} entries, at most {} can be kept", list.len(), UserProfile::MOST_ENTRIES);
        problems.push(FieldProblem::new(field, detail));
        return Vec::new();
    }
    let mut kept = Vec::new();
    for (position, entry) in list.iter().enumerate() {
        match entry.as_str().map_or(Some("is not a text".to_owned()), entry_problem) {
            Some(detail) => problems.push(FieldProblem::new(format!("{field}[{position}]"), detail)),
            None => kept.extend(entry.as_str().map(|entry| entry.trim().to_owned())),
        }
    }
    kept
}

fn entry_problem(entry: &str) -> Option<String> {
    if entry.trim().is_empty() {
        Some("is empty".to_owned())
    } else if entry.chars().count() > UserProfile::MOST_CHARACTERS {
        Some(format!("is longer than {} characters", UserProfile::MOST_CHARACTERS))
    } else if entry.chars().any(char::is_control) {
        Some("has control characters".to_owned())
    } else {
        None
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(add: bool, side: Side, value: &str) -> TasteChange {
        TasteChange { add, side, kind: TasteKind::Genres, value: value.to_owned() }
    }

    #[test]
    fn a_new_taste_takes_its_opposite_away() {
        let mut profile = UserProfile::default();
        profile.apply(&change(true, Side::Likes, "Horror"));
        profile.apply(&change(true, Side::Dislikes, "horror"));
        assert!(profile.likes.genres.is_empty());
        assert_eq!(profile.dislikes.genres, ["horror"]);
    }

    #[test]
    fn a_taste_is_kept_once_and_can_go_again() {
        let mut profile = UserProfile::default();
        profile.apply(&change(true, Side::Likes, "Western"));
        profile.apply(&change(true, Side::Likes, "western"));
        assert_eq!(profile.likes.genres, ["Western"]);
        profile.apply(&change(false, Side::Likes, "WESTERN"));
        assert!(profile.likes.genres.is_empty());
    }

    #[test]
    fn every_bad_field_is_named_with_its_place() {
        let given = serde_json::json!({
            "likes": {"actors": "Nell Hargrove", "directors": [], "genres": [], "others": [], "food": []},
            "dislikes": {"actors": [], "directors": [], "genres": [7], "others": ["fine", "\u{7}", " ", "x".repeat(101)]},
        });
        let fields: Vec<_> =
            UserProfile::from_json(&given).unwrap_err().into_iter().map(|problem| problem.field).collect();
        assert_eq!(
            fields,
            [
                "likes.food",
                "likes.actors",
                "dislikes.genres[0]",
                "dislikes.others[1]",
                "dislikes.others[2]",
                "dislikes.others[3]"
            ]
        );
        let missing = UserProfile::from_json(&serde_json::json!({"likes": {}})).unwrap_err();
        assert_eq!(missing.len(), 5);
    }

    #[test]
    fn a_good_profile_is_read_as_it_was_written() {
        let mut profile = UserProfile::default();
        profile.likes.others = vec!["funny animals".into()];
        assert_eq!(UserProfile::from_json(&serde_json::to_value(&profile).unwrap()), Ok(profile));
    }
}
