//! The words and signs of a PromQL expression, as far as a mistake has to be found among them.

/// A word, a number, a text or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'q> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    pub(super) text: &'q str,
}

impl Token<'_> {
    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':'))
    }
}

/// Signs of two characters, those that people mean something by among them.
const PAIRS: [&str; 11] = ["==", "!=", ">=", "<=", "=~", "!~", "&&", "||", "=>", "=<", "<>"];

/// The tokens of an expression; or where a text begins that does not end.
pub(super) fn tokens(query: &str) -> Result<Vec<Token<'_>>, usize> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = query[start..].chars().next() {
        let rest = &query[start..];
        let length = match first {
            c if c.is_whitespace() => {
                start += c.len_utf8();
                continue;
            }
            '#' => {
                start += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '"' | '\'' | '`' => quoted(rest, first).ok_or(start)?,
            c if c.is_alphanumeric() || matches!(c, '_' | ':' | '.') => {
                rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':' | '.')).unwrap_or(rest.len())
            }
            c => PAIRS.into_iter().find(|pair| rest.starts_with(pair)).map_or(c.len_utf8(), str::len),
        };
        tokens.push(Token { start, text: &rest[..length] });
        start += length;
    }
    Ok(tokens)
}

/// How long a text in quotes is, with them; none where it does not end.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_falls_into_its_tokens() {
        let texts = |query| tokens(query).map(|tokens| tokens.iter().map(|token| token.text).collect::<Vec<_>>());
        let found = texts("sum by(a) (rate(x:y{le=~\"5.*\"}[1h30m])) # all\n >= 0.5").unwrap();
        assert_eq!(
            found,
            [
                "sum", "by", "(", "a", ")", "(", "rate", "(", "x:y", "{", "le", "=~", "\"5.*\"", "}", "[", "1h30m",
                "]", ")", ")", ">=", "0.5"
            ]
        );
        assert_eq!(texts("x{a=\"b}"), Err(4));
        assert_eq!(texts("“x”"), Ok(vec!["“", "x", "”"]));
    }
}
