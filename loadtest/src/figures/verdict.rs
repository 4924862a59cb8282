//! Whether a condition of the plan holds, judged on a run's figures: `--fail-if` at its end, `--stop-if` while it is on.

use std::time::Duration;

use crate::figures::call_figures::CallFigures;
use crate::figures::progress::Progress;
use crate::plan::fail_if::{Comparison, FailIf, Figure, Needs, Of, Time};
use crate::plan::stop_if::StopIf;

/// Of fewer requests a share or a time is no ground to end a run.
const FEWEST_REQUESTS: u64 = 20;
/// Before that a rate is that of the first people only.
const SOONEST_RATE: Duration = Duration::from_secs(10);

impl FailIf {
    /// Why the run has failed by this condition; none where it has not.
    pub fn broken(&self, progress: &Progress) -> Option<String> {
        let figures = self.figures(progress);
        let none = CallFigures::default();
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

    /// The figures of what it names, where there are any.
    fn figures<'a>(&self, progress: &'a Progress) -> Option<&'a CallFigures> {
        match self.of {
            Of::All => Some(&progress.total),
            Of::Request(request) => progress.requests.iter().find(|row| row.request == request).map(|row| &row.figures),
            Of::Journey(journey) => progress.journeys.iter().find(|row| row.journey == journey).map(|row| &row.figures),
        }
    }
}

impl StopIf {
    /// Why the run is to end; none where it goes on.
    pub fn holds(&self, progress: &Progress) -> Option<String> {
        let can_be_judged = match self.0.needs() {
            Needs::Nothing => true,
            Needs::Requests => self.0.figures(progress).is_some_and(|figures| figures.count >= FEWEST_REQUESTS),
            Needs::Time => progress.elapsed >= SOONEST_RATE,
            Needs::TheEnd => false,
        };
        if can_be_judged { self.0.broken(progress) } else { None }
    }
}

impl Time {
    /// In milliseconds; none where it was not kept.
    fn of(self, figures: &CallFigures) -> Option<f64> {
        Some(match self {
            Self::Mean => figures.mean_ms,
            Self::Min => figures.min_ms,
            Self::Max => figures.max_ms,
            Self::Percentile(percentile) => return figures.percentile(percentile),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::figures::progress::{JourneyRow, RequestRow};
    use crate::plan::journey::{Journey, Request};

    use super::*;

    fn progress() -> Progress {
        let percentiles_ms = [("p99.9".parse().unwrap(), 4000.0), ("p99.99".parse().unwrap(), 6000.0)].into();
        let all = CallFigures {
            count: 200,
            failures: 3,
            mean_rate: 20.0,
            p95_ms: 900.0,
            percentiles_ms,
            ..CallFigures::default()
        };
        let chat = CallFigures { count: 50, failures: 2, p95_ms: 5200.0, ..CallFigures::default() };
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

    fn after(elapsed_s: u64, count: u64, failures: u64) -> Progress {
        let total = CallFigures { count, failures, mean_rate: 1.0, p95_ms: 9000.0, ..CallFigures::default() };
        let elapsed = Duration::from_secs(elapsed_s);
        Progress { users: 1, elapsed, total, requests: vec![], journeys: vec![], failed: vec![], ended: None }
    }

    #[test]
    fn a_run_is_not_ended_for_its_first_few_requests() {
        let holds = |text: &str, progress: &Progress| text.parse::<StopIf>().unwrap().holds(progress);
        for (text, too_soon, in_time) in [
            ("errors>50%", after(1, 19, 19), after(1, 20, 20)),
            ("p95>5s", after(1, 1, 0), after(1, 20, 0)),
            ("rate<10/s", after(9, 9, 0), after(10, 10, 0)),
            ("errors>=3", after(1, 3, 2), after(1, 3, 3)),
            ("count>=100", after(99, 99, 0), after(99, 100, 0)),
        ] {
            assert_eq!(holds(text, &too_soon), None, "{text}");
            assert!(holds(text, &in_time).unwrap().starts_with(text), "{text}");
        }
        assert_eq!(holds("p95(chat)>5s", &after(60, 100, 0)), None, "nothing measured is nothing to end a run for");
    }
}
