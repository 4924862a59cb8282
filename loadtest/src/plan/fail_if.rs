//! Conditions under which a run has failed, for `--fail-if`: `p95(chat)>5s`, `errors>1%`. `--stop-if` takes the same.

use std::fmt;
use std::str::FromStr;

use crate::figures::record::Progress;
use crate::figures::tally::Figures;
use crate::plan::journey::{Journey, Request};
use crate::plan::percentile::Percentile;

/// A condition under which a run has failed.
#[derive(Clone, Debug, PartialEq)]
pub struct FailIf {
    text: String,
    figure: Figure,
    of: Of,
    comparison: Comparison,
    /// Milliseconds, a share from 0 to 1, a number, or a number per second.
    bound: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Time(Time),
    ErrorShare,
    Errors,
    Count,
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    Mean,
    Min,
    Max,
    Percentile(Percentile),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    All,
    Request(Request),
    Journey(Journey),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
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
    /// Why the run has failed by this condition; none where it has not.
    pub fn broken(&self, progress: &Progress) -> Option<String> {
        let figures = self.figures(progress);
        let none = Figures::default();
        let is_counted = matches!(self.figure, Figure::Count | Figure::Rate | Figure::Errors);
        let figures = match figures.filter(|figures| figures.count > 0) {
            Some(figures) => figures,
            None if is_counted => &none,
            // A time of nothing is neither short nor long: who asked for it is not told that all is well.
            None => return Some(format!("{self}: nothing was measured")),
        };
        let (value, shown) = match self.figure {
            Figure::Time(time) => match time.of(figures) {
                Some(ms) => (ms, format!("{ms} ms")),
                None => return Some(format!("{self}: the run did not keep this percentile")),
            },
            Figure::ErrorShare => {
                let share = figures.failures as f64 / figures.count as f64;
                (share, format!("{:.2} %", share * 100.0))
            }
            Figure::Errors => (figures.failures as f64, figures.failures.to_string()),
            Figure::Count => (figures.count as f64, figures.count.to_string()),
            Figure::Rate => (figures.mean_rate, format!("{}/s", figures.mean_rate)),
        };
        let is_broken = match self.comparison {
            Comparison::Above => value > self.bound,
            Comparison::AtLeast => value >= self.bound,
            Comparison::Below => value < self.bound,
            Comparison::AtMost => value <= self.bound,
        };
        is_broken.then(|| format!("{self}: it is {shown}"))
    }

    /// The percentile that has to be kept for it, where it names one.
    pub fn percentile(&self) -> Option<Percentile> {
        match self.figure {
            Figure::Time(Time::Percentile(percentile)) => Some(percentile),
            _ => None,
        }
    }

    /// The figures of what it names, where there are any.
    pub(crate) fn figures<'a>(&self, progress: &'a Progress) -> Option<&'a Figures> {
        match self.of {
            Of::All => Some(&progress.total),
            Of::Request(request) => progress.requests.iter().find(|row| row.request == request).map(|row| &row.figures),
            Of::Journey(journey) => progress.journeys.iter().find(|row| row.journey == journey).map(|row| &row.figures),
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

impl Time {
    /// In milliseconds; none where it was not kept.
    fn of(self, figures: &Figures) -> Option<f64> {
        Some(match self {
            Self::Mean => figures.mean_ms,
            Self::Min => figures.min_ms,
            Self::Max => figures.max_ms,
            Self::Percentile(percentile) => return figures.percentile(percentile),
        })
    }
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
    use std::time::Duration;

    use crate::figures::record::{JourneyRow, RequestRow};

    use super::*;

    fn progress() -> Progress {
        let percentiles_ms = [("p99.9".parse().unwrap(), 4000.0), ("p99.99".parse().unwrap(), 6000.0)].into();
        let all =
            Figures { count: 200, failures: 3, mean_rate: 20.0, p95_ms: 900.0, percentiles_ms, ..Figures::default() };
        let chat = Figures { count: 50, failures: 2, p95_ms: 5200.0, ..Figures::default() };
        Progress {
            users: 0,
            elapsed: Duration::from_secs(10),
            total: all.clone(),
            requests: vec![RequestRow { request: Request::Chat, figures: chat }],
            journeys: vec![JourneyRow { journey: Journey::MainPage, figures: all, rounds: Default::default() }],
            failed: vec![],
            ended: None,
        }
    }

    #[test]
    fn conditions_are_judged_on_the_figures_they_name() {
        for (text, broken) in [
            ("p95(chat)>5s", Some("p95(chat)>5s: it is 5200 ms")),
            ("p95(chat) > 5200ms", None),
            ("p95(chat)>=5200ms", Some("p95(chat)>=5200ms: it is 5200 ms")),
            ("p95>1s", None),
            ("p95(main-page)>800ms", Some("p95(main-page)>800ms: it is 900 ms")),
            ("errors>1%", Some("errors>1%: it is 1.50 %")),
            ("errors>1.5%", None),
            ("errors(chat)>2", None),
            ("errors(chat)>=2", Some("errors(chat)>=2: it is 2")),
            ("rate<20/s", None),
            ("rate<=20", Some("rate<=20: it is 20/s")),
            ("count(chat)<100", Some("count(chat)<100: it is 50")),
            ("count(login)<1", Some("count(login)<1: it is 0")),
            ("p95(login)>5s", Some("p95(login)>5s: nothing was measured")),
            ("p99.9>5s", None),
            ("p99.99>5s", Some("p99.99>5s: it is 6000 ms")),
            ("p99.90(main-page) >= 4s", Some("p99.90(main-page) >= 4s: it is 4000 ms")),
            ("p95.0>1s", None),
            ("p75>1h", Some("p75>1h: the run did not keep this percentile")),
        ] {
            let condition: FailIf = text.parse().unwrap();
            assert_eq!(condition.broken(&progress()).as_deref(), broken, "{text}");
        }
    }

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
