//! OpenMetrics (<https://github.com/OpenObservability/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md>): every blank and
//! every end of a line has its one place, and the last line says that it is the last. Exemplars are read, for a wrong one is
//! a wrong answer, and not kept.

use super::cursor::{Cursor, Quoted};
use super::{Exposed, Exposition, label_set, number};

const KINDS: [&str; 8] = ["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"];
/// Metrics that may have exemplars end so.
const WITH_EXEMPLARS: [&str; 2] = ["_total", "_bucket"];
const EXEMPLAR: &str = " # {";
const NO_END: &str = "the answer does not end with `# EOF`";

pub(super) fn read(cursor: &mut Cursor<'_>, into: &mut Exposition, limit: usize) -> Result<(), String> {
    loop {
        match cursor.peek() {
            None => return Err(NO_END.to_owned()),
            Some(b'#') if cursor.eat("# EOF") => {
                cursor.eat("\n");
                return match cursor.peek() {
                    None => Ok(()),
                    Some(_) => Err(format!("after `# EOF` there is {}", cursor.shown())),
                };
            }
            Some(b'#') => describe(cursor, into)?,
            Some(_) => {
                let sample = sample(cursor)?;
                into.add(sample, limit)?;
            }
        }
    }
}

/// `# HELP`, `# TYPE` or `# UNIT`; there are no other comments.
fn describe(cursor: &mut Cursor<'_>, into: &mut Exposition) -> Result<(), String> {
    let keyword = ["HELP", "TYPE", "UNIT"].into_iter().find(|keyword| cursor.eat(&format!("# {keyword} ")));
    let keyword = keyword.ok_or_else(|| format!("{} is neither HELP, TYPE, UNIT nor EOF", cursor.shown()))?;
    let name = cursor.name(true);
    if name.is_empty() {
        return Err(format!("{keyword} needs the name of a metric; there is {}", cursor.shown()));
    }
    if !cursor.eat(" ") {
        return Err(format!("after {keyword} and the name `{name}` there is no space"));
    }
    let said = cursor.rest_of_line();
    let text = std::str::from_utf8(said);
    let wrong = |means: &str| format!("`{}` is not {means}", String::from_utf8_lossy(said).escape_debug());
    if cursor.peek().is_none() {
        return Err(NO_END.to_owned());
    }
    match keyword {
        "HELP" => {
            let help = text.map_err(|_| format!("the help of `{name}` is not UTF-8"))?;
            into.of_metric(name).help = label_set::unescaped(help, true);
        }
        "TYPE" => {
            let kind = text.ok().filter(|kind| KINDS.contains(kind));
            let kind = kind.ok_or_else(|| wrong(&format!("a type; {} are", KINDS.join(", "))))?;
            into.of_metric(name).kind = kind.to_owned();
        }
        _ => {
            let is_suffix =
                |unit: &&str| unit.is_empty() || name.strip_suffix(unit).is_some_and(|own| own.ends_with('_'));
            let unit = text.ok().filter(is_suffix);
            let unit = unit.ok_or_else(|| wrong(&format!("the unit of `{name}`, whose name would end with it")))?;
            into.of_metric(name).unit = unit.to_owned();
        }
    }
    cursor.eat("\n");
    Ok(())
}

fn sample(cursor: &mut Cursor<'_>) -> Result<Exposed, String> {
    let name = cursor.name(true);
    if name.is_empty() {
        return Err(format!("{} does not begin with the name of a metric", cursor.shown()));
    }
    let pairs = if cursor.eat("{") { labels(cursor, false)? } else { Vec::new() };
    let labels = label_set::of(name, pairs)?;
    let value = number::read(word(cursor, "a value")?)?;
    let mut has_exemplar = cursor.eat(EXEMPLAR);
    let mut at_ms = None;
    if !has_exemplar && cursor.peek() == Some(b' ') {
        at_ms = Some(timestamp(cursor)?);
        has_exemplar = cursor.eat(EXEMPLAR);
    }
    if has_exemplar {
        exemplar(cursor, name)?;
    }
    ends(cursor)?;
    Ok(Exposed { labels, value, at_ms })
}

/// An exemplar after its opening brace.
fn exemplar(cursor: &mut Cursor<'_>, of: &str) -> Result<(), String> {
    if !WITH_EXEMPLARS.iter().any(|suffix| of.ends_with(suffix)) {
        return Err(format!("`{of}` cannot have an exemplar: only what ends with _total or _bucket can"));
    }
    labels(cursor, true)?;
    number::read(word(cursor, "a value of the exemplar")?)?;
    if cursor.peek() == Some(b' ') {
        timestamp(cursor)?;
    }
    Ok(())
}

/// One space, and what follows up to the next.
fn word<'a>(cursor: &mut Cursor<'a>, what: &str) -> Result<&'a [u8], String> {
    let is_there = cursor.eat(" ");
    match cursor.run(|byte| is_there && !matches!(byte, b' ' | b'\n')) {
        [] => Err(format!("where one space and {what} should be there is {}", cursor.shown())),
        word => Ok(word),
    }
}

/// Seconds since 1970, as milliseconds. What is beyond all times becomes the first or the last.
fn timestamp(cursor: &mut Cursor<'_>) -> Result<i64, String> {
    let seconds = number::read(word(cursor, "a timestamp")?)?;
    if seconds.is_finite() {
        Ok((seconds * 1000.0) as i64)
    } else {
        Err("the timestamp is infinite or not a number".to_owned())
    }
}

fn ends(cursor: &mut Cursor<'_>) -> Result<(), String> {
    match cursor.peek() {
        Some(b'\n') => {
            cursor.eat("\n");
            Ok(())
        }
        None => Err(NO_END.to_owned()),
        Some(_) => Err(format!("after the sample there is {}", cursor.shown())),
    }
}

/// Labels after the opening brace, the closing one included.
fn labels<'a>(cursor: &mut Cursor<'a>, of_exemplar: bool) -> Result<Vec<(&'a str, String)>, String> {
    let mut pairs = Vec::new();
    loop {
        if cursor.eat("}") {
            return Ok(pairs);
        }
        if !pairs.is_empty() && !cursor.eat(",") {
            return Err(format!("after a label there is neither a comma nor a closing brace, but {}", cursor.shown()));
        }
        let name = cursor.name(false);
        if name.is_empty() {
            return Err(format!("within the braces {} does not begin with the name of a label", cursor.shown()));
        }
        if !cursor.eat("=") {
            return Err(format!("after the label `{name}` there is no ="));
        }
        let value = cursor.quoted(Quoted { one_line: true, no_nul: of_exemplar })?;
        pairs.push((name, label_set::unescaped(value, true)));
    }
}
