//! What a person likes and dislikes: the profile that the app remembers and recommends by.

use serde::{Deserialize, Serialize};

/// What a person likes and what they dislike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserProfile {
    /// What they want more of.
    pub likes: Tastes,
    /// What they do not want to be shown.
    pub dislikes: Tastes,
}

/// Tastes of one side, by kind; each list holds a name once, in the order it was learned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tastes {
    /// Full names, as the catalogue spells them where it knows them.
    pub actors: Vec<String>,
    /// Full names, as the catalogue spells them where it knows them.
    pub directors: Vec<String>,
    /// Genres, as the catalogue names them where it knows them.
    pub genres: Vec<String>,
    /// Anything else, in the person's words: "funny animals".
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

    /// The fields that cannot be kept, each with the reason; empty where all is well.
    pub fn problems(&self) -> Vec<(String, String)> {
        let mut problems = Vec::new();
        for (side_name, side) in [("likes", &self.likes), ("dislikes", &self.dislikes)] {
            for (kind_name, list) in [
                ("actors", &side.actors),
                ("directors", &side.directors),
                ("genres", &side.genres),
                ("others", &side.others),
            ] {
                let field = format!("{side_name}.{kind_name}");
                if list.len() > Self::MOST_ENTRIES {
                    problems.push((field, format!("has {} entries, at most {}", list.len(), Self::MOST_ENTRIES)));
                    continue;
                }
                for (position, entry) in list.iter().enumerate() {
                    if let Some(reason) = entry_problem(entry) {
                        problems.push((format!("{field}[{position}]"), reason));
                    }
                }
            }
        }
        problems
    }
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
    fn a_bad_entry_is_named_with_its_place() {
        let mut profile = UserProfile::default();
        profile.dislikes.others = vec!["fine".into(), "\u{7}".into(), " ".into(), "x".repeat(101)];
        let fields: Vec<_> = profile.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["dislikes.others[1]", "dislikes.others[2]", "dislikes.others[3]"]);
    }
}
