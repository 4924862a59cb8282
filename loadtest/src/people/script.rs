//! What people are called and what they say (`loadtest/messages.yaml`), and how the next message is chosen.

use std::collections::BTreeSet;

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

const FILM: &str = "{film}";
const MOST_CHARACTERS: usize = 1_000;

/// Names and messages cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// Not YAML of the right shape.
    #[error("the messages cannot be read: {0}")]
    Yaml(String),
    /// Of the right shape, but not usable.
    #[error("the messages cannot be used: {0}")]
    Content(String),
}

/// Messages of one kind, and how often people say something of it compared with the other kinds beside it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    weight: u32,
    messages: Vec<String>,
}

/// Everything that people can be called and say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    people: Vec<String>,
    genres: Vec<String>,
    openings: Vec<Kind>,
    reactions: Vec<Kind>,
    farewells: Vec<Kind>,
}

impl Script {
    /// The one that comes with the program.
    pub(crate) fn built_in() -> Result<Self, ScriptError> {
        Self::parse(include_str!("../../messages.yaml"))
    }

    fn parse(yaml: &str) -> Result<Self, ScriptError> {
        let script: Self = serde_saphyr::from_str(yaml).map_err(|error| ScriptError::Yaml(error.to_string()))?;
        script.check().map_err(ScriptError::Content)?;
        Ok(script)
    }

    fn check(&self) -> Result<(), String> {
        if self.people.iter().collect::<BTreeSet<_>>().len() != self.people.len() || self.people.is_empty() {
            return Err("people need names, each its own".to_owned());
        }
        if self.genres.is_empty() {
            return Err("there are no genres to like".to_owned());
        }
        for (part, kinds) in
            [("openings", &self.openings), ("reactions", &self.reactions), ("farewells", &self.farewells)]
        {
            if !kinds.iter().any(|kind| kind.weight > 0) {
                return Err(format!("no kind of {part} has a weight above 0"));
            }
            for kind in kinds {
                if kind.messages.is_empty() {
                    return Err(format!("{part}: {} has no messages", kind.name));
                }
                let bad = kind.messages.iter().find(|message| {
                    message.trim().is_empty()
                        || message.chars().count() > MOST_CHARACTERS - 200
                        || (part == "openings" && message.contains(FILM))
                });
                if let Some(message) = bad {
                    return Err(format!(
                        "{part}: {}: `{message}` is empty, too long, or names a film before one was named",
                        kind.name
                    ));
                }
            }
        }
        Ok(())
    }

    /// The name of the person of this number: with one seed no two are alike, so that nobody meets the preferences
    /// that somebody else has just written.
    pub(crate) fn name(&self, seed: u64, number: usize) -> String {
        let mut order: Vec<&String> = self.people.iter().collect();
        order.shuffle(&mut ChaCha12Rng::seed_from_u64(seed));
        let name = order[number % order.len()];
        match number / order.len() {
            0 => name.clone(),
            further => format!("{name} {}", further + 1),
        }
    }

    /// Two to four genres to like.
    pub(crate) fn some_genres(&self, chance: &mut ChaCha12Rng) -> Vec<String> {
        let many = chance.random_range(2..=4);
        self.genres.sample(chance, many).cloned().collect()
    }

    /// The first message, or a change of topic.
    pub(crate) fn opening(&self, chance: &mut ChaCha12Rng) -> String {
        say(&self.openings, chance, &[])
    }

    /// What somebody says to an answer that names these films.
    pub(crate) fn reaction(&self, chance: &mut ChaCha12Rng, films: &[String]) -> String {
        say(&self.reactions, chance, films)
    }

    /// The last message to an answer that names these films.
    pub(crate) fn farewell(&self, chance: &mut ChaCha12Rng, films: &[String]) -> String {
        say(&self.farewells, chance, films)
    }
}

fn say(kinds: &[Kind], chance: &mut ChaCha12Rng, films: &[String]) -> String {
    // `check` has seen to it that there is a kind with a weight and a message in each.
    let kind = kinds.choose_weighted(chance, |kind| kind.weight).ok();
    let message = kind.and_then(|kind| kind.messages.choose(chance)).map_or("", String::as_str);
    match films.choose(chance) {
        Some(film) => message.replace(FILM, film),
        None => message.replace(FILM, "that one"),
    }
}

#[cfg(test)]
#[path = "script_tests.rs"]
mod tests;
