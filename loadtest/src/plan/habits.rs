//! How people pause and how long they wait: what differs from person to person, drawn from a few numbers.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rand_chacha::ChaCha12Rng;
use rand_distr::{Distribution, LogNormal, Uniform};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const AN_HOUR: Duration = Duration::from_secs(3600);
/// The 95th percentile of the standard normal distribution.
const Z95: f64 = 1.644_853_627;

/// The pause of a person between two requests. As text: `1s-2s`, or `log-normal:2s,6s` (median and 95th percentile).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ThinkTime {
    /// Drawn evenly from a range.
    Uniform {
        /// No pause is shorter.
        min: Duration,
        /// Nor longer; at most an hour.
        max: Duration,
    },
    /// Drawn from a log-normal distribution, as people's reading times are: most short, some long. Cut at an hour.
    LogNormal {
        /// Half of all pauses are at most this long.
        median: Duration,
        /// 95 of 100 are at most this long.
        p95: Duration,
    },
}

impl Default for ThinkTime {
    fn default() -> Self {
        Self::Uniform { min: Duration::from_secs(1), max: Duration::from_secs(2) }
    }
}

impl ThinkTime {
    /// Whether pauses can be drawn from it; if not, why.
    pub fn check(self) -> Result<(), &'static str> {
        let (less, more, is_upside_down, none) = match self {
            Self::Uniform { min, max } => {
                (min, max, "think time must have its minimum at most at its maximum", Duration::MAX)
            }
            Self::LogNormal { median, p95 } => {
                (median, p95, "think time must have its median at most at its 95th percentile", Duration::ZERO)
            }
        };
        match () {
            () if less > more => Err(is_upside_down),
            () if more > AN_HOUR => Err("think time must be at most an hour"),
            () if less == none => Err("think time must have a median above 0"),
            () => Ok(()),
        }
    }

    /// A pause of somebody with this chance.
    pub(crate) fn draw(self, chance: &mut ChaCha12Rng) -> Duration {
        match self {
            Self::Uniform { min, max } => {
                // Only a range upside down is refused, and `check` has refused it first.
                Uniform::new_inclusive(min, max).map_or(min, |range| range.sample(chance))
            }
            Self::LogNormal { median, p95 } => {
                let (mu, sigma) = (median.as_secs_f64().ln(), (p95.as_secs_f64() / median.as_secs_f64()).ln() / Z95);
                let seconds = LogNormal::new(mu, sigma).map_or(0.0, |pauses| pauses.sample(chance));
                Duration::try_from_secs_f64(seconds).unwrap_or(AN_HOUR).min(AN_HOUR)
            }
        }
    }
}

impl fmt::Display for ThinkTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = |time| humantime::format_duration(time).to_string().replace(' ', "");
        match self {
            Self::Uniform { min, max } => write!(f, "{}-{}", span(*min), span(*max)),
            Self::LogNormal { median, p95 } => write!(f, "log-normal:{},{}", span(*median), span(*p95)),
        }
    }
}

impl From<ThinkTime> for String {
    fn from(think_time: ThinkTime) -> Self {
        think_time.to_string()
    }
}

impl TryFrom<String> for ThinkTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for ThinkTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let span = |part: &str| humantime::parse_duration(part.trim()).ok();
        let read = match text.trim().strip_prefix("log-normal:") {
            Some(rest) => rest
                .split_once(',')
                .and_then(|(median, p95)| Some(Self::LogNormal { median: span(median)?, p95: span(p95)? })),
            None => match text.split_once('-') {
                Some((min, max)) => span(min).zip(span(max)).map(|(min, max)| Self::Uniform { min, max }),
                None => span(text).map(|same| Self::Uniform { min: same, max: same }),
            },
        };
        let read = read.ok_or_else(|| {
            format!(
                "`{text}` is no think time; write it like 1s-2s, 500ms or log-normal:2s,6s (median, 95th percentile)"
            )
        })?;
        read.check().map_err(str::to_owned)?;
        Ok(read)
    }
}

/// What people do about an answer that does not come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Patience {
    /// How long they wait; the request is then a time-out.
    #[serde(rename = "waits_s", with = "crate::plan::in_seconds")]
    #[schema(value_type = f64)]
    pub waits: Duration,
    /// The share of people, 0 to 1, who then leave and come back afresh; the others try once again first.
    pub leaves: f64,
}

impl Default for Patience {
    /// Longer than the app's own limit of 30 s, so that its 504 is seen as one; every second person leaves.
    fn default() -> Self {
        Self { waits: Duration::from_secs(35), leaves: 0.5 }
    }
}

impl Patience {
    /// Whether people can have it; if not, why not.
    pub fn check(self) -> Result<(), &'static str> {
        if self.waits.is_zero() || self.waits > Duration::from_secs(90) {
            return Err("people must wait for an answer for more than 0 and at most 90 s");
        }
        if !(0.0..=1.0).contains(&self.leaves) {
            return Err("the share of people who leave must be between 0 and 1");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn pauses_are_distributed_as_they_are_named() {
        let mut chance = ChaCha12Rng::seed_from_u64(5);
        for text in ["1s-2s", "log-normal:2s,6s"] {
            let think_time: ThinkTime = text.parse().unwrap();
            assert_eq!(think_time.to_string(), text);
            let mut drawn: Vec<f64> = (0..20_000).map(|_| think_time.draw(&mut chance).as_secs_f64()).collect();
            drawn.sort_by(f64::total_cmp);
            let (median, p95) = (drawn[10_000], drawn[19_000]);
            let expected = if text == "1s-2s" { (1.5, 1.95) } else { (2.0, 6.0) };
            assert!(
                (median / expected.0 - 1.0).abs() < 0.03 && (p95 / expected.1 - 1.0).abs() < 0.05,
                "{median} {p95}"
            );
        }
    }

    #[test]
    fn what_is_no_think_time_is_refused_in_words() {
        for (text, says) in [
            ("fast", "is no think time"),
            ("2s-1s", "minimum at most at its maximum"),
            ("1s-2h", "at most an hour"),
            ("log-normal:0s,1s", "median above 0"),
            ("log-normal:3s,1s", "95th percentile"),
            ("log-normal:3s", "is no think time"),
        ] {
            let refused = text.parse::<ThinkTime>().unwrap_err();
            assert!(refused.contains(says), "{text}: {refused}");
        }
        assert_eq!("0s".parse(), Ok(ThinkTime::Uniform { min: Duration::ZERO, max: Duration::ZERO }));
    }
}
