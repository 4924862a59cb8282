//! The films: enough of them, complete, and each plot its own. Plots that come from a template are refused.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use guru::catalogue::{Catalogue, Film, Genre};

/// Words that carry a sentence's structure; all others are masked in its skeleton.
const FUNCTION_WORDS: &str = "a about above across after again against all along already also although always am among an and another any \
    are around as at away back be because been before being below between both but by can cannot could did do does \
    down during each either else enough even ever every except few first for from had has have having he her here \
    hers herself him himself his how however i if in inside into is it its itself just last less many may me might \
    more most much must my near neither never next no nobody none nor not nothing now of off on once one only onto \
    or other our out outside over own past per perhaps rather same shall she should since so some somebody someone \
    something soon still such than that the their them then there these they this those though through till to \
    together too toward towards two under unless until up upon us very was we were what when where whether which \
    while who whom whose why will with within without would yet you your";

fn films() -> Vec<std::sync::Arc<Film>> {
    Catalogue::embedded().unwrap().films().to_vec()
}

fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '\''));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn sentences(plot: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let mut ended = false;
    for letter in plot.chars() {
        if ended && letter.is_whitespace() {
            sentences.push(String::new());
        }
        ended = matches!(letter, '.' | '!' | '?');
        sentences.last_mut().unwrap().push(letter);
    }
    sentences
}

/// The sentence with its function words kept and the rest masked.
fn skeleton(sentence: &str, function_words: &HashSet<&str>) -> String {
    let masked: Vec<_> = words(sentence)
        .into_iter()
        .map(|word| if function_words.contains(word.as_str()) { word } else { "_".to_owned() })
        .collect();
    masked.join(" ")
}

fn how_often<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> HashMap<T, usize> {
    values.into_iter().fold(HashMap::new(), |mut counts, value| {
        *counts.entry(value).or_default() += 1;
        counts
    })
}

/// The films that share each key.
fn sharing(keys: impl Fn(&Film) -> Vec<String>) -> HashMap<String, HashSet<String>> {
    let mut sharing: HashMap<String, HashSet<String>> = HashMap::new();
    for film in films() {
        for key in keys(&film) {
            sharing.entry(key).or_default().insert(film.title.clone());
        }
    }
    sharing
}

#[test]
fn there_are_enough_films_and_each_is_complete() {
    let films = films();
    assert!(films.len() >= 400, "{} films", films.len());
    let distinct = |names: &[String]| names.iter().collect::<HashSet<_>>().len() == names.len();
    for film in films {
        let title = &film.title;
        assert!(film.tconst.strip_prefix("tt9").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())));
        assert_eq!(title.trim(), title);
        assert!(!title.is_empty() && !film.director.trim().is_empty(), "{title}");
        assert!((1925..=2025).contains(&film.year), "{title}: {}", film.year);
        assert!((1..=3).contains(&film.genres.len()), "{title}: {:?}", film.genres);
        assert_eq!(film.genres.iter().collect::<HashSet<_>>().len(), film.genres.len(), "{title}");
        assert!((2..=5).contains(&film.actors.len()) && distinct(&film.actors), "{title}: {:?}", film.actors);
        assert!(film.actors.iter().all(|actor| !actor.trim().is_empty()), "{title}");
        assert!((60..=240).contains(&film.runtime), "{title}: {}", film.runtime);
        assert!((1.0..=5.0).contains(&film.rating), "{title}: {}", film.rating);
        let length = film.plot.split_whitespace().count();
        assert!((40..=80).contains(&length), "{title}: a plot of {length} words");
    }
}

#[test]
fn no_two_films_have_one_title_or_identity() {
    let films = films();
    let twice = |counts: HashMap<String, usize>| counts.into_iter().filter(|(_, count)| *count > 1).collect::<Vec<_>>();
    assert_eq!(twice(how_often(films.iter().map(|film| film.title.to_lowercase()))), []);
    assert_eq!(twice(how_often(films.iter().map(|film| film.tconst.clone()))), []);
}

#[test]
fn every_genre_and_decade_is_there() {
    let films = films();
    let genres = how_often(films.iter().flat_map(|film| film.genres.clone()));
    for genre in Genre::ALL {
        assert!(genres.get(&genre).is_some_and(|count| *count >= 10), "{genre:?}: {:?}", genres.get(&genre));
    }
    let decades = how_often(films.iter().map(|film| film.year / 10 * 10));
    for decade in (1930..=2020).step_by(10) {
        assert!(decades.get(&decade).is_some_and(|count| *count >= 10), "{decade}s: {:?}", decades.get(&decade));
    }
}

#[test]
fn directors_and_actors_recur() {
    let films = films();
    let recurring =
        |counts: HashMap<String, usize>, least: usize| counts.values().filter(|count| **count >= least).count();
    let directors = recurring(how_often(films.iter().map(|film| film.director.clone())), 4);
    assert!(directors >= 40, "{directors} directors of at least 4 films");
    let actors = recurring(how_often(films.iter().flat_map(|film| film.actors.clone())), 4);
    assert!(actors >= 40, "{actors} actors in at least 4 films");
}

#[test]
fn no_two_plots_share_a_run_of_eight_words() {
    let runs = sharing(|film| words(&film.plot).windows(8).map(|run| run.join(" ")).collect());
    let shared: Vec<_> = runs.into_iter().filter(|(_, titles)| titles.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

#[test]
fn no_sentence_skeleton_stands_in_more_than_three_plots() {
    let function_words: HashSet<_> = FUNCTION_WORDS.split_whitespace().collect();
    let skeletons = sharing(|film| {
        let skeletons = sentences(&film.plot).into_iter().map(|sentence| skeleton(&sentence, &function_words));
        skeletons.filter(|skeleton| !skeleton.is_empty()).collect()
    });
    assert!(skeletons.len() > 800, "only {} sentences were found", skeletons.len());
    let template: Vec<_> = skeletons.into_iter().filter(|(_, titles)| titles.len() > 3).collect();
    assert!(template.is_empty(), "{template:#?}");
}

#[test]
fn a_template_would_be_noticed() {
    let function_words: HashSet<_> = FUNCTION_WORDS.split_whitespace().collect();
    let skeletons = ["A baker finds a map in Rome. He runs!", "A nurse hides a gun in Perth. It’s late."]
        .map(|plot| skeleton(&sentences(plot)[0], &function_words));
    assert_eq!(skeletons, ["a _ _ a _ in _", "a _ _ a _ in _"]);
}
