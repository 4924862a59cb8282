//! The built-in messages are enough, and are used as their weights say.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn chance() -> ChaCha12Rng {
    ChaCha12Rng::seed_from_u64(7)
}

#[test]
fn there_are_a_hundred_names_and_many_different_messages() {
    let script = Script::built_in().unwrap();
    let kinds = [&script.openings, &script.reactions, &script.farewells].into_iter().flatten();
    let messages: Vec<_> = kinds.flat_map(|kind| &kind.messages).collect();
    assert!(messages.len() >= 150, "{} messages", messages.len());
    assert_eq!(messages.iter().collect::<BTreeSet<_>>().len(), messages.len(), "a message stands there twice");
    assert_eq!(script.people.len(), 100);
}

#[test]
fn no_two_people_of_a_run_share_a_name_and_a_seed_gives_the_same_people() {
    let script = Script::built_in().unwrap();
    let names: Vec<_> = (0..250).map(|number| script.name(3, number)).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 250);
    assert_eq!(names, (0..250).map(|number| script.name(3, number)).collect::<Vec<_>>());
    assert_ne!(names, (0..250).map(|number| script.name(4, number)).collect::<Vec<_>>());
}

#[test]
fn a_reaction_names_a_film_of_the_answer_and_never_a_placeholder() {
    let script = Script::built_in().unwrap();
    let films = ["Grandmother Unit".to_owned(), "The Bridge Committee".to_owned()];
    let mut chance = chance();
    let mut naming = 0;
    for _ in 0..1000 {
        for said in [script.reaction(&mut chance, &films), script.farewell(&mut chance, &films)] {
            assert!(!said.is_empty() && !said.contains('{'), "{said}");
            naming += usize::from(films.iter().any(|film| said.contains(film.as_str())));
        }
        assert!(!script.opening(&mut chance).contains('{'));
    }
    assert!(naming > 800, "only {naming} of 2000 name a film");
}

#[test]
fn kinds_are_said_as_often_as_their_weights_ask() {
    let script = Script::built_in().unwrap();
    let mut said: BTreeMap<&str, f64> = BTreeMap::new();
    let mut chance = chance();
    const DRAWS: f64 = 20_000.0;
    for _ in 0..DRAWS as u32 {
        let message = say(&script.reactions, &mut chance, &["{film}".to_owned()]);
        let kind = script.reactions.iter().find(|kind| kind.messages.contains(&message)).unwrap();
        *said.entry(&kind.name).or_default() += 1.0;
    }
    let all: u32 = script.reactions.iter().map(|kind| kind.weight).sum();
    for kind in &script.reactions {
        let share = f64::from(kind.weight) / f64::from(all);
        let error = (share * (1.0 - share) / DRAWS).sqrt();
        let drawn = said[kind.name.as_str()] / DRAWS;
        assert!((drawn - share).abs() < 4.0 * error, "{}: {drawn} of {share}", kind.name);
    }
}

#[test]
fn unusable_messages_are_refused_with_the_place() {
    let yaml = |opening: &str, weight: u32| {
        format!(
            "people: [A]\ngenres: [Drama]\nopenings: [{{name: o, weight: {weight}, messages: [{opening}]}}]\n\
             reactions: [{{name: r, weight: 1, messages: [x]}}]\nfarewells: [{{name: f, weight: 1, messages: [x]}}]"
        )
    };
    assert!(Script::parse(&yaml("hello", 1)).is_ok());
    for (opening, weight, says) in
        [("'more like {film}'", 1, "before one was named"), ("''", 1, "empty"), ("hello", 0, "openings")]
    {
        let error = Script::parse(&yaml(opening, weight)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(matches!(Script::parse("people: 3"), Err(ScriptError::Yaml(_))));
}
