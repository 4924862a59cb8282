//! Turning data into sentences: lists, articles, lengths, and a choice of phrases that is the same every
//! time for the same conversation.

use crate::catalogue::{Film, Genre};
use crate::words::forms::among;
use crate::words::lexicon::genres::{adjective, noun};

/// Chooses among phrases. The same seed gives the same choices.
#[derive(Clone, Debug)]
pub(crate) struct Choice(u64);

impl Choice {
    /// Seeds the choice with a message and its place in the conversation (FNV-1a: stable across versions).
    pub(crate) fn new(message: &str, turn: usize) -> Self {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let seed = message.trim().bytes().map(|byte| byte.to_ascii_lowercase()).fold(0xcbf2_9ce4_8422_2325, hash);
        Self((turn as u64).to_le_bytes().into_iter().fold(seed, hash))
    }

    /// The number behind the choices.
    pub(crate) const fn seed(&self) -> u64 {
        self.0
    }

    /// The next of several phrases.
    pub(crate) fn of<'a>(&mut self, phrases: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (self.0 >> 33) as usize % phrases.len().max(1);
        phrases.get(place).copied().unwrap_or("")
    }
}

/// "a, b and c".
pub(crate) fn list<S: AsRef<str>>(items: &[S], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// "a comedy", "an adventure".
pub(crate) fn with_article(words: &str) -> String {
    let vowel = words.starts_with(|first: char| "aeiouAEIOU".contains(first)) && !words.starts_with("uni");
    format!("{} {words}", if vowel { "an" } else { "a" })
}

/// "1 h 36 min", as people say it: "96 minutes", "just under two hours".
pub(crate) fn runtime(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} minutes"),
        (hours, 0) => format!("{minutes} minutes, so exactly {} hours", hours),
        (1, rest) => format!("{minutes} minutes, that is an hour and {rest} minutes"),
        (hours, rest) => format!("{minutes} minutes, that is {hours} hours and {rest} minutes"),
    }
}

/// "a romantic comedy": the kind of a film in words.
pub(crate) fn kind(film: &Film) -> String {
    let mut genres = film.genres.clone();
    // The noun comes last and should be one that can carry others.
    let carries = |genre: &Genre| match genre {
        Genre::Documentary => 0,
        Genre::Musical | Genre::Western => 1,
        Genre::Comedy => 2,
        Genre::Thriller | Genre::Mystery => 3,
        Genre::Drama => 4,
        Genre::Adventure | Genre::Fantasy => 5,
        Genre::Romance => 7,
        _ => 6,
    };
    genres.sort_by_key(carries);
    let Some(first) = genres.first().copied() else { return "a film".to_owned() };
    // What makes the best adjective stands last in the order; what is left over is "a touch of".
    let adjectives: Vec<Genre> = genres[1..].to_vec();
    let words = match adjectives[..] {
        [] => noun(first).to_owned(),
        [Genre::Drama] if first == Genre::Comedy => "comedy drama".to_owned(),
        [only] => format!("{} {}", adjective(only), noun(first)),
        [touch, .., main] => {
            format!("{} {} with a touch of {}", adjective(main), noun(first), touch.name().to_lowercase())
        }
    };
    with_article(&words)
}

/// Several of a thing: "detectives"; what cannot be counted stays as it is.
pub(crate) fn several(word: &str) -> String {
    const UNCOUNTED: &str = "football soccer food music magic time space love war revenge chess snow rain money murder family \
        friendship politics art travel sport history death retirement fire violence blood jazz tea coffee bread \
        cheese water christmas winter summer spring autumn theatre rugby cricket tennis baseball grief memory \
        radio espionage divorce marriage insurance children people women men fish sheep ice salt gold school \
        opera work nature justice faith religion cinema mice geese wolves thieves wives royalty police mafia \
        disposal tango ballet wine beer australia";
    let stays = word.len() < 3
        || word.ends_with('s')
        || word.ends_with("ing")
        || word.ends_with("ery")
        || word.chars().any(|c| !c.is_ascii_lowercase());
    if stays || among(UNCOUNTED, word) {
        return word.to_owned();
    }
    match word.strip_suffix('y') {
        Some(head) if !head.ends_with(|last: char| "aeiou".contains(last)) => format!("{head}ies"),
        _ if word.ends_with("ch") || word.ends_with("sh") || word.ends_with('x') => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// The sentences of a plot.
pub(crate) fn sentences(plot: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let bytes = plot.as_bytes();
    for (place, character) in plot.char_indices() {
        let after = bytes.get(place + 1).copied().unwrap_or(b' ');
        let abbreviation = ["Mr", "Mrs", "Dr", "St", "Ms"].iter().any(|title| plot[..place].ends_with(title));
        if matches!(character, '.' | '!' | '?') && after == b' ' && !abbreviation {
            sentences.push(plot[start..=place].trim());
            start = place + 1;
        }
    }
    if !plot[start..].trim().is_empty() {
        sentences.push(plot[start..].trim());
    }
    sentences
}

/// The first sentence of a plot, or as much of it as reads well.
pub(crate) fn hook(plot: &str, most: usize) -> String {
    let sentence = sentences(plot).first().copied().unwrap_or_default();
    if sentence.chars().count() <= most {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(most).collect();
    let shorter = cut.rfind([',', ';', ':']).filter(|place| *place > most / 2).or_else(|| cut.rfind(' '));
    format!("{}…", cut[..shorter.unwrap_or(cut.len())].trim_end_matches([',', ';', ':', ' ']))
}

/// "**Title** (1959)".
pub(crate) fn bold(film: &Film) -> String {
    format!("**{}** ({})", film.title, film.year)
}

/// Words of a person that are repeated to them: letters, digits, spaces and hyphens only.
pub(crate) fn quoted(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-').take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_articles_read_well() {
        assert_eq!(list(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(list(&["a"], "or"), "a");
        assert_eq!(with_article("adventure"), "an adventure");
    }

    #[test]
    fn a_hook_ends_with_its_sentence() {
        assert_eq!(hook("Mr. Ambry is late. He always was.", 100), "Mr. Ambry is late.");
        assert_eq!(hook("One two three four five six", 12), "One two…");
    }
}
