//! A script, from its text to its steps.

use std::fmt::Display;

use movie_guru_test_prometheus::samples::Line;

use super::notation::{self, Described};

pub(crate) enum Step {
    Clear,
    Load(Vec<Line>),
    Eval(Eval),
}

/// When something is asked, in milliseconds.
#[derive(Clone, Copy)]
pub(crate) enum When {
    Instant(i64),
    Range { from: i64, to: i64, step: i64 },
}

pub(crate) enum Wanted {
    /// These, in this order or in any.
    Series {
        all: Vec<Described>,
        ordered: bool,
    },
    Scalar(f64),
    /// An error, which says this.
    Failure(String),
}

pub(crate) struct Eval {
    pub(crate) line: usize,
    /// The line itself.
    pub(crate) text: String,
    pub(crate) when: When,
    pub(crate) query: String,
    pub(crate) wanted: Wanted,
}

/// Reads a script.
///
/// # Errors
/// The line, and what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.starts_with('#'));
    while let Some((index, line)) = lines.next() {
        if line.is_empty() {
            continue;
        }
        // What belongs to it follows up to an empty line.
        let below: Vec<_> = if line.starts_with("load") || line.starts_with("eval") {
            lines.by_ref().take_while(|(_, below)| !below.is_empty()).collect()
        } else {
            Vec::new()
        };
        steps.push(match line.split_whitespace().next() {
            Some("clear") => Step::Clear,
            Some("load") => Step::Load(loaded((index, line), &below)?),
            Some("eval" | "eval_ordered" | "eval_fail") => Step::Eval(eval((index, line), &below)?),
            _ => return Err(wrong(index, format!("unknown command: {line}"))),
        });
    }
    Ok(steps)
}

fn wrong(index: usize, problem: impl Display) -> String {
    format!("{}: {problem}", index + 1)
}

fn series((index, text): (usize, &str)) -> Result<Described, String> {
    notation::series(text).map_err(|problem| wrong(index, problem))
}

fn loaded((index, line): (usize, &str), below: &[(usize, &str)]) -> Result<Vec<Line>, String> {
    let step = line.strip_prefix("load").and_then(|step| duration(step.trim())).filter(|step| *step > 0);
    let step = step.ok_or_else(|| wrong(index, format!("`{line}`: expected `load <step>`")))?;
    let line = |line: &(usize, &str)| {
        let Described { labels, values } = series(*line)?;
        let samples = values.into_iter().enumerate();
        let samples = samples.filter_map(|(place, value)| value.map(|value| (place as i64 * step, value))).collect();
        Ok((labels, samples))
    };
    below.iter().map(line).collect()
}

fn eval((index, text): (usize, &str), below: &[(usize, &str)]) -> Result<Eval, String> {
    let form =
        "expected `eval instant at <time> <query>` or `eval range from <time> to <time> step <duration> <query>`";
    let (command, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (when, query) = when(rest).ok_or_else(|| wrong(index, format!("`{text}`: {form}")))?;
    let wanted = match (command, below) {
        ("eval_fail", []) => Wanted::Failure(String::new()),
        ("eval_fail", [(below, message), rest @ ..]) => match message.strip_prefix("expected_fail_message ") {
            Some(message) if rest.is_empty() => Wanted::Failure(message.to_owned()),
            _ => return Err(wrong(*below, "expected `expected_fail_message <text>` and nothing else")),
        },
        (_, [(_, scalar)]) if notation::number(scalar).is_some() => {
            Wanted::Scalar(notation::number(scalar).unwrap_or_default())
        }
        _ => {
            let all = below.iter().map(|line| series(*line)).collect::<Result<_, _>>()?;
            Wanted::Series { all, ordered: command == "eval_ordered" }
        }
    };
    Ok(Eval { line: index + 1, text: text.to_owned(), when, query: query.to_owned(), wanted })
}

/// `instant at 5m` or `range from 0 to 1h step 5m`, and what follows.
fn when(text: &str) -> Option<(When, &str)> {
    fn time<'a>(text: &'a str, word: &str) -> Option<(i64, &'a str)> {
        let (time, rest) = text.strip_prefix(word)?.trim_start().split_once(' ')?;
        Some((duration(time)?, rest.trim_start()))
    }
    if let Some(rest) = text.trim_start().strip_prefix("instant ") {
        let (at, query) = time(rest.trim_start(), "at ")?;
        return Some((When::Instant(at), query));
    }
    let rest = text.trim_start().strip_prefix("range ")?;
    let (from, rest) = time(rest.trim_start(), "from ")?;
    let (to, rest) = time(rest, "to ")?;
    let (step, query) = time(rest, "step ")?;
    (step > 0 && to >= from).then_some((When::Range { from, to, step }, query))
}

/// `1h30m` in milliseconds; a number is of seconds.
fn duration(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Some((seconds * 1000.0).round() as i64);
    }
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];
    let (mut left, mut total) = (text, 0);
    while !left.is_empty() {
        let digits = left.find(|character: char| !character.is_ascii_digit())?;
        let count: i64 = left[..digits].parse().ok()?;
        left = &left[digits..];
        let (unit, ms) = units.iter().find(|(unit, _)| left.starts_with(unit))?;
        total += count * ms;
        left = &left[unit.len()..];
    }
    (!text.is_empty()).then_some(total)
}
