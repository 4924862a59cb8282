//! Conditions under which a run has failed, for `--fail-if`: `p95(chat)>5s`, `errors>1%`. `--stop-if` takes the same.
//! Whether one holds is for the figures to say (`figures::verdict`).

use std::fmt;
use std::str::FromStr;

use crate::plan::journey::{Journey, Request};
use crate::plan::percentile::Percentile;

/// A condition under which a run has failed.
#[derive(Clone, Debug, PartialEq)]
pub struct FailIf {
    text: String,
    pub(crate) figure: Figure,
    pub(crate) of: Of,
    pub(crate) comparison: Comparison,
    /// Milliseconds, a share from 0 to 1, a number, or a number per second.
    pub(crate) bound: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Time(Time),
    ErrorShare,
    Errors,
    Count,
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Mean,
    Min,
    Max,
    Percentile(Percentile),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    All,
    Request(Request),
    Journey(Journey),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Above,
    AtLeast,
    Below,
    AtMost,
}

const OPERATORS: [(&str, Comparison); 4] =
    [(">=", Comparison::AtLeast), ("<=", Comparison::AtMost), (">", Comparison::Above), ("<", Comparison::Below)];

const HOW_TO: &str = "write it like p95(chat)>5s, mean>200ms, errors>1%, errors(login)>0, rate<10/s or count<100; times are \
    mean, min, max and any percentile, like p50 or p99.9, and in the brackets stands a request or a journey";

impl FailIf {
    /// The percentile that has to be kept for it, where it names one.
    pub fn percentile(&self) -> Option<Percentile> {
        match self.figure {
            Figure::Time(Time::Percentile(percentile)) => Some(percentile),
            _ => None,
        }
    }

    /// How soon it can be judged, and whether it holds before anything has happened.
    pub(crate) fn needs(&self) -> Needs {
        let is_lower = matches!(self.comparison, Comparison::Below | Comparison::AtMost);
        match self.figure {
            Figure::Count | Figure::Errors if is_lower => Needs::TheEnd,
            Figure::Count | Figure::Errors => Needs::Nothing,
            Figure::Rate => Needs::Time,
            Figure::Time(_) | Figure::ErrorShare => Needs::Requests,
        }
    }
}

/// What a condition needs to be judged while a run is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    Requests,
    Time,
    /// It holds at the beginning of every run.
    TheEnd,
}

impl fmt::Display for FailIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for FailIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no condition; {HOW_TO}");
        let (left, comparison, right) = OPERATORS
            .iter()
            .find_map(|(sign, known)| text.split_once(sign).map(|(left, right)| (left.trim(), *known, right.trim())))
            .ok_or_else(wrong)?;
        let (name, of) = match left.split_once('(') {
            Some((name, rest)) => (name.trim(), of(rest.strip_suffix(')').ok_or_else(wrong)?)?),
            None => (left, Of::All),
        };
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        let (figure, bound) = match name {
            "errors" => match right.strip_suffix('%') {
                Some(percent) => (Figure::ErrorShare, number(percent).map(|percent| percent / 100.0)),
                None => (Figure::Errors, number(right)),
            },
            "count" => (Figure::Count, number(right)),
            "rate" => (Figure::Rate, number(right.strip_suffix("/s").unwrap_or(right))),
            _ => {
                let span = humantime::parse_duration(right).ok().map(|time| time.as_secs_f64() * 1000.0);
                (Figure::Time(time(name).ok_or_else(wrong)??), span)
            }
        };
        Ok(Self { text: text.trim().to_owned(), figure, of, comparison, bound: bound.ok_or_else(wrong)? })
    }
}

/// None where it is not the name of a time.
fn time(name: &str) -> Option<Result<Time, String>> {
    Some(match name {
        "mean" => Ok(Time::Mean),
        "min" => Ok(Time::Min),
        "max" => Ok(Time::Max),
        _ => {
            let is_percentile =
                name.strip_prefix('p').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
            return is_percentile.then(|| name.parse().map(Time::Percentile));
        }
    })
}

fn of(name: &str) -> Result<Of, String> {
    let request = name.parse().map(Of::Request);
    request.or_else(|_| name.parse().map(Of::Journey)).map_err(|_| {
        let requests = Request::names().join(", ");
        let journeys = Journey::ALL.map(Journey::name).join(", ");
        format!("`{name}` is neither a request ({requests}) nor a journey ({journeys})")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_condition_is_refused_with_examples() {
        for text in
            ["", "p95", "p95(chat)>5", "p95(chat>5s", "speed>5s", "errors>many", "errors>-1", "mean>soon", "count>NaN"]
        {
            let refused = text.parse::<FailIf>().unwrap_err();
            assert!(refused.contains("write it like p95(chat)>5s"), "{text}: {refused}");
        }
        for text in ["p100.5>1s", "p-1>1s", "p101(chat)<1s", "p1e1>1s", "p9.9.9>1s"] {
            let refused = text.parse::<FailIf>().unwrap_err();
            assert!(refused.contains("is no percentile"), "{text}: {refused}");
        }
        assert!("p95(chats)>5s".parse::<FailIf>().unwrap_err().contains("neither a request (login, "));
    }
}
