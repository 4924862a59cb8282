//! Texts in quotes, as Go reads them: escapes in `"…"` and `'…'`, none between backticks.

/// A text at the beginning of a query, and how long it is there. Its bytes need not be UTF-8.
///
/// # Errors
/// Where it does not end, or an escape is none.
pub(crate) fn text(query: &str) -> Result<(Vec<u8>, usize), String> {
    let quote = query.chars().next().unwrap_or_default();
    let mut bytes = Vec::new();
    let mut left = &query[quote.len_utf8()..];
    if quote == '`' {
        let end = left.find(quote).ok_or("unterminated raw string")?;
        return Ok((left.as_bytes()[..end].to_vec(), end + 2));
    }
    loop {
        let Some(next) = left.chars().next().filter(|next| *next != '\n') else {
            return Err("unterminated quoted string".to_owned());
        };
        left = &left[next.len_utf8()..];
        if next == quote {
            return Ok((bytes, query.len() - left.len()));
        }
        if next == '\\' {
            left = escape(left, quote, &mut bytes)?;
        } else {
            bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// Adds what an escape stands for; what follows it is returned.
fn escape<'a>(left: &'a str, quote: char, bytes: &mut Vec<u8>) -> Result<&'a str, String> {
    let letter = left.chars().next().ok_or("escape sequence not terminated")?;
    let after = &left[letter.len_utf8()..];
    let (digits, base) = match letter {
        '0'..='7' => (left.get(..3), 8),
        'x' => (after.get(..2), 16),
        'u' => (after.get(..4), 16),
        'U' => (after.get(..8), 16),
        _ => {
            let byte = match letter {
                'a' => 0x07,
                'b' => 0x08,
                'f' => 0x0c,
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'v' => 0x0b,
                '\\' => b'\\',
                other if other == quote => quote as u8,
                other => return Err(format!("unknown escape sequence {other:?}")),
            };
            bytes.push(byte);
            return Ok(after);
        }
    };
    let digits = digits.filter(|digits| digits.chars().all(|digit| digit.is_digit(base)));
    let digits = digits.ok_or_else(|| format!("illegal character in escape sequence `\\{letter}`"))?;
    let code = u32::from_str_radix(digits, base).unwrap_or(u32::MAX);
    // The short ones are bytes, the others characters.
    match (letter, u8::try_from(code), char::from_u32(code)) {
        ('u' | 'U', _, Some(character)) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        ('x' | '0'..='7', Ok(byte), _) => bytes.push(byte),
        _ => return Err("escape sequence is an invalid Unicode code point".to_owned()),
    }
    Ok(&left[digits.len() + usize::from(base == 16)..])
}

/// A text in quotes again, with the escapes that any reader knows.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_go_reads_them() {
        let read =
            |query: &str| text(query).map(|(bytes, length)| (String::from_utf8_lossy(&bytes).into_owned(), length));
        let cases = [
            (r#""a\n\"b" + 1"#, "a\n\"b", 8),
            (r"'it\'s'", "it's", 7),
            (r"`a\n\d` ", r"a\n\d", 7),
            ("`a\nb`", "a\nb", 5),
            (r#""\x41\102\u00e9\U0001F600""#, "ABé😀", 26),
            (r#""\xe2\x82\xac""#, "€", 14),
            (r#""\xff""#, "\u{fffd}", 6),
        ];
        for (query, wanted, length) in cases {
            assert_eq!(read(query), Ok((wanted.to_owned(), length)), "{query}");
        }
        for query in
            ["\"a", "\"a\nb\"", "`a", r#""\q""#, r#""\'""#, r#""\400""#, r#""\8""#, r#""\xg0""#, r#""\ud800""#, r#""\"#]
        {
            assert!(read(query).is_err(), "{query}");
        }
        assert_eq!(quoted("a\"\\\n\u{7}"), "\"a\\\"\\\\\\n\u{7}\"");
    }
}
