//! Patterns: those of matchers and of `label_replace` match here what they match in Prometheus, and what one refuses the
//! other refuses.

use jiff::Timestamp;
use movie_guru_test_prometheus::samples::{self, Line, labels};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::compare::instant;
use super::{both, must_agree};

const TEXTS: &str = r"
    a b ab aab abc A AB é É ß ſ K α Ω 漢 ٤٢ 42 a1 a_1 _ - ] [ { } a{1} a{,2} a{01} & && ~~ -- <a> a.b \ ^
    $ (a) | aaaaaa abab 😀 aé
";
const TEXTS_WITH_BLANKS: &[&str] = &["a b", " ", "\n", "a\nb", "\"", "é a"];

/// What is put together to patterns, and mostly to ones that are none.
const PIECES: &str = r"
    a b ab é 1 _ . ^ $ | ( ) (?: (?i: (?i) (?s) (?U) (?-i) (?P<n> * + ? { } {2} {1,} {,2} {0,3} [ ] [^
    [a-c] [[:alpha:]] [^[:space:]] [\d_] - && ~~ & , \d \D \w \W \s \S \b \B \A \z \pL \P{Lu} \Q \E \x61
    \141 \. \- \] \{ \< # : \ < = ! P
";

fn patterns(seed: u64, count: usize) -> Vec<String> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let pieces: Vec<_> = PIECES.split_whitespace().chain([" "]).collect();
    let mut patterns: Vec<String> = include_str!("patterns.txt").lines().map(str::to_owned).collect();
    for _ in 0..count {
        let length = dice.random_range(2..9);
        patterns.push((0..length).filter_map(|_| pieces.choose(&mut dice).copied()).collect());
    }
    patterns
}

/// A text in the quotes of a query.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pattern_matches_what_it_matches_in_prometheus() {
    let folder = tempfile::tempdir().unwrap();
    let start = samples::beginning();
    let lines: Vec<Line> = TEXTS
        .split_whitespace()
        .chain(TEXTS_WITH_BLANKS.iter().copied())
        .map(|text| (labels("text", &[("is", text)]), vec![(start, 1.0)]))
        .collect();
    let Some((ours, theirs, _prometheus)) = both(folder.path(), &lines).await else { return };
    let at = Timestamp::from_millisecond(start + 1000).unwrap();
    let patterns = patterns(super::seed(12), 700);
    let mut found = Vec::new();
    for pattern in &patterns {
        let pattern = quoted(pattern);
        for query in [
            format!("text{{is=~{pattern}}}"),
            format!("text{{is!~{pattern}}}"),
            format!("label_replace(text, \"got\", \"<$0|$1|$2|${{n}}|${{x}}>\", \"is\", {pattern})"),
        ] {
            found.extend(instant(&ours, &theirs, &query, at).await);
        }
    }
    must_agree(&found, patterns.len() * 3);
}
