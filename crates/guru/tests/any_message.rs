//! Whatever is typed, the engine answers: no panic, no empty answer, the same twice.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::sync::{Arc, OnceLock};

use guru::catalogue::Catalogue;
use guru::engine::RuleEngine;
use guru::profile::UserProfile;
use guru::talk::{Message, Role, Turn};
use proptest::prelude::*;

fn engine() -> &'static RuleEngine {
    static ENGINE: OnceLock<RuleEngine> = OnceLock::new();
    ENGINE.get_or_init(|| RuleEngine::new(Arc::new(Catalogue::embedded().unwrap_or_else(|error| panic!("{error}")))))
}

/// Talks through the messages; returns the answers with all that goes with them.
fn talk(messages: &[String]) -> Vec<String> {
    let (mut history, mut profile, mut said) = (Vec::new(), UserProfile::default(), Vec::new());
    for message in messages {
        let reply = engine().answer(Turn { message, history: &history, profile: &profile });
        assert!(!reply.answer.trim().is_empty());
        assert!(reply.films.len() <= 4);
        said.push(format!("{reply:?}"));
        reply.taste.iter().for_each(|change| profile.apply(change));
        // What the engine learns, a client may send back.
        assert_eq!(UserProfile::from_json(&serde_json::to_value(&profile).unwrap()), Ok(profile.clone()));
        history.push(Message { role: Role::User, content: message.clone(), memory: None });
        history.push(Message { role: Role::Agent, content: reply.answer, memory: Some(reply.memory) });
    }
    said
}

/// Words that the rules look at, thrown together.
fn wordy() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "i",
        "love",
        "hate",
        "not",
        "but",
        "and",
        "horror",
        "funny",
        "the",
        "second",
        "one",
        "under",
        "two",
        "hours",
        "90s",
        "or",
        "4",
        "1994",
        "who",
        "directed",
        "it",
        "is",
        "like",
        "Oakmoss",
        "the",
        "The Matrix",
        "like",
        "similar to",
        "\"Four Weddings",
        "and a Funeral\"",
        "Rex",
        "Dalton",
        "by",
        "her",
        "more",
        "any",
        "no",
        "used",
        "to",
        "from",
        "between",
        "about",
        "dogs",
        "in",
        "a",
        "than",
        "at",
        "least",
        "stars",
        "?",
        ",",
        ".",
        "early",
        "last",
        "what",
        "else",
        "never",
        "show",
        "me",
        "my",
        "favourite",
        "without",
        "film",
        "and a half",
        "fan",
        "of",
        "out",
        "100",
        "shorter",
        "best",
        "too",
        "scary",
        "99999",
        "0",
        "👍",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(messages in prop::collection::vec("\\PC{0,300}|(?s).{0,1000}", 3)) {
        prop_assert_eq!(talk(&messages), talk(&messages));
    }

    #[test]
    fn any_heap_of_known_words_is_answered(messages in prop::collection::vec(wordy(), 3)) {
        prop_assert_eq!(talk(&messages), talk(&messages));
    }
}
