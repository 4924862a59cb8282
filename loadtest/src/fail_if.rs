//! Conditions under which a run has failed, for `--fail-if`: `p95(chat)>5s`, `errors>1%`.

use std::fmt;
use std::str::FromStr;

use crate::figures::Figures;
use crate::journey::{Journey, Request};
use crate::record::Progress;

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
    P50,
    P90,
    P95,
    P99,
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
    mean, min, max, p50, p90, p95 and p99, and in the brackets stands a request or a journey";

impl FailIf {
    /// Why the run has failed by this condition; none where it has not.
    pub fn broken(&self, progress: &Progress) -> Option<String> {
        let figures = match self.of {
            Of::All => Some(&progress.total),
            Of::Request(request) => progress.requests.iter().find(|row| row.request == request).map(|row| &row.figures),
            Of::Journey(journey) => progress.journeys.iter().find(|row| row.journey == journey).map(|row| &row.figures),
        };
        let none = Figures::default();
        let is_counted = matches!(self.figure, Figure::Count | Figure::Rate | Figure::Errors);
        let figures = match figures.filter(|figures| figures.count > 0) {
            Some(figures) => figures,
            None if is_counted => &none,
            // A time of nothing is neither short nor long: who asked for it is not told that all is well.
            None => return Some(format!("{self}: nothing was measured")),
        };
        let (value, shown) = match self.figure {
            Figure::Time(time) => {
                let ms = time.of(figures);
                (ms, format!("{ms} ms"))
            }
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
}

impl Time {
    fn of(self, figures: &Figures) -> f64 {
        match self {
            Self::Mean => figures.mean_ms,
            Self::Min => figures.min_ms,
            Self::Max => figures.max_ms,
            Self::P50 => figures.p50_ms,
            Self::P90 => figures.p90_ms,
            Self::P95 => figures.p95_ms,
            Self::P99 => figures.p99_ms,
        }
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
                (Figure::Time(time(name).ok_or_else(wrong)?), span)
            }
        };
        Ok(Self { text: text.trim().to_owned(), figure, of, comparison, bound: bound.ok_or_else(wrong)? })
    }
}

fn time(name: &str) -> Option<Time> {
    Some(match name {
        "mean" => Time::Mean,
        "min" => Time::Min,
        "max" => Time::Max,
        "p50" => Time::P50,
        "p90" => Time::P90,
        "p95" => Time::P95,
        "p99" => Time::P99,
        _ => return None,
    })
}

fn of(name: &str) -> Result<Of, String> {
    let request = name.parse().map(Of::Request);
    request.or_else(|_| name.parse().map(Of::Journey)).map_err(|_| {
        let requests = Request::ALL.map(Request::name).join(", ");
        let journeys = Journey::ALL.map(Journey::name).join(", ");
        format!("`{name}` is neither a request ({requests}) nor a journey ({journeys})")
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::record::{JourneyRow, RequestRow};

    use super::*;

    fn progress() -> Progress {
        let all = Figures { count: 200, failures: 3, mean_rate: 20.0, p95_ms: 900.0, ..Figures::default() };
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
        assert!("p95(chats)>5s".parse::<FailIf>().unwrap_err().contains("neither a request (login, "));
    }
}
