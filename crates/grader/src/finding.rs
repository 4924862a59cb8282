//! Something that is wrong with an alert or an SLO, and which of the mistakes that people make it is.

use serde::Serialize;

/// Something that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which mistake it is.
    pub kind: Mistake,
    /// The alert; none where it is of the SLO, or of several.
    pub alert: Option<String>,
    /// What is wrong, in a sentence.
    pub says: String,
    /// What to change, in a sentence.
    pub next: String,
}

/// The mistakes that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mistake {
    /// A burn rate that cannot be reached even if every request fails.
    FactorOutOfReach,
    /// The windows do not suit the factor: far too little or far too much is spent before somebody is called.
    WrongWindow,
    /// It asks for a recording that no rule makes.
    UndefinedRecording,
    /// It asks for a metric that the app does not expose.
    UnknownMetric,
    /// It asks for labels that no series has.
    LabelsMatchNothing,
    /// It compares a number of requests, and not a share of them.
    RawCount,
    /// A rate over fewer than two scrapes, which has no value.
    RangeTooShort,
    /// One failure is enough where few come.
    PagesForOneFailure,
    /// Nothing that happens on any timeline makes it fire.
    NeverFires,
    /// It calls though nothing deserves it, and how often.
    CallsForNothing,
    /// It misses what deserves a call.
    Misses,
    /// It calls late.
    Late,
    /// It goes on long after the trouble is over.
    SlowReset,
    /// It calls again and again for the same trouble.
    Refires,
    /// It says the same as another, always.
    Twins,
    /// The SLO has no alert.
    NoAlert,
    /// The query cannot be evaluated.
    CannotBeEvaluated,
}

impl Mistake {
    /// How important it is; 0 is what keeps an alert from ever working.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::CannotBeEvaluated
            | Self::UndefinedRecording
            | Self::UnknownMetric
            | Self::LabelsMatchNothing
            | Self::RangeTooShort
            | Self::FactorOutOfReach
            | Self::NoAlert => 0,
            Self::Misses => 1,
            Self::PagesForOneFailure | Self::RawCount | Self::CallsForNothing => 2,
            Self::Late | Self::WrongWindow => 3,
            Self::NeverFires => 4,
            Self::Refires | Self::SlowReset => 5,
            Self::Twins => 6,
        }
    }
}

impl Finding {
    /// Of one alert.
    pub(crate) fn of(kind: Mistake, alert: &str, says: String, next: String) -> Self {
        Self { kind, alert: Some(alert.to_owned()), says, next }
    }
}
