//! Percentiles that somebody asks for beyond the usual four: `p99.9`, `p50`, `p99.99`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// So many of a hundred, from 0 (the shortest) to 100 (the longest); written like `p99.9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percentile {
    /// Millionths of one of a hundred.
    millionths: u32,
}

/// Of these every figure tells.
const USUAL: [u32; 4] = [50_000_000, 90_000_000, 95_000_000, 99_000_000];
const A_HUNDRED: u32 = 100_000_000;

impl Percentile {
    /// The share of a distribution that is at most as long, from 0 to 1.
    pub(crate) fn share(self) -> f64 {
        f64::from(self.millionths) / f64::from(A_HUNDRED)
    }

    /// Several of them, with commas between: `p50,p99.9`; none where there is nothing.
    pub(crate) fn list(text: &str) -> Result<Vec<Self>, String> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::parse).collect()
    }

    /// Those beyond the usual ones, in rising order, each once.
    pub(crate) fn beyond_usual(all: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let beyond = all.into_iter().filter(|percentile| !USUAL.contains(&percentile.millionths));
        beyond.collect::<BTreeSet<Self>>().into_iter().collect()
    }
}

impl fmt::Display for Percentile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", f64::from(self.millionths) / 1_000_000.0)
    }
}

impl FromStr for Percentile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.trim();
        let number = number.strip_prefix(['p', 'P']).unwrap_or(number);
        let wrong = || format!("`{text}` is no percentile; write it like p50, p99 or p99.9");
        // Only digits and a point: Rust reads `inf` and `1e1` too.
        if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(if number.starts_with('-') { outside(text) } else { wrong() });
        }
        let value: f64 = number.parse().map_err(|_| wrong())?;
        if value > 100.0 {
            return Err(outside(text));
        }
        if number.split_once('.').is_some_and(|(_, digits)| digits.len() > 6) {
            return Err(format!("`{text}` is finer than can be told; at most six digits stand behind the point"));
        }
        Ok(Self { millionths: (value * 1_000_000.0).round() as u32 })
    }
}

fn outside(text: &str) -> String {
    format!("`{text}` is no percentile: it must be between p0 and p100, like p99.9")
}

impl TryFrom<String> for Percentile {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Percentile> for String {
    fn from(percentile: Percentile) -> Self {
        percentile.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_read_as_people_write_it() {
        let read = |text: &str| text.parse::<Percentile>().unwrap().to_string();
        assert_eq!(
            ["p99.9", "P50", " p99.990 ", "95", "p0", "p100"].map(read),
            ["p99.9", "p50", "p99.99", "p95", "p0", "p100"]
        );
        let list = Percentile::list("p100, p99.9, p50, p99.90, p99.99, p5,").unwrap();
        let beyond = Percentile::beyond_usual(list);
        assert_eq!(beyond.iter().map(ToString::to_string).collect::<Vec<_>>(), ["p5", "p99.9", "p99.99", "p100"]);
    }

    #[test]
    fn what_lies_outside_a_hundred_or_is_no_number_is_refused() {
        for text in ["p100.1", "p101", "p1000", "-1", "p-1"] {
            let refused = text.parse::<Percentile>().unwrap_err();
            assert!(refused.contains("between p0 and p100"), "{text}: {refused}");
        }
        assert!("p99.1234567".parse::<Percentile>().unwrap_err().contains("six digits"));
        for text in ["", "p", "p.", "pNaN", "pinf", "p1e1", "p9.9.9", "p+5", "median"] {
            let refused = text.parse::<Percentile>().unwrap_err();
            assert!(refused.contains("write it like p50"), "{text}: {refused}");
        }
    }
}
