//! A message as the rules see it: people write "Don't", "dont" and "do not", "Café" and "cafe", with and
//! without punctuation. Everything behind this file works on plain lower-case words and never on the raw text.

use std::ops::Range;

use super::forms::{fold, stem, write_out};

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// A space at most.
    None,
    /// A comma, a bracket, a dash: a new clause may begin.
    Comma,
    /// The end of a sentence.
    Stop,
}

/// One word.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Lower case, without accents, corrected where it was a typo of a word the rules know.
    pub word: String,
    /// The word without its ending: "dancing", "dances" and "dance" share one.
    pub stem: String,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it was written with a capital.
    pub capital: bool,
    /// The bytes of the message in which it stands.
    pub at: Range<usize>,
}

/// A message, split into words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    /// The words in order, contractions written out.
    pub tokens: Vec<Token>,
    /// Whether a question mark stands in it.
    pub question: bool,
    /// Emoji that smile, less emoji that frown.
    pub smiles: i32,
}

impl Text {
    /// Splits a message into words.
    pub(crate) fn read(message: &str) -> Self {
        let mut text = Self::default();
        let mut gap = Gap::Stop;
        let mut raw = String::new();
        let mut characters = message.char_indices().peekable();
        let mut before = ' ';
        let mut start = 0;
        while let Some((place, character)) = characters.next() {
            let next = characters.peek().map_or(' ', |(_, next)| *next);
            let inside = character.is_alphanumeric()
                || (is_apostrophe(character) && before.is_alphanumeric() && next.is_alphanumeric())
                || (character == '.' && before.is_ascii_digit() && next.is_ascii_digit());
            if inside {
                if raw.is_empty() {
                    start = place;
                }
                raw.push(if is_apostrophe(character) { '\'' } else { character });
            } else {
                let title = matches!(raw.to_lowercase().as_str(), "mr" | "mrs" | "ms" | "dr" | "st" | "vs");
                text.push(&std::mem::take(&mut raw), start..place, &mut gap);
                let sign = place..place + character.len_utf8();
                match character {
                    '.' if title => {}
                    '.' | '!' | '?' | '\n' | '…' => gap = gap.max(Gap::Stop),
                    ',' | ';' | ':' | '(' | ')' | '—' | '–' => gap = gap.max(Gap::Comma),
                    '-' if before == ' ' => gap = gap.max(Gap::Comma),
                    '&' => text.push("and", sign, &mut gap),
                    '<' if next != '3' => text.push("under", sign, &mut gap),
                    '>' if next.is_ascii_digit() => text.push("over", sign, &mut gap),
                    '+' if before.is_ascii_digit() => text.push("plus", sign, &mut gap),
                    _ => text.smiles += smile(character),
                }
                text.question |= matches!(character, '?' | '？' | '⁇');
            }
            before = character;
        }
        text.push(&raw, start..message.len(), &mut gap);
        text
    }

    fn push(&mut self, raw: &str, at: Range<usize>, gap: &mut Gap) {
        if raw.is_empty() {
            return;
        }
        let capital = raw.chars().next().is_some_and(char::is_uppercase);
        let folded = fold(raw);
        let mut gap_here = std::mem::replace(gap, Gap::None);
        for word in write_out(&folded) {
            self.tokens.push(Token { stem: stem(&word), word, gap: gap_here, capital, at: at.clone() });
            gap_here = Gap::None;
        }
    }

    /// The message without some of its words.
    pub(crate) fn without(&self, words: Option<&Range<usize>>) -> Self {
        let mut rest = self.clone();
        if let Some(words) = words {
            rest.tokens.drain(words.start.min(rest.len())..words.end.min(rest.len()));
        }
        rest
    }

    /// The message with one word in the place of some.
    pub(crate) fn replace(&mut self, words: Range<usize>, word: &str) {
        let Some(first) = self.tokens.get(words.start) else { return };
        let end = self.tokens.get(words.end.saturating_sub(1)).map_or(first.at.end, |last| last.at.end);
        let one = Token { word: word.to_owned(), stem: word.to_owned(), at: first.at.start..end, ..first.clone() };
        self.tokens.splice(words.start..words.end.min(self.tokens.len()), [one]);
    }

    /// Only the words that are not `used`.
    pub(crate) fn unused(&self, used: &[bool]) -> Self {
        let mut rest = self.clone();
        let mut flags = used.iter();
        rest.tokens.retain(|_| !flags.next().copied().unwrap_or(false));
        rest
    }

    /// How many words.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word at a place; empty behind the end.
    pub(crate) fn word(&self, place: usize) -> &str {
        self.tokens.get(place).map_or("", |token| token.word.as_str())
    }

    /// The words of a range, joined by spaces.
    pub(crate) fn joined(&self, range: Range<usize>) -> String {
        let words: Vec<&str> = self.tokens.get(range).unwrap_or(&[]).iter().map(|t| t.word.as_str()).collect();
        words.join(" ")
    }

    /// Where a pattern stands in the whole message.
    pub(crate) fn find(&self, pattern: &str) -> Option<Range<usize>> {
        self.find_in(0..self.len(), pattern)
    }

    /// Whether one of the patterns stands in the message.
    pub(crate) fn has_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.find(pattern).is_some())
    }

    /// Whether one of the patterns stands in a range.
    pub(crate) fn has_any_in(&self, range: &Range<usize>, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.find_in(range.clone(), pattern).is_some())
    }

    /// Where a pattern stands in a range. A pattern is words; `a|b` is one or the other, a final `?` makes a
    /// word optional, `*` stands for up to three words of the same sentence.
    pub(crate) fn find_in(&self, range: Range<usize>, pattern: &str) -> Option<Range<usize>> {
        let end = range.end.min(self.len());
        let words: Vec<&str> = pattern.split(' ').collect();
        (range.start..end).find_map(|start| Some(start..self.match_at(start, end, &words)?))
    }

    fn match_at(&self, at: usize, end: usize, pattern: &[&str]) -> Option<usize> {
        let Some((first, rest)) = pattern.split_first() else { return Some(at) };
        if *first == "*" {
            return (0..=3usize.min(end.saturating_sub(at))).find_map(|skip| {
                let crosses = self.tokens.get(at..at + skip + 1).unwrap_or(&[]).iter().any(|t| t.gap == Gap::Stop);
                if crosses && skip > 0 { None } else { self.match_at(at + skip, end, rest) }
            });
        }
        let (choices, optional) = first.strip_suffix('?').map_or((*first, false), |choices| (choices, true));
        if at < end
            && choices.split('|').any(|choice| choice == self.tokens[at].word)
            && let Some(found) = self.match_at(at + 1, end, rest)
        {
            return Some(found);
        }
        if optional { self.match_at(at, end, rest) } else { None }
    }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´')
}

fn smile(character: char) -> i32 {
    match character {
        '😀'..='😏' | '😗'..='😝' | '🙂' | '🤩' | '🥰' | '👍' | '❤' | '💕' | '💖' | '🎉' | '🙌' | '👏' | '👌' => {
            1
        }
        '😒'..='😖' | '😞'..='😧' | '😩'..='😭' | '🙁' | '👎' | '💩' | '🤮' => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &str) -> String {
        let text = Text::read(message);
        text.joined(0..text.len())
    }

    #[test]
    fn contractions_and_accents_are_written_plainly() {
        assert_eq!(words("I don't mind Café Crème — can't you?"), "i do not mind cafe creme can not you");
        assert_eq!(words("What's Mrs. O'Brien's film?"), "what is mrs obrien film");
    }

    #[test]
    fn a_pattern_has_choices_gaps_and_optional_words() {
        let text = Text::read("I am not really a big fan of horror. Thanks");
        assert_eq!(text.find("not * fan of"), Some(2..8));
        assert_eq!(text.find("a huge|big enormous? fan"), Some(4..7));
        assert_eq!(text.find("of * thanks"), None, "a gap stays in its sentence");
    }
}
