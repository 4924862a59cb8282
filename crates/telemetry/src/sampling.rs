//! Which traces are recorded, by OpenTelemetry's standard variables
//! (<https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration>). The SDK
//! reads them too, but records every trace where it cannot, and says so before there is a log.

use opentelemetry_sdk::trace::Sampler;

/// The share of traces that are recorded unless `OTEL_TRACES_SAMPLER` says otherwise; a caller's decision is kept.
pub const SAMPLED_SHARE: f64 = 0.1;

/// The sampler is not one that is known, or its share is none.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SamplerError {
    /// `OTEL_TRACES_SAMPLER`.
    #[error("OTEL_TRACES_SAMPLER is {0:?}; use always_on, always_off, traceidratio, or one of them after parentbased_")]
    Unknown(String),
    /// `OTEL_TRACES_SAMPLER_ARG`.
    #[error("OTEL_TRACES_SAMPLER_ARG is {0:?}; use the share of traces to record, from 0 to 1")]
    Share(String),
}

/// Reads `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` from `variable`, usually the environment.
pub(crate) fn sampler(variable: impl Fn(&str) -> Option<String>) -> Result<Sampler, SamplerError> {
    let set = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let Some(name) = set("OTEL_TRACES_SAMPLER") else { return Ok(by_parent(share(SAMPLED_SHARE))) };
    let root = match name.strip_prefix("parentbased_").unwrap_or(&name) {
        "always_on" => Sampler::AlwaysOn,
        "always_off" => Sampler::AlwaysOff,
        "traceidratio" => share(match set("OTEL_TRACES_SAMPLER_ARG") {
            None => 1.0,
            Some(argument) => {
                let number = argument.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                number.ok_or(SamplerError::Share(argument))?
            }
        }),
        _ => return Err(SamplerError::Unknown(name)),
    };
    Ok(if name.starts_with("parentbased_") { by_parent(root) } else { root })
}

fn share(of_one: f64) -> Sampler {
    Sampler::TraceIdRatioBased(of_one)
}

fn by_parent(root: Sampler) -> Sampler {
    Sampler::ParentBased(Box::new(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the SDK writes it down; it cannot be compared.
    fn read(name: &str, argument: &str) -> Result<String, SamplerError> {
        let read = sampler(|variable| match variable {
            "OTEL_TRACES_SAMPLER" => Some(name.to_owned()),
            "OTEL_TRACES_SAMPLER_ARG" => Some(argument.to_owned()),
            _ => None,
        });
        read.map(|sampler| format!("{sampler:?}"))
    }

    #[test]
    fn the_standard_names_are_known() {
        assert_eq!(read("", "").unwrap(), "ParentBased(TraceIdRatioBased(0.1))");
        assert_eq!(read("parentbased_traceidratio", "0.25").unwrap(), "ParentBased(TraceIdRatioBased(0.25))");
        assert_eq!(read("traceidratio", "").unwrap(), "TraceIdRatioBased(1.0)");
        assert_eq!(read("parentbased_always_off", "").unwrap(), "ParentBased(AlwaysOff)");
        assert_eq!(read("always_on", "ignored").unwrap(), "AlwaysOn");
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_not_everything_recorded() {
        let unknown = read("parentbased_jaeger_remote", "").unwrap_err();
        assert_eq!(unknown, SamplerError::Unknown("parentbased_jaeger_remote".into()));
        for share in ["10%", "1.5", "-0.1", "NaN"] {
            assert_eq!(read("traceidratio", share), Err(SamplerError::Share(share.into())));
        }
        assert!(unknown.to_string().contains("parentbased_jaeger_remote") && unknown.to_string().contains("always_on"));
    }
}
