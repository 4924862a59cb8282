//! A query in the spelling of the library that parses it. That library reads a newer PromQL, and some of it differently
//! from Prometheus 2.42: texts, numbers, words that became keywords. So each token is read here as 2.42 reads it, and
//! written so that the library cannot mistake it. Regular expressions are kept from it: it would try them itself.

mod numbers;
mod restore;

use crate::quoted;

/// A query as it is parsed, and what of it is put back afterwards.
#[derive(Default)]
pub(crate) struct Spelled {
    pub(crate) text: String,
    /// The patterns of matchers, in whose place stand their numbers; whether each is one that must not match.
    patterns: Vec<(String, bool)>,
    /// Names of metrics that would be keywords: what stands for each, and the name.
    names: Vec<(String, String)>,
}

/// What the token before says of the next one.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// `@`, and maybe a sign
    At,
    /// `offset`, and maybe a sign
    Offset,
    /// `by`, `on` and their like
    Grouping,
    /// `=~`, `!~`
    Match {
        negated: bool,
    },
    Other,
}

struct Speller<'a> {
    query: &'a str,
    left: &'a str,
    spelled: Spelled,
    before: Before,
    in_braces: bool,
    in_brackets: bool,
    in_grouping: bool,
}

/// Reads the tokens of a query.
///
/// # Errors
/// What Prometheus 2.42 says of a text, a number or a duration that is none.
pub(crate) fn spelled(query: &str) -> Result<Spelled, String> {
    let mut speller = Speller {
        query,
        left: query,
        spelled: Spelled::default(),
        before: Before::Other,
        in_braces: false,
        in_brackets: false,
        in_grouping: false,
    };
    while let Some(first) = speller.left.chars().next() {
        match first {
            '"' | '\'' | '`' => speller.text()?,
            '#' => speller.comment(),
            blank if blank.is_ascii_whitespace() => speller.copy(1),
            letter if of_word(letter) && !letter.is_ascii_digit() => speller.word()?,
            _ if !speller.in_braces && begins_number(speller.left) => speller.number()?,
            other => speller.sign(other),
        }
    }
    Ok(speller.spelled)
}

fn of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | ':')
}

fn begins_number(text: &str) -> bool {
    text.strip_prefix('.').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit())
}

impl<'a> Speller<'a> {
    fn write(&mut self, text: &str) {
        self.spelled.text.push_str(text);
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, left) = self.left.split_at(bytes);
        self.left = left;
        taken
    }

    fn copy(&mut self, bytes: usize) {
        let taken = self.take(bytes);
        self.write(taken);
    }

    fn comment(&mut self) {
        let end = self.left.find(['\n', '\r']).unwrap_or(self.left.len());
        self.take(end);
    }

    fn text(&mut self) -> Result<(), String> {
        let (bytes, length) = quoted::text(self.left)?;
        let source = self.take(length);
        match self.before {
            Before::Match { negated } => {
                let pattern = String::from_utf8(bytes);
                let pattern = pattern.map_err(|_| format!("error parsing regexp: invalid UTF-8: {source}"))?;
                let place = self.spelled.patterns.len();
                self.spelled.patterns.push((pattern, negated));
                self.write(&format!("\"{place}\""));
            }
            // Prometheus' API shows bytes that are no text like this.
            _ => self.write(&quoted::quoted(&String::from_utf8_lossy(&bytes))),
        }
        self.before = Before::Other;
        Ok(())
    }

    fn word(&mut self) -> Result<(), String> {
        let word = self.take(self.left.find(|character| !of_word(character)).unwrap_or(self.left.len()));
        let lower = word.to_lowercase();
        let called = self.left.trim_start().starts_with('(');
        let before = std::mem::replace(&mut self.before, Before::Other);
        if self.in_braces {
            self.write(word);
            // With a blank after it, a label of this name would be an operator.
            if lower == "or" && self.left.trim_start().starts_with(['=', '!']) {
                self.left = self.left.trim_start();
            }
            return Ok(());
        }
        match lower.as_str() {
            "inf" | "nan" if before == Before::Offset => {
                return Err(format!("unexpected number \"{word}\" in offset, expected duration"));
            }
            "anchored" | "smoothed" if self.in_grouping => self.write(&quoted::quoted(word)),
            "anchored" | "smoothed" if !called => {
                let mut stand_in = format!("{word}_");
                while self.query.contains(&stand_in) {
                    stand_in.push('_');
                }
                self.write(&stand_in);
                self.spelled.names.push((stand_in, word.to_owned()));
            }
            // The library knows it by the name that Prometheus 3 gave it.
            _ if word == "holt_winters" && called => self.write("double_exponential_smoothing"),
            _ => self.write(word),
        }
        self.before = match lower.as_str() {
            "offset" => Before::Offset,
            "by" | "without" | "on" | "ignoring" | "group_left" | "group_right" => Before::Grouping,
            _ => Before::Other,
        };
        Ok(())
    }

    fn sign(&mut self, sign: char) {
        let before = std::mem::replace(&mut self.before, Before::Other);
        if self.in_braces && (self.left.starts_with("=~") || self.left.starts_with("!~")) {
            self.before = Before::Match { negated: sign == '!' };
            self.take(2);
            // Whichever way: the library holds what may be empty against a selector, and here is no pattern yet.
            self.write("=~");
            return;
        }
        match sign {
            '{' => self.in_braces = true,
            '}' => self.in_braces = false,
            '[' => self.in_brackets = true,
            ']' => self.in_brackets = false,
            '(' => self.in_grouping = before == Before::Grouping,
            ')' => self.in_grouping = false,
            '@' => self.before = Before::At,
            '+' | '-' if matches!(before, Before::At | Before::Offset) => self.before = before,
            _ => {}
        }
        self.copy(sign.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(query: &str) -> String {
        spelled(query).unwrap_or_else(|problem| panic!("{query}: {problem}")).text
    }

    #[test]
    fn tokens_are_written_so_that_they_cannot_be_mistaken() {
        assert_eq!(text("017 + 0x1F - 1.50 * 08"), "1.5e1 + 3.1e1 - 1.5e0 * 8e0");
        assert_eq!(text("rate(a[1h30m:500ms] offset -1w) # comment"), "rate(a[1h1800s:500ms] offset -168h) ");
        assert_eq!(text(r#"a{b="\x41`", c!~`\d`, or ="x"}"#), r#"a{b="A`", c=~"0", or="x"}"#);
        assert_eq!(text("sum by (anchored) (smoothed @ 5)"), "sum by (\"anchored\") (smoothed_ @ 5e0)");
        assert_eq!(text("smoothed - smoothed_"), "smoothed__ - smoothed_");
        assert_eq!(text("holt_winters(a[5m], 0.5, 0.5)"), "double_exponential_smoothing(a[300s], 5e-1, 5e-1)");
        assert_eq!(text("a.5"), "a 5e-1");
        assert_eq!(text("{__name__=\"5x\"} @ -7 offset 1m"), "{__name__=\"5x\"} @ -7e0 offset 60s");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let refused = [
            "1e400",
            "1_000",
            "0x1.8",
            "0x1p3",
            "0b1",
            "1e",
            "5mm",
            "1m1h",
            "a[0s]",
            "a[294y]",
            "a[0]",
            "a[1e30]",
            "a @ 1e20",
            "a @ -1e20",
            "a offset 1e30",
            "a offset inf",
            "\"\\q\"",
            "a{b=~\"\\xff\"}",
        ];
        for query in refused {
            assert!(spelled(query).is_err(), "{query}");
        }
    }
}
