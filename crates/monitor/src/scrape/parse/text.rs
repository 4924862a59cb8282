//! Prometheus' text format. Blanks may stand nearly everywhere, and the last line need not end.

use super::cursor::{Cursor, Quoted};
use super::{Exposed, Exposition, label_set, number};

const KINDS: [(&str, &str); 5] = [
    ("counter", "counter"),
    ("gauge", "gauge"),
    ("histogram", "histogram"),
    ("summary", "summary"),
    ("untyped", "unknown"),
];

pub(super) fn read(cursor: &mut Cursor<'_>, into: &mut Exposition, limit: usize) -> Result<(), String> {
    loop {
        let indented = !cursor.blanks().is_empty();
        match cursor.peek() {
            // A NUL where a line begins is the end as well.
            None | Some(0) => return Ok(()),
            Some(b'\n') => {
                cursor.eat("\n");
            }
            Some(b'#') => {
                if !comment(cursor, into)? {
                    return Ok(());
                }
            }
            // Prometheus takes the blanks for a part of the name.
            Some(_) if indented => return Err("there are blanks before the name of the metric".to_owned()),
            Some(_) => {
                let sample = sample(cursor)?;
                into.add(sample, limit)?;
            }
        }
    }
}

/// A line from its `#` on; whether there may be more.
fn comment(cursor: &mut Cursor<'_>, into: &mut Exposition) -> Result<bool, String> {
    cursor.eat("#");
    if cursor.blanks().is_empty() {
        return Ok(!cursor.rest_of_line().contains(&0));
    }
    if cursor.peek() == Some(0) {
        return Ok(false);
    }
    let is_help = cursor.eat("HELP");
    if (!is_help && !cursor.eat("TYPE")) || cursor.blanks().is_empty() {
        cursor.rest_of_line();
        return Ok(true);
    }
    let name = cursor.name(true);
    if name.is_empty() {
        return Err(format!("HELP and TYPE need the name of a metric; there is {}", cursor.shown()));
    }
    let said = cursor.rest_of_line();
    let is_blank = said.iter().all(|byte| matches!(byte, b' ' | b'\t'));
    // Whatever stands after the name, one byte of it is not meant.
    let said = if is_blank { &[][..] } else { &said[1..] };
    if is_help {
        let help = std::str::from_utf8(said).map_err(|_| format!("the help of `{name}` is not UTF-8"))?;
        into.of_metric(name).help = label_set::unescaped(help, false);
    } else {
        let kind = KINDS.iter().find(|(written, _)| written.as_bytes() == said);
        let (_, kind) = kind.ok_or_else(|| {
            let said = String::from_utf8_lossy(said);
            format!("`{}` is not a type; counter, gauge, histogram, summary and untyped are", said.escape_debug())
        })?;
        into.of_metric(name).kind = (*kind).to_owned();
    }
    Ok(true)
}

fn sample(cursor: &mut Cursor<'_>) -> Result<Exposed, String> {
    let name = cursor.name(true);
    if name.is_empty() {
        return Err(format!("{} does not begin with the name of a metric", cursor.shown()));
    }
    cursor.blanks();
    let pairs = if cursor.eat("{") { labels(cursor)? } else { Vec::new() };
    let labels = label_set::of(name, pairs)?;
    cursor.blanks();
    let value = match cursor.run(|byte| !matches!(byte, b'{' | b' ' | b'\t' | b'\n')) {
        [] => return Err("there is no value".to_owned()),
        word => number::read(word)?,
    };
    cursor.blanks();
    let at_ms = match cursor.run(|byte| byte.is_ascii_digit()) {
        [] => None,
        digits => {
            let at = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
            Some(at.ok_or_else(|| "the timestamp is too large".to_owned())?)
        }
    };
    cursor.blanks();
    match cursor.peek() {
        None | Some(b'\n') => Ok(Exposed { labels, value, at_ms }),
        Some(_) if at_ms.is_some() => Err(format!("after the timestamp there is {}", cursor.shown())),
        Some(_) => Err(format!("{} is not a timestamp in whole milliseconds", cursor.shown())),
    }
}

/// Labels after the opening brace, the closing one included. Commas between them are at will.
fn labels<'a>(cursor: &mut Cursor<'a>) -> Result<Vec<(&'a str, String)>, String> {
    let mut pairs = Vec::new();
    loop {
        cursor.blanks();
        if cursor.eat("}") {
            return Ok(pairs);
        }
        let name = cursor.name(false);
        if name.is_empty() {
            return Err(format!("within the braces {} does not begin with the name of a label", cursor.shown()));
        }
        cursor.blanks();
        if !cursor.eat("=") {
            return Err(format!("after the label `{name}` there is no ="));
        }
        cursor.blanks();
        let value = cursor.quoted(Quoted { one_line: false, no_nul: false })?;
        pairs.push((name, label_set::unescaped(value, true)));
        cursor.blanks();
        cursor.eat(",");
    }
}
