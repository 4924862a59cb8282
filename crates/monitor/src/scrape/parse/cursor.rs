//! How far an answer is read. Both formats are defined over bytes: only what becomes a label or a help has to be UTF-8.

/// The bytes of an answer, and the place in them.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The line of the place, from 1.
    pub(super) fn line(&self) -> usize {
        1 + self.bytes[..self.at].iter().filter(|byte| **byte == b'\n').count()
    }

    /// The next byte; none at the end.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether this comes next; it is then passed.
    pub(super) fn eat(&mut self, wanted: &str) -> bool {
        let is_next = self.bytes[self.at..].starts_with(wanted.as_bytes());
        if is_next {
            self.at += wanted.len();
        }
        is_next
    }

    /// All bytes up to the first that is not `of` them.
    pub(super) fn run(&mut self, of: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !of(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Spaces and tabs.
    pub(super) fn blanks(&mut self) -> &'a [u8] {
        self.run(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// The rest of the line, without its end.
    pub(super) fn rest_of_line(&mut self) -> &'a [u8] {
        self.run(|byte| byte != b'\n')
    }

    /// A name: `[a-zA-Z_][a-zA-Z0-9_]*`, with `:` as well in that of a metric. Empty where there is none.
    pub(super) fn name(&mut self, colons: bool) -> &'a str {
        let begins = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || (colons && byte == b':');
        if !self.peek().is_some_and(begins) {
            return "";
        }
        // ASCII all through.
        std::str::from_utf8(self.run(|byte| begins(byte) || byte.is_ascii_digit())).unwrap_or_default()
    }

    /// What stands between quotes, escapes as they are.
    pub(super) fn quoted(&mut self, of: Quoted) -> Result<&'a str, String> {
        if !self.eat("\"") {
            return Err(format!("the value of a label is not in quotes; there is {}", self.shown()));
        }
        let (begin, mut escaped) = (self.at, false);
        while let Some(byte) = self.peek() {
            match byte {
                0 if of.no_nul => break,
                // Passed over by Prometheus' reader, as if it were not there.
                0 => {}
                b'\n' if escaped || of.one_line => break,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    let inside = &self.bytes[begin..self.at];
                    self.at += 1;
                    return std::str::from_utf8(inside).map_err(|_| "the value of a label is not UTF-8".to_owned());
                }
                _ => {}
            }
            self.at += 1;
        }
        Err("the value of a label does not end".to_owned())
    }

    /// As much of what comes next as an error shows.
    pub(super) fn shown(&self) -> String {
        let rest = &self.bytes[self.at..];
        let line = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
        match line {
            [] => "nothing".to_owned(),
            line => format!("`{}`", String::from_utf8_lossy(line).chars().take(40).collect::<String>().escape_debug()),
        }
    }
}

/// What may not stand between quotes.
#[derive(Clone, Copy)]
pub(super) struct Quoted {
    /// No end of a line.
    pub(super) one_line: bool,
    /// No NUL.
    pub(super) no_nul: bool,
}
