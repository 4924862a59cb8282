//! A report as a browser sends it, checked whole.

use movie_guru_contract::{CallResult, browser_operations};
use serde::Deserialize;

/// More than a page gathers between two reports, and as much as the load generator's people do together.
const MOST_MEASUREMENTS: usize = 500;
/// Nobody waits longer than this for a page.
const MOST_MS: f64 = 600_000.0;
/// A layout shift score is a sum of shares of the viewport.
const MOST_CLS: f64 = 100.0;

/// What one page has measured since its last report.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch {
    #[serde(default)]
    pub(crate) calls: Vec<Call>,
    #[serde(default)]
    pub(crate) vitals: Vec<Vital>,
}

/// One call as the person lived it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) result: Outcome,
    /// From the action to the rendered answer, in milliseconds.
    pub(crate) ms: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Success,
    Error,
}

impl From<Outcome> for CallResult {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Error => Self::Error,
        }
    }
}

/// One of the Core Web Vitals of a page view.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vital {
    pub(crate) name: VitalName,
    /// Milliseconds; for CLS a number without a unit.
    pub(crate) value: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum VitalName {
    Lcp,
    Inp,
    Cls,
}

impl Batch {
    /// None where anything in it is not as it must be.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let batch: Self = serde_json::from_slice(bytes).ok()?;
        let sized = (1..=MOST_MEASUREMENTS).contains(&batch.size());
        (sized && batch.calls.iter().all(Call::is_sound) && batch.vitals.iter().all(Vital::is_sound)).then_some(batch)
    }

    /// How many measurements it has.
    pub(crate) fn size(&self) -> usize {
        self.calls.len() + self.vitals.len()
    }
}

impl Call {
    fn is_sound(&self) -> bool {
        browser_operations().any(|known| known == self.operation) && (0.0..=MOST_MS).contains(&self.ms)
    }
}

impl Vital {
    fn is_sound(&self) -> bool {
        let most = if self.name == VitalName::Cls { MOST_CLS } else { MOST_MS };
        (0.0..=most).contains(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_report_is_read() {
        let text =
            br#"{"calls":[{"operation":"chat","result":"error","ms":12.5}],"vitals":[{"name":"LCP","value":80}]}"#;
        let batch = Batch::parse(text).unwrap();
        assert_eq!(batch.size(), 2);
        assert_eq!(batch.calls[0], Call { operation: "chat".to_owned(), result: Outcome::Error, ms: 12.5 });
        assert_eq!(batch.vitals[0], Vital { name: VitalName::Lcp, value: 80.0 });
    }

    #[test]
    fn one_unsound_measurement_refuses_all() {
        let call = |operation: &str, result: &str, ms: &str| {
            let good = r#"{"operation":"login","result":"success","ms":1}"#;
            format!(r#"{{"calls":[{good},{{"operation":"{operation}","result":"{result}","ms":{ms}}}]}}"#)
        };
        assert!(Batch::parse(call("chat", "success", "1").as_bytes()).is_some());
        for bad in [
            call("dance", "success", "1"),
            call("chat", "maybe", "1"),
            call("chat", "success", "-1"),
            call("chat", "success", "1e300"),
            call("chat", "success", "1e999"),
            call("chat", "success", "NaN"),
            call("chat", "success", "null"),
            call("chat", "success", "\"1\""),
            r#"{"vitals":[{"name":"FID","value":1}]}"#.to_owned(),
            r#"{"vitals":[{"name":"CLS","value":1000}]}"#.to_owned(),
            r#"{"calls":[],"vitals":[]}"#.to_owned(),
            r#"{"calls":[],"more":1}"#.to_owned(),
            format!(r#"{{"calls":[{}]}}"#, vec![r#"{"operation":"chat","result":"error","ms":1}"#; 501].join(",")),
            "[".repeat(60_000),
            String::new(),
        ] {
            assert_eq!(Batch::parse(bad.as_bytes()), None, "{}", &bad[..bad.len().min(120)]);
        }
    }
}
