//! A new challenge to begin with.

use std::collections::BTreeMap;

use super::library::is_slug;

/// The files of a new challenge, by their names: a guide, a page for the coach, a sheet, and answers.
///
/// # Errors
/// Where the name is none: it begins with a number, and has letters, digits, `-` and `_`.
pub fn draft(slug: &str) -> Result<BTreeMap<&'static str, String>, String> {
    if !is_slug(slug) || !slug.contains('-') {
        return Err(format!("`{slug}` is no name of a challenge; a number and words are, as 09-my-challenge"));
    }
    let words = slug.split_once('-').map_or(slug, |(_, words)| words).replace(['-', '_'], " ");
    let mut letters = words.chars();
    let title = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
    let fill = |text: &str| text.replace("TITLE", &title);
    Ok(BTreeMap::from([
        ("guide.md", fill(include_str!("draft/guide.md"))),
        ("coach.md", fill(include_str!("draft/coach.md"))),
        ("challenge.yaml", fill(include_str!("draft/challenge.yaml"))),
        ("answers/model.yaml", fill(include_str!("draft/model.yaml"))),
        ("answers/wrong-nothing-learnt.yaml", fill(include_str!("draft/wrong.yaml"))),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::challenge::Library;

    #[test]
    fn a_new_challenge_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in draft("09-my-challenge").unwrap() {
            let file = folder.path().join("09-my-challenge").join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let library = Library::of_folder(folder.path()).unwrap();
        assert_eq!(library.find("9").unwrap().title(), "My challenge");
        for wrong in ["", "x", "../09-x", "09", "my-challenge"] {
            assert!(draft(wrong).is_err(), "{wrong}");
        }
    }
}
