//! Regular expressions as Prometheus has them: those of RE2, of which Go's `regexp` is one. The `regex` crate descends from
//! it and yet reads some patterns differently (`\d` of any script, `a**`, `[a&&b]`, `\<`) or not at all (`\Q…\E`, `\12`, a
//! lone `{`), so a pattern is written anew for it, and what RE2 refuses is refused.

mod class;
mod escape;
mod group;
mod repetition;
mod template;

use regex::{Regex, RegexBuilder};

/// A pattern that matches a whole text.
#[derive(Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    /// The named groups, and their places.
    names: Vec<(String, usize)>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in RE2's words.
    pub(crate) fn anchored(pattern: &str) -> Result<Self, String> {
        // It is put between anchors as Prometheus does, so that `a)|(b` does in `label_replace` what it does there.
        let anchored = format!("^(?:{pattern})$");
        let translated = Translator::of(&anchored).translate()?;
        let regex = RegexBuilder::new(&translated.out).nest_limit(1000).build();
        let regex = regex.map_err(|problem| match problem {
            regex::Error::CompiledTooBig(_) => wrong("expression is too large", pattern),
            other => wrong(other.to_string().lines().last().unwrap_or_default(), pattern),
        })?;
        Ok(Self { regex, names: translated.names })
    }

    /// Reads the pattern of a matcher, which Prometheus also reads without anchors.
    ///
    /// # Errors
    /// What is wrong with it, in RE2's words.
    pub(crate) fn of_matcher(pattern: &str) -> Result<Regex, String> {
        Translator::of(pattern).translate()?;
        Ok(Self::anchored(pattern)?.regex)
    }
}

/// What RE2 says, and of which part of the pattern.
fn wrong(what: &str, part: &str) -> String {
    format!("error parsing regexp: {what}: `{part}`")
}

/// A pattern on its way from one syntax to the other.
struct Translator<'a> {
    /// What is not read yet.
    left: &'a str,
    out: String,
    /// Flags that hold from here on. A repetition that follows them is of what was before them.
    flags: String,
    /// For each open group, how often the most repeated of its parts is.
    groups: Vec<u32>,
    /// The same for the part before; none where there is nothing to repeat.
    last: Option<u32>,
    /// From the repetition before on, where the part before is one.
    repeated: Option<&'a str>,
    captures: usize,
    names: Vec<(String, usize)>,
}

impl<'a> Translator<'a> {
    fn of(pattern: &'a str) -> Self {
        let out = String::with_capacity(pattern.len() * 2);
        Self {
            left: pattern,
            out,
            flags: String::new(),
            groups: vec![1],
            last: None,
            repeated: None,
            captures: 0,
            names: Vec::new(),
        }
    }

    fn translate(mut self) -> Result<Self, String> {
        let whole = self.left;
        while let Some(first) = self.left.chars().next() {
            let repeated = self.repeated.take();
            match first {
                '(' => self.open()?,
                ')' => self.close(whole)?,
                '|' => {
                    self.skip(1);
                    self.write("|");
                    self.last = None;
                }
                '*' | '+' | '?' => self.repetition(1, None, repeated)?,
                '{' => self.braces(repeated)?,
                '[' => self.class()?,
                '\\' => self.escape()?,
                '.' | '^' | '$' => {
                    self.skip(1);
                    self.part(first.encode_utf8(&mut [0; 4]));
                }
                other => self.literal(other),
            }
        }
        if self.groups.len() > 1 {
            return Err(wrong("missing closing )", whole));
        }
        Ok(self)
    }

    fn skip(&mut self, bytes: usize) {
        self.left = &self.left[bytes..];
    }

    /// What was read since.
    fn since(&self, before: &'a str) -> &'a str {
        &before[..before.len() - self.left.len()]
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(&std::mem::take(&mut self.flags));
        self.out.push_str(text);
    }

    /// Writes something that can be repeated.
    fn part(&mut self, text: &str) {
        self.write(text);
        self.last = Some(1);
    }

    /// Reads and writes a character that stands for itself.
    fn literal(&mut self, character: char) {
        self.skip(character.len_utf8());
        self.part(&itself(character));
    }
}

/// A character for the other side, which takes nothing in it for an operator.
fn itself(character: char) -> String {
    if character.is_ascii_alphanumeric() || !character.is_ascii() {
        character.to_string()
    } else {
        format!("\\x{{{:x}}}", u32::from(character))
    }
}

#[cfg(test)]
mod tests;
