//! A timeline as it is written. Everything that is not known is a mistake, for what is misspelt would else never happen.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use serde_saphyr::Spanned;
use series::duration;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) title: Spanned<String>,
    pub(super) story: Spanned<String>,
    pub(super) length: Spanned<Length>,
    pub(super) every: Spanned<Length>,
    pub(super) seed: Spanned<Whole>,
    pub(super) traffic: Traffic,
    #[serde(default)]
    pub(super) calm: Calm,
    #[serde(default)]
    pub(super) troubles: Vec<Spanned<Trouble>>,
    #[serde(default)]
    pub(super) restarts: Vec<Spanned<Length>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Traffic {
    pub(super) per_second: Spanned<Number>,
    pub(super) at_night: Option<Spanned<Number>>,
    pub(super) instances: Option<Spanned<Whole>>,
    #[serde(default)]
    pub(super) exact: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calm {
    pub(super) failing: Option<Spanned<Number>>,
    pub(super) slow: Option<Spanned<Number>>,
    pub(super) displeasing: Option<Spanned<Number>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trouble {
    pub(super) title: Spanned<String>,
    pub(super) from: Spanned<Length>,
    pub(super) lasts: Spanned<Length>,
    pub(super) harms: Spanned<Vec<Spanned<Harm>>>,
    pub(super) share: Option<Spanned<Number>>,
    pub(super) burn: Option<Spanned<Number>>,
    #[serde(default)]
    pub(super) shape: Shape,
    pub(super) instances: Option<Spanned<Whole>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Harm {
    Failing,
    Slow,
    Lost,
    Displeasing,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shape {
    #[default]
    Constant,
    Rising,
    Spikes(Spikes),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spikes {
    pub(super) every: Spanned<Length>,
    pub(super) each: Spanned<Length>,
}

/// A duration, such as `2d3h`.
#[derive(Clone, Copy)]
pub(super) struct Length(pub(super) Duration);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let told = || de::Error::custom(format!("`{text}` is not a time such as 30s, 45m or 2d3h"));
        duration::parse(&text).map(Self).ok_or_else(told)
    }
}

/// A finite number.
#[derive(Clone, Copy)]
pub(super) struct Number(pub(super) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Self).ok_or_else(|| de::Error::custom(format!("`{text}` is not a number such as 0.5")))
    }
}

/// A whole number, 0 or more.
#[derive(Clone, Copy)]
pub(super) struct Whole(pub(super) u64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let told = || de::Error::custom(format!("`{text}` is not a whole number such as 10"));
        text.parse().map(Self).map_err(|_| told())
    }
}
