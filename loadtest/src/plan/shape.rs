//! Load shapes: how many people there are at which time. A shape is a list of steps, each a number of people and how
//! long it takes to get there from the number before; it is handed to Goose as its test plan, so that the dashboard
//! shows it and the engine keeps to it.

use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Goose takes no longer plan.
const MOST_STEPS: usize = 100;
const LONGEST: Duration = Duration::from_secs(30 * 86_400);
/// The pieces that a sine is made of: Goose goes from one to the next in a straight line.
const SINE_PIECES: u32 = 48;

/// What can be said of a shape that cannot be used.
const HOW_TO: &str = "write it like ramp:50,10m (to 50 people in 10 minutes), steps:10,20,40,5m (5 minutes each), \
    sine:5,50,8h (a working day from 5 to 50 people and back), spike:10,100,1m (10 minutes at 10 people, one at 100, 10 \
    at 10), or file:NAME";

/// How many people there are at which time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shape {
    /// As it was asked for.
    name: String,
    steps: Vec<Step>,
}

/// One step of a shape; a shape's file is a list of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// How many people there are at its end.
    pub users: usize,
    /// How long it takes to get there, evenly; whole seconds.
    #[serde(rename = "in", deserialize_with = "span")]
    pub within: Duration,
}

fn span<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(&text)
        .map_err(|_| serde::de::Error::custom(format!("`{text}` is no length of time; write it like 90s, 5m or 1h30m")))
}

impl Shape {
    /// The shape of a YAML file: a list of `users` and `in`.
    pub fn from_yaml(name: &str, yaml: &str) -> Result<Self, String> {
        let steps: Vec<Step> = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        Self::of(name, steps)
    }

    fn of(name: &str, steps: Vec<Step>) -> Result<Self, String> {
        if steps.is_empty() || steps.len() > MOST_STEPS {
            return Err(format!("a shape has 1 to {MOST_STEPS} steps, not {}", steps.len()));
        }
        if !steps.iter().any(|step| step.users > 0) {
            return Err("a shape needs people in one of its steps".to_owned());
        }
        let shape = Self { name: name.to_owned(), steps };
        if shape.length() < Duration::from_secs(1) || shape.length() > LONGEST {
            return Err("a shape lasts from a second to 30 days".to_owned());
        }
        Ok(shape)
    }

    /// The sum of its steps, in whole seconds, for so Goose plays it.
    pub fn length(&self) -> Duration {
        self.steps.iter().map(|step| whole(step.within)).sum()
    }

    /// The most people that it has.
    pub fn most_users(&self) -> usize {
        self.steps.iter().map(|step| step.users).max().unwrap_or_default()
    }

    /// The same times with other numbers of people.
    pub(crate) fn map_users(&self, users: impl Fn(usize) -> usize) -> Self {
        let steps = self.steps.iter().map(|step| Step { users: users(step.users), ..*step }).collect();
        Self { name: self.name.clone(), steps }
    }

    /// As Goose writes it: `10,60s;10,300s`.
    pub(crate) fn plan(&self) -> String {
        let mut plan = String::new();
        for step in &self.steps {
            let gap = if plan.is_empty() { "" } else { ";" };
            // A `String` takes everything.
            let _ = write!(plan, "{gap}{},{}s", step.users, whole(step.within).as_secs());
        }
        plan
    }
}

/// Goose's plans know whole seconds.
fn whole(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs_f64().round() as u64)
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<Shape> for String {
    fn from(shape: Shape) -> Self {
        shape.name
    }
}

impl TryFrom<String> for Shape {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Shape {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no shape; {HOW_TO}");
        let (kind, rest) = text.split_once(':').ok_or_else(wrong)?;
        if kind == "file" {
            let yaml = std::fs::read_to_string(rest).map_err(|error| format!("{rest} cannot be read: {error}"))?;
            return Self::from_yaml(text, &yaml).map_err(|error| format!("{rest}: {error}"));
        }
        let parts: Vec<&str> = rest.split(',').map(str::trim).collect();
        let (time, numbers) = parts.split_last().ok_or_else(wrong)?;
        let time = humantime::parse_duration(time).map_err(|_| wrong())?;
        let numbers: Vec<usize> = numbers.iter().map(|n| n.parse()).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let at = |users, within| Step { users, within };
        let steps = match (kind, numbers.as_slice()) {
            ("ramp", [users]) => vec![at(*users, time)],
            ("steps", [_, ..]) => {
                numbers.iter().flat_map(|users| [at(*users, Duration::ZERO), at(*users, time)]).collect()
            }
            ("sine", [least, most]) if least <= most => sine(*least, *most, time),
            ("spike", [usual, most]) if usual <= most => {
                let around = time * 10;
                [(*usual, around), (*most, time), (*usual, around)]
                    .into_iter()
                    .flat_map(|(users, within)| [at(users, Duration::ZERO), at(users, within)])
                    .collect()
            }
            _ => return Err(wrong()),
        };
        Self::of(text, steps)
    }
}

/// From the least to the most and back, once, as a cosine goes.
fn sine(least: usize, most: usize, length: Duration) -> Vec<Step> {
    let users = |piece: u32| {
        let turn = f64::from(piece) / f64::from(SINE_PIECES) * std::f64::consts::TAU;
        least + ((most - least) as f64 * (1.0 - turn.cos()) / 2.0).round() as usize
    };
    // The ends of pieces in whole seconds, so that nothing of the length is lost.
    let end = |piece: u32| whole(length * piece / SINE_PIECES);
    let first = Step { users: least, within: Duration::ZERO };
    let pieces = (1..=SINE_PIECES).map(|piece| Step { users: users(piece), within: end(piece) - end(piece - 1) });
    std::iter::once(first).chain(pieces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_become_goose_plans() {
        let plan = |text: &str| text.parse::<Shape>().unwrap().plan();
        assert_eq!(plan("ramp:50,10m"), "50,600s");
        assert_eq!(plan("steps:10,20,5m"), "10,0s;10,300s;20,0s;20,300s");
        assert_eq!(plan("spike:10,100,1m"), "10,0s;10,600s;100,0s;100,60s;10,0s;10,600s");
        let day: Shape = "sine:5,50,8h".parse().unwrap();
        assert_eq!((day.length(), day.most_users(), day.steps.len()), (Duration::from_secs(8 * 3600), 50, 49));
        assert_eq!((day.steps[24].users, day.steps[48].users, day.steps[12].users), (50, 5, 27));
        assert!(day.plan().len() < 4096);
    }

    #[test]
    fn a_shape_of_a_file_says_where_it_is_wrong() {
        let good = "- {users: 3, in: 10s}\n- {users: 7, in: 1m}\n";
        assert_eq!(Shape::from_yaml("day", good).unwrap().plan(), "3,10s;7,60s");
        for (yaml, says) in [
            ("- {users: 3, in: 10s}\n- {users: many, in: 10s}\n", "line 2"),
            ("- {users: 3, in: soon}\n", "`soon` is no length of time"),
            ("- {users: 3, within: 10s}\n", "within"),
            ("[]", "1 to 100 steps"),
            ("- {users: 0, in: 10s}\n", "needs people"),
        ] {
            let refused = Shape::from_yaml("day", yaml).unwrap_err();
            assert!(refused.contains(says), "{yaml}: {refused}");
        }
    }

    #[test]
    fn what_is_no_shape_is_refused_with_examples() {
        for text in ["", "flat", "ramp:10", "ramp:x,10m", "sine:50,5,1h", "spike:10,1m", "steps:5m", "ramp:10,3x"] {
            let refused = text.parse::<Shape>().unwrap_err();
            assert!(refused.contains("write it like ramp:50,10m"), "{text}: {refused}");
        }
        assert!("file:/no/such/file".parse::<Shape>().unwrap_err().contains("cannot be read"));
    }
}
