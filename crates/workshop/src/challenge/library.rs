//! The challenges there are: those in the binary, or those of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

use super::mistakes::{self, Mistake};
use super::written::{Challenge, ModelAnswer, Sheet, WrongAnswer};

#[derive(RustEmbed)]
#[folder = "../../docs/challenges"]
#[allow_missing = true]
struct Embedded;

/// The most that a file of a challenge may have: they are read into memory.
const MOST_BYTES: u64 = 1024 * 1024;

/// All challenges, in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct Library {
    challenges: Vec<Challenge>,
}

/// Challenges cannot be read. Each mistake has its file and line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LibraryError(pub Vec<Mistake>);

impl Library {
    /// Those that travel in the binary.
    ///
    /// # Errors
    /// None in a binary whose tests passed.
    pub fn embedded() -> Result<Self, LibraryError> {
        let files = Embedded::iter().filter_map(|name| {
            let text = String::from_utf8_lossy(&Embedded::get(&name)?.data).into_owned();
            Some((name.into_owned(), text))
        });
        Self::read(files.collect())
    }

    /// Those of a folder, which has a folder `NN-name` for each.
    ///
    /// # Errors
    /// Every mistake in them; a folder that cannot be read is one.
    pub fn of_folder(folder: &Path) -> Result<Self, LibraryError> {
        let mut files = BTreeMap::new();
        let mut mistakes = Vec::new();
        let failed = |path: &Path, why: &dyn std::fmt::Display| {
            Mistake::of_file(path.display().to_string(), format!("cannot be read: {why}"))
        };
        let mut folders = vec![(folder.to_owned(), String::new(), 0)];
        while let Some((path, prefix, depth)) = folders.pop() {
            let entries = match fs::read_dir(&path) {
                Ok(entries) => entries.flatten(),
                Err(error) => {
                    mistakes.push(failed(&path, &error));
                    continue;
                }
            };
            for entry in entries {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = entry.path();
                if path.is_dir() {
                    let wanted = if depth == 0 { is_slug(&name) } else { depth == 1 && name == "answers" };
                    if wanted {
                        folders.push((path, format!("{prefix}{name}/"), depth + 1));
                    }
                } else if depth > 0 && (name.ends_with(".md") || name.ends_with(".yaml")) {
                    match fs::metadata(&path).map(|found| found.len()) {
                        Ok(length) if length > MOST_BYTES => mistakes.push(failed(&path, &"it is larger than 1 MB")),
                        _ => match fs::read_to_string(&path) {
                            Ok(text) => drop(files.insert(format!("{prefix}{name}"), text)),
                            Err(error) => mistakes.push(failed(&path, &error)),
                        },
                    }
                }
            }
        }
        if !mistakes.is_empty() {
            return Err(LibraryError(mistakes));
        }
        if files.is_empty() {
            let detail =
                "holds no challenge: a folder `NN-name` with guide.md in it; `lab challenge new NAME` makes one";
            return Err(LibraryError(vec![Mistake::of_file(folder.display().to_string(), detail.to_owned())]));
        }
        Self::read(files)
    }

    fn read(files: BTreeMap<String, String>) -> Result<Self, LibraryError> {
        let slugs: BTreeSet<_> = files.keys().filter_map(|name| name.split_once('/')).map(|(slug, _)| slug).collect();
        let mut found = Vec::new();
        let mut wrong = Vec::new();
        for slug in slugs.into_iter().filter(|slug| is_slug(slug)) {
            match challenge(slug, &files) {
                Ok(challenge) => {
                    wrong.extend(mistakes::of(&challenge, files.get(&format!("{slug}/challenge.yaml"))));
                    found.push(challenge);
                }
                Err(mistakes) => wrong.extend(mistakes),
            }
        }
        found.sort_by(|one: &Challenge, other| (one.number(), &one.slug).cmp(&(other.number(), &other.slug)));
        if wrong.is_empty() { Ok(Self { challenges: found }) } else { Err(LibraryError(wrong)) }
    }

    /// All, in their order.
    pub fn challenges(&self) -> &[Challenge] {
        &self.challenges
    }

    /// From challenges made by hand.
    pub fn of(challenges: Vec<Challenge>) -> Self {
        Self { challenges }
    }

    /// The challenge of this folder's name, or of this number.
    pub fn find(&self, name: &str) -> Option<&Challenge> {
        let number = name.parse::<u32>().ok();
        let is_it = |challenge: &&Challenge| challenge.slug == name || number.is_some() && challenge.number() == number;
        self.challenges.iter().find(is_it)
    }
}

/// A number, then letters, digits, `-` and `_`: it becomes a part of an address.
pub(super) fn is_slug(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn challenge(slug: &str, files: &BTreeMap<String, String>) -> Result<Challenge, Vec<Mistake>> {
    let text = |name: &str| files.get(&format!("{slug}/{name}")).cloned();
    let mut mistakes = Vec::new();
    let of_yaml = |name: &str| text(name).map(|text| (format!("{slug}/{name}"), text));
    let sheet = of_yaml("challenge.yaml").and_then(|(name, text)| yaml::<Sheet>(name, &text, &mut mistakes));
    let model = of_yaml("answers/model.yaml").and_then(|(name, text)| yaml::<ModelAnswer>(name, &text, &mut mistakes));
    let mut wrong = BTreeMap::new();
    for (path, text) in files {
        let name = path.strip_prefix(&format!("{slug}/answers/wrong-")).and_then(|rest| rest.strip_suffix(".yaml"));
        if let Some(name) = name
            && let Some(answer) = yaml::<WrongAnswer>(path.clone(), text, &mut mistakes)
        {
            wrong.insert(format!("wrong-{name}"), answer);
        }
    }
    let guide = text("guide.md").unwrap_or_default();
    if guide.trim().is_empty() {
        mistakes.push(Mistake::of_file(format!("{slug}/guide.md"), "is missing or empty".to_owned()));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(Challenge { slug: slug.to_owned(), sheet, guide, coach: text("coach.md").unwrap_or_default(), model, wrong })
}

fn yaml<T: DeserializeOwned>(file: String, text: &str, mistakes: &mut Vec<Mistake>) -> Option<T> {
    match serde_saphyr::from_str(text) {
        Ok(read) => Some(read),
        Err(error) => {
            let line = error.location().map_or(0, |at| at.line());
            mistakes.push(Mistake { file, line, detail: error.without_snippet().to_string() });
            None
        }
    }
}
