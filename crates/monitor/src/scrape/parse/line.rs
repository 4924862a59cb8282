//! One sample's line: name, labels in braces, value, and a timestamp at will.

use super::{Exposed, is_metric_name, name_ends};
use crate::source::Labels;

const BLANK: [char; 2] = [' ', '\t'];

pub(super) fn sample(line: &str) -> Result<Exposed, String> {
    let (name, rest) = line.split_at(name_ends(line, true));
    if !is_metric_name(name) {
        return Err(format!("`{}` does not begin with the name of a metric", shown(line)));
    }
    let mut labels = Labels::new();
    let rest = rest.trim_start_matches(BLANK);
    let rest = match rest.strip_prefix('{') {
        Some(inside) => read_labels(inside, &mut labels)?,
        None => rest,
    };
    labels.insert("__name__".to_owned(), name.to_owned());
    let mut words = rest.split(BLANK).filter(|word| !word.is_empty());
    let value = words.next().ok_or("there is no value")?;
    let value = number(value).ok_or_else(|| format!("`{}` is not a number", shown(value)))?;
    let at_ms = words
        .next()
        .map(|word| word.parse().map_err(|_| format!("`{}` is not a timestamp in whole milliseconds", shown(word))));
    if words.next().is_some() {
        return Err("there is something after the timestamp".to_owned());
    }
    Ok(Exposed { labels, value, at_ms: at_ms.transpose()? })
}

/// As Go writes numbers: digits and an exponent, or `NaN`, `Inf`, `+Inf`, `-Inf`.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    let word = matches!(text.trim_start_matches(['+', '-']).to_ascii_lowercase().as_str(), "nan" | "inf");
    if plain || word { text.parse().ok() } else { None }
}

/// Labels up to the closing brace; what follows it is returned. An empty value is no label.
fn read_labels<'a>(mut text: &'a str, labels: &mut Labels) -> Result<&'a str, String> {
    loop {
        text = text.trim_start_matches(BLANK);
        if let Some(rest) = text.strip_prefix('}') {
            return Ok(rest);
        }
        let (name, rest) = text.split_at(name_ends(text, false));
        if name.is_empty() || name == "__name__" {
            return Err(format!("`{}` does not begin with the name of a label", shown(text)));
        }
        let rest = rest
            .trim_start_matches(BLANK)
            .strip_prefix('=')
            .ok_or(format!("after the label `{name}` there is no ="))?;
        let rest = rest
            .trim_start_matches(BLANK)
            .strip_prefix('"')
            .ok_or(format!("the value of `{name}` is not in quotes"))?;
        let (value, rest) =
            quoted(rest).ok_or_else(|| format!("the value of `{name}` does not end, or escapes what needs none"))?;
        if !value.is_empty() && labels.insert(name.to_owned(), value).is_some() {
            return Err(format!("the label `{name}` is there twice"));
        }
        text = rest.trim_start_matches(BLANK);
        match text.strip_prefix(',') {
            Some(rest) => text = rest,
            None if text.starts_with('}') => {}
            None => return Err(format!("after the label `{name}` there is neither a comma nor a closing brace")),
        }
    }
}

/// A value up to its closing quote, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[index + 1..])),
            '\\' => value.push(match characters.next()?.1 {
                'n' => '\n',
                same @ ('\\' | '"') => same,
                _ => return None,
            }),
            other => value.push(other),
        }
    }
    None
}

/// As much of a text as an error shows.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
