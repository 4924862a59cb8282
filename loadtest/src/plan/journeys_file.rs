//! `loadtest/journeys.yaml`: what people do, how often, and how they pause and wait. The file that comes with the
//! program is read by the same code as one of your own.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde::de::Error as _;

use crate::plan::habits::{Patience, ThinkTime};
use crate::plan::journey::{Journey, Request, UnknownJourney};

/// A weight above this says nothing that a smaller one could not.
const MOST_WEIGHT: u32 = 100;

/// A file of journeys cannot be used; the message names line and field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JourneysFileError(String);

/// The set that people follow unless something else is asked for.
pub const DEFAULT_SET: &str = "people";

/// Sets of journeys with their weights, the calls of a swarm, and the habits that go with them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JourneysFile {
    /// The pause before each further request.
    pub think_time: ThinkTime,
    /// How long people wait for an answer, and what they do then.
    #[serde(deserialize_with = "patience")]
    pub patience: Patience,
    sets: BTreeMap<String, Weights<Journey>>,
    swarm: Weights<Request>,
}

/// Names with their weights; at least one is above 0.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "T: Ord + Deserialize<'de>"), try_from = "BTreeMap<T, u32>")]
struct Weights<T>(Vec<(T, u32)>);

impl<T> TryFrom<BTreeMap<T, u32>> for Weights<T> {
    type Error = String;

    fn try_from(weights: BTreeMap<T, u32>) -> Result<Self, String> {
        if let Some(weight) = weights.values().find(|weight| **weight > MOST_WEIGHT) {
            return Err(format!("a weight is from 0 to {MOST_WEIGHT}, not {weight}"));
        }
        let above_0: Vec<_> = weights.into_iter().filter(|(_, weight)| *weight > 0).collect();
        if above_0.is_empty() { Err("no weight is above 0".to_owned()) } else { Ok(Self(above_0)) }
    }
}

fn patience<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Patience, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        waits: String,
        leaves: f64,
    }
    let Written { waits, leaves } = Written::deserialize(deserializer)?;
    let waits: Duration = humantime::parse_duration(&waits)
        .map_err(|_| D::Error::custom(format!("waits: `{waits}` is no length of time; write it like 35s")))?;
    let patience = Patience { waits, leaves };
    patience.check().map_err(D::Error::custom)?;
    Ok(patience)
}

impl JourneysFile {
    /// The one that comes with the program.
    pub fn built_in() -> Result<Self, JourneysFileError> {
        Self::parse(include_str!("../../journeys.yaml"))
    }

    /// One of the user's own.
    pub fn read(file: &Path) -> Result<Self, JourneysFileError> {
        let of_file = |error: String| JourneysFileError(format!("{}: {error}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|error| of_file(error.to_string()))?;
        Self::parse(&text).map_err(|error| of_file(error.0))
    }

    /// The text of such a file.
    pub fn parse(yaml: &str) -> Result<Self, JourneysFileError> {
        let file: Self = serde_saphyr::from_str(yaml).map_err(|error| JourneysFileError(error.to_string()))?;
        if file.swarm.0.iter().any(|(request, _)| !Journey::Swarm.requests().contains(request)) {
            let names: Vec<_> = Journey::Swarm.requests().iter().map(|request| request.name()).collect();
            return Err(JourneysFileError(format!("swarm: its calls are {}", names.join(", "))));
        }
        Ok(file)
    }

    /// What people do: the name of a set, or journeys with or without a weight (`main-page=3,preferences`). A journey
    /// stands in the answer as often as its weight says.
    pub fn journeys(&self, text: &str) -> Result<Vec<Journey>, String> {
        if let Some(Weights(weights)) = self.sets.get(text.trim()) {
            return Ok(repeated(weights));
        }
        let mut weights: Vec<(Journey, u32)> = Vec::new();
        for part in text.split(',') {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let journey: Journey = name.parse().map_err(|UnknownJourney(name)| {
                let sets: Vec<_> = self.sets.keys().map(String::as_str).collect();
                let all = Journey::ALL.map(Journey::name).join(", ");
                format!("there is no journey `{name}`; there are {all}, and the sets {}", sets.join(", "))
            })?;
            let weight: u32 =
                weight.trim().parse().ok().filter(|weight| (1..=MOST_WEIGHT).contains(weight)).ok_or_else(|| {
                    format!("`{}` is no weight of {journey}; a weight is from 1 to {MOST_WEIGHT}", weight.trim())
                })?;
            if !weights.iter().any(|(known, _)| *known == journey) {
                weights.push((journey, weight));
            }
        }
        Ok(repeated(&weights))
    }

    /// The names of its sets.
    pub fn sets(&self) -> impl Iterator<Item = &str> {
        self.sets.keys().map(String::as_str)
    }

    /// The single calls of a swarm with their weights.
    pub(crate) fn swarm(&self) -> &[(Request, u32)] {
        &self.swarm.0
    }
}

/// Each as often as its weight says, well mixed, so that a few people have the proportions of many (the smooth
/// weighted round robin that load balancers use).
fn repeated(weights: &[(Journey, u32)]) -> Vec<Journey> {
    let total: i64 = weights.iter().map(|(_, weight)| i64::from(*weight)).sum();
    let mut credit = vec![0_i64; weights.len()];
    let mut turn = || {
        for (credit, (_, weight)) in credit.iter_mut().zip(weights) {
            *credit += i64::from(*weight);
        }
        let (place, most) = credit.iter_mut().enumerate().rev().max_by_key(|(_, credit)| **credit)?;
        *most -= total;
        weights.get(place).map(|(journey, _)| *journey)
    };
    (0..total).filter_map(|_| turn()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT_IN: &str = include_str!("../../journeys.yaml");

    #[test]
    fn the_built_in_file_says_what_the_program_does_without_it() {
        let file = JourneysFile::built_in().unwrap();
        assert_eq!((file.think_time, file.patience), (ThinkTime::default(), Patience::default()));
        assert_eq!(file.journeys(DEFAULT_SET).unwrap(), Journey::OF_PEOPLE);
        for (request, weight) in [
            (Request::Chat, 6),
            (Request::ReadPreferences, 3),
            (Request::Login, 1),
            (Request::Logout, 1),
            (Request::Startup, 1),
            (Request::History, 1),
            (Request::DeleteHistory, 1),
        ] {
            assert!(file.swarm().contains(&(request, weight)), "{request:?}");
        }
        assert_eq!(
            file.journeys("main-page=2, browse").unwrap(),
            [Journey::MainPage, Journey::Browse, Journey::MainPage]
        );
    }

    #[test]
    fn errors_name_the_line_and_the_field() {
        for (was, is, says) in [
            ("think_time: 1s-2s", "think_time: fast", &["line 5", "`fast` is no think time"][..]),
            ("think_time: 1s-2s", "thinking: 1s-2s", &["line 5", "thinking"]),
            ("waits: 35s", "waits: 100s", &["90 s"]),
            ("leaves: 0.5", "leaves: often", &["line 11"]),
            ("    main-page: 1", "    main-page: -1", &["line 16"]),
            ("    main-page: 1", "    front-page: 1", &["line 16", "no journey `front-page`"]),
            ("    swarm: 1", "    swarm: 0", &["no weight is above 0", "line 2"]),
            ("    swarm: 1", "    swarm: 500", &["from 0 to 100, not 500", "line 2"]),
            ("  chat: 6", "  chatter: 6", &["line 26", "no request `chatter`"]),
            ("  chat: 6", "  page: 6", &["swarm: its calls are", "history-delete"]),
        ] {
            assert!(BUILT_IN.contains(was), "{was}");
            let refused = JourneysFile::parse(&BUILT_IN.replacen(was, is, 1)).unwrap_err().to_string();
            assert!(says.iter().all(|part| refused.contains(part)), "{is}: {refused}");
        }
    }

    #[test]
    fn journeys_that_are_none_are_refused_by_name() {
        let file = JourneysFile::built_in().unwrap();
        let refused = |text: &str| file.journeys(text).unwrap_err();
        assert!(refused("fly").contains("no journey `fly`; there are main-page") && refused("fly").contains("swarm"));
        assert!(refused("main-page=0").contains("a weight is from 1 to 100"));
        assert!(refused("").contains("no journey"));
    }
}
