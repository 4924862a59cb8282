//! The time that a chart shows, and the steps at which its queries are evaluated.

use std::time::Duration;

use jiff::Timestamp;
use promql::Range;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// The shortest and the longest time that a chart shows.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// What is shown where nothing is asked for.
const USUAL: Duration = Duration::from_secs(3600);
/// What is shown of a source that has figures for less than that, however young it is.
const LEAST: Duration = Duration::from_secs(5 * 60);
/// A chart has at most so many steps; more would not be told apart on a screen.
const MOST_STEPS: i64 = 360;
/// Steps in seconds: those that clocks have, from the lab's scrape interval up.
const STEPS: [i64; 12] = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/// The time that a page asks for: `range=1h`, or `from` and `to` in milliseconds since 1970.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
pub(crate) struct Asked {
    /// The time up to now.
    #[serde(default)]
    #[param(example = "1h")]
    pub(crate) range: Option<String>,
    /// Or from here, in milliseconds since 1970,
    #[serde(default)]
    pub(crate) from: Option<i64>,
    /// to there.
    #[serde(default)]
    pub(crate) to: Option<i64>,
}

/// The steps of a chart, in milliseconds since 1970. They stand on multiples of the step, so that two visits evaluate the
/// same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Span {
    /// The first.
    pub(crate) start: i64,
    /// The last.
    pub(crate) end: i64,
    /// Between two.
    pub(crate) step: i64,
}

impl Asked {
    /// Whether the page leaves it to us.
    pub(crate) const fn is_open(&self) -> bool {
        self.range.is_none() && self.from.is_none() && self.to.is_none()
    }

    /// The steps up to now, or an error that says what would be understood. Where nothing is asked for, they begin with the
    /// minute of the `first` figure there is, if that is within the hour.
    pub(crate) fn span(&self, now: Timestamp, first: Option<Timestamp>) -> Result<Span, String> {
        let now = now.as_millisecond();
        let (from, to) = match (&self.range, self.from, self.to) {
            (Some(range), None, None) => {
                let length = length(range).ok_or_else(|| {
                    format!("`{range}` is no time range: give a number and s, m, h or d, from 1m to 7d, as in range=1h")
                })?;
                (now - length, now)
            }
            (None, Some(from), Some(to)) if from < to => (from, to.min(now)),
            (None, None, None) => (begin(now, first.map(Timestamp::as_millisecond)), now),
            _ => return Err("give either range=1h, or from and to in milliseconds since 1970, from first".to_owned()),
        };
        let length = to - from;
        if length > LONGEST.as_millis() as i64 {
            return Err("a chart shows at most 7 days".to_owned());
        }
        if length < SHORTEST.as_millis() as i64 {
            return Err("a chart shows at least a minute, and none that is still to come".to_owned());
        }
        Ok(Span::of(from, to))
    }
}

/// Where a span begins that nobody asked for, in milliseconds since 1970.
fn begin(now: i64, first: Option<i64>) -> i64 {
    let minute = first.map_or(i64::MIN, |first| first.div_euclid(60_000) * 60_000);
    minute.min(now - LEAST.as_millis() as i64).max(now - USUAL.as_millis() as i64)
}

fn length(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at(text.len() - text.chars().last()?.len_utf8());
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit * 1000)
}

impl Span {
    fn of(from: i64, to: i64) -> Self {
        let least = (to - from) / 1000;
        let fits = STEPS.into_iter().find(|step| least / step <= MOST_STEPS);
        let step = fits.unwrap_or(STEPS[STEPS.len() - 1]) * 1000;
        Self { start: from.div_euclid(step) * step, end: to.div_euclid(step) * step, step }
    }

    /// How many steps there are.
    pub(crate) const fn len(&self) -> usize {
        ((self.end - self.start) / self.step + 1) as usize
    }

    /// The moments of all steps.
    pub(crate) fn moments(&self) -> impl Iterator<Item = i64> {
        (self.start..=self.end).step_by(self.step as usize)
    }

    /// What stands for `${__interval}`: the step, at least a minute, at least what the data set says.
    ///
    /// So Cloud Monitoring does: its charts align points to a period that grows with the time shown and is never below a
    /// minute, or below a data set's `minAlignmentPeriod`
    /// (<https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards#DataSet>). A rate over a minute also
    /// has twelve scrapes in it at the lab's five seconds, whatever the step.
    pub(crate) fn interval(&self, least: Option<Duration>) -> Duration {
        let step = Duration::from_millis(self.step as u64);
        step.max(Duration::from_secs(60)).max(least.unwrap_or_default())
    }

    /// The same for the source, or a part of it.
    pub(super) fn range(&self, start: i64, end: i64) -> Option<Range> {
        let (start, end) = (Timestamp::from_millisecond(start).ok()?, Timestamp::from_millisecond(end).ok()?);
        Some(Range { start, end, step: Duration::from_millis(self.step as u64) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Result<Span, String> {
        let now = Timestamp::from_second(1_000_000_003).unwrap();
        Asked { range: Some(range.to_owned()), ..Asked::default() }.span(now, None)
    }

    #[test]
    fn a_step_is_one_of_the_clock_and_a_chart_has_at_most_360() {
        let steps = ["5m", "30m", "1h", "6h", "24h", "7d"].map(|range| asked(range).unwrap());
        assert_eq!(steps.map(|span| span.step / 1000), [5, 5, 10, 60, 300, 1800]);
        assert!(steps.iter().all(|span| span.start % span.step == 0 && span.len() <= 361));
        assert_eq!(asked("5m").unwrap().end, 1_000_000_000_000);
    }

    #[test]
    fn a_young_source_is_shown_from_its_first_figure_at_least_five_minutes_and_at_most_an_hour() {
        let now = Timestamp::from_second(1_000_000_020).unwrap();
        let begin = |ago: i64, asked: Asked| {
            let span = asked.span(now, Some(Timestamp::from_second(now.as_second() - ago).unwrap())).unwrap();
            now.as_second() - span.start / 1000
        };
        let open = [0, 180, 299, 301, 600, 625, 3000, 3599, 90_000].map(|ago| begin(ago, Asked::default()));
        // The minute begins with `now`; steps are ten seconds from half an hour on.
        assert_eq!(open, [300, 300, 300, 360, 600, 660, 3000, 3600, 3600]);
        for range in ["5m", "1h", "3h"] {
            let asked = Asked { range: Some(range.to_owned()), ..Asked::default() };
            let wanted = length(range).unwrap() / 1000;
            assert!((wanted..wanted + 60).contains(&begin(180, asked)), "{range} is as asked");
        }
    }

    #[test]
    fn the_interval_is_the_step_or_a_minute() {
        let intervals = ["5m", "6h", "24h"].map(|range| asked(range).unwrap().interval(None).as_secs());
        assert_eq!(intervals, [60, 60, 300]);
        assert_eq!(asked("5m").unwrap().interval(Some(Duration::from_secs(120))).as_secs(), 120);
    }

    #[test]
    fn what_is_no_range_is_refused_with_what_would_be_one() {
        for range in ["", "1", "h", "1w", "30s", "8d", "-1h", "1é", "99999999999999999d"] {
            assert!(asked(range).unwrap_err().contains(|c: char| c.is_ascii_digit() || c == 'm'), "{range}");
        }
        let backwards = Asked { range: None, from: Some(2), to: Some(1) };
        assert!(backwards.span(Timestamp::now(), None).unwrap_err().contains("from first"));
    }
}
