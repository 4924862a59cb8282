//! What a timeline says.

use std::time::Duration;

/// What happens to the app. All times are those of the calendar: a subject in workshop time sees them faster.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The file's name without `.yaml`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What happens, in a sentence or two.
    pub story: String,
    /// From the first scrape to the last; two weeks in the lab's own.
    pub length: Duration,
    /// From one scrape to the next.
    pub every: Duration,
    /// Of all chance in it.
    pub seed: u64,
    /// How many come.
    pub traffic: Traffic,
    /// What goes wrong without any trouble: shares of requests, 0 to 1.
    pub calm: Calm,
    /// What happens, in order of time.
    pub troubles: Vec<Trouble>,
    /// When all instances start anew, and their counters with them; from the beginning.
    pub restarts: Vec<Duration>,
}

/// How many come.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// Requests a second of each operation by day, over all instances.
    pub per_second: f64,
    /// The share of that which comes at night, from 22 h to 6 h; 1 where there is no night.
    pub at_night: f64,
    /// How many instances serve them, each in a region of its own; they share the requests equally.
    pub instances: u32,
    /// Not by chance, but as many as expected, with fractions: for what is held to closed forms.
    pub is_exact: bool,
}

/// What goes wrong always.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calm {
    /// The share of requests that fail.
    pub failing: f64,
    /// The share that takes longer than anybody waits.
    pub slow: f64,
    /// The share of chats that people do not go on with.
    pub displeasing: f64,
}

/// Something goes wrong for a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What people call it.
    pub title: String,
    /// Since the beginning.
    pub from: Duration,
    /// How long.
    pub lasts: Duration,
    /// What it does to the requests that it meets.
    pub harms: Vec<Harm>,
    /// How many requests it meets.
    pub amount: Amount,
    /// How that changes while it lasts.
    pub shape: Shape,
    /// How many instances it meets, the first ones; none for all.
    pub instances: Option<u32>,
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It is answered with an error, soon.
    Failing,
    /// It is answered well, but far later than anybody waits.
    Slow,
    /// It never comes to the backend: browsers alone know of it.
    Lost,
    /// People do not go on with what they are told; of chats.
    Displeasing,
}

/// How many requests a trouble meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// This share of them, 0 to 1.
    Share(f64),
    /// So many times the budget of the SLO that is graded, at most all.
    Burn(f64),
}

/// How the amount changes while a trouble lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Not at all.
    Constant,
    /// It grows from nothing to all of it.
    Rising,
    /// It is there again and again, for a part of the time.
    Spikes {
        /// From the start of one to the start of the next.
        every: Duration,
        /// How long each lasts.
        each: Duration,
    },
}

impl Timeline {
    /// How many scrapes there are, the first of them at the beginning.
    pub(crate) fn scrapes(&self) -> usize {
        let between = self.length.as_nanos() / self.every.as_nanos().max(1);
        usize::try_from(between).unwrap_or(usize::MAX).saturating_add(1)
    }
}
