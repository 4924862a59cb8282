//! The notation of series: `name{label="value"} 1+2x3 _ stale`.

use std::sync::LazyLock;

use regex::Regex;
use series::Labels;

/// Prometheus' marker of a series that has ended.
pub(crate) const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

/// A series, and its values one step apart; none where it has none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Described {
    pub(crate) labels: Labels,
    pub(crate) values: Vec<Option<f64>>,
}

static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[a-zA-Z_:][a-zA-Z0-9_:]*").unwrap());
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*")\s*(,|\})"#).unwrap());
static VALUES: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|Inf|NaN)";
    Regex::new(&format!(r"^([+-]?{number})([+-]{number})?(?:x(\d+))?$")).unwrap()
});

/// A number as Go writes it.
pub(crate) fn number(text: &str) -> Option<f64> {
    let of_number = |character: char| character.is_ascii_digit() || "+-.eE".contains(character);
    let is_number = matches!(text.trim_start_matches(['+', '-']), "Inf" | "NaN") || text.chars().all(of_number);
    text.parse().ok().filter(|_| is_number)
}

/// A line of `load`, or one that is expected.
pub(crate) fn series(text: &str) -> Result<Described, String> {
    let wrong = |what: &str| format!("`{text}`: {what}");
    if text.contains("{{") {
        return Err(wrong("native histograms are not supported"));
    }
    let mut labels = Labels::new();
    let mut left = text;
    if let Some(name) = NAME.find(text) {
        labels.insert("__name__".to_owned(), name.as_str().to_owned());
        left = &left[name.end()..];
    }
    if let Some(inside) = left.strip_prefix('{') {
        left = inside;
        let mut closed = left.trim_start().strip_prefix('}').inspect(|rest| left = rest).is_some();
        while !closed {
            let label = LABEL.captures(left).ok_or_else(|| wrong("expected `label=\"value\"`"))?;
            // Rust's escapes of a text in quotes are JSON's, as far as labels go.
            let value = serde_json::from_str(&label[2]).map_err(|problem| wrong(&problem.to_string()))?;
            labels.insert(label[1].to_owned(), value);
            closed = &label[3] == "}";
            left = &left[label[0].len()..];
        }
    } else if labels.is_empty() {
        return Err(wrong("expected a series"));
    }
    let mut described = Described { labels, values: Vec::new() };
    for word in left.split_whitespace() {
        described.values.extend(values(word).ok_or_else(|| wrong(&format!("`{word}` is no value")))?);
    }
    Ok(described)
}

/// `5`, `1+2x3`, `7x2`, `_`, `_x4`, `stale`
fn values(word: &str) -> Option<Vec<Option<f64>>> {
    if word == "stale" {
        return Some(vec![Some(STALE)]);
    }
    if let Some(times) = word.strip_prefix('_') {
        let times = if times.is_empty() { 1 } else { times.strip_prefix('x')?.parse().ok()? };
        return Some(vec![None; times]);
    }
    let parts = VALUES.captures(word)?;
    let first: f64 = parts[1].parse().ok()?;
    let by = parts.get(2).map(|by| by.as_str().parse::<f64>()).transpose().ok()?;
    match (parts.get(3), by) {
        (None, None) => Some(vec![Some(first)]),
        (None, Some(_)) => None,
        (Some(times), by) => {
            let times: u32 = times.as_str().parse().ok()?;
            let mut value = first;
            let mut all = vec![Some(value)];
            for _ in 0..times {
                value += by.unwrap_or(0.0);
                all.push(Some(value));
            }
            Some(all)
        }
    }
}

fn shown_value(value: f64) -> String {
    match value {
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        value if value.abs() >= 1e15 => format!("{value:e}"),
        value => value.to_string(),
    }
}

/// A series in the notation.
pub(crate) fn shown(Described { labels, values }: &Described) -> String {
    let own = labels.iter().filter(|(label, _)| *label != "__name__");
    let own: Vec<_> = own.map(|(label, value)| format!("{label}={}", serde_json::json!(value))).collect();
    let values: Vec<_> = values.iter().map(|value| value.map_or("_".to_owned(), shown_value)).collect();
    format!("{}{{{}}} {}", labels.get("__name__").map_or("", String::as_str), own.join(", "), values.join(" "))
}

pub(crate) fn shown_scalar(value: f64) -> String {
    shown_value(value)
}
