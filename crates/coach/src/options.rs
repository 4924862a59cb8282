//! What every command takes: which teams there are, and how results are told.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Which teams there are, and how results are told. Every command has these.
#[derive(Args, Clone, Debug)]
pub(crate) struct Common {
    /// The file with the teams
    #[arg(long, env = "COACH_TEAMS", value_name = "FILE", default_value = "teams.yaml", global = true)]
    pub(crate) teams: PathBuf,
    /// How results are written
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Output::Text, global = true)]
    pub(crate) output: Output,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people
    Text,
    /// For programs: one JSON document
    Json,
}

/// A length of time as people write it.
pub(crate) fn a_duration(text: &str) -> Result<Duration, String> {
    let right = "10m, 90s, 1h 30m";
    let span: jiff::SignedDuration = text.parse().map_err(|_| format!("no length of time: {right} are"))?;
    Duration::try_from(span)
        .ok()
        .filter(|span| !span.is_zero())
        .ok_or_else(|| format!("must be longer than nothing: {right}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        assert_eq!(a_duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(a_duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert!(["", "10", "0s", "-5m", "soon"].iter().all(|text| a_duration(text).is_err()));
    }
}
