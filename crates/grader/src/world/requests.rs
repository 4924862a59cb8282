//! How many requests of an operation there were before each scrape, and how they ended.

use movie_guru_contract::Operation;

use super::chance::{Arrivals, Chance, Purpose};
use super::weather::{Kind, Mix, Weather};
use crate::timeline::Timeline;

/// Numbers of requests, by scrape: those since the scrape before it. The first scrape has none.
pub(super) type Counts = Vec<f64>;

/// The requests of an operation.
pub(super) struct Requests {
    /// By instance and [`Kind`]. A kind that never happened is empty.
    instances: Vec<[Counts; 5]>,
    scrapes: usize,
}

impl Requests {
    pub(super) fn of(timeline: &Timeline, weather: &Weather<'_>, operation: Operation) -> Self {
        let scrapes = timeline.scrapes();
        let mut chance = Chance::of(timeline, Purpose::Requests, operation);
        let mut instances = Vec::new();
        for instance in 0..timeline.traffic.instances {
            let mut kinds: [Counts; 5] = Default::default();
            let mut arrivals: [Arrivals; 5] = Default::default();
            for scrape in 1..scrapes {
                let (expected, mix) = (weather.expected(scrape), met(weather, operation, scrape, instance));
                for kind in Kind::ALL {
                    let share = mix.share(kind);
                    if share > 0.0 {
                        let counts = &mut kinds[kind as usize];
                        if counts.is_empty() {
                            *counts = vec![0.0; scrapes];
                        }
                        counts[scrape] = chance.count(&mut arrivals[kind as usize], expected * share);
                    }
                }
            }
            instances.push(kinds);
        }
        Self { instances, scrapes }
    }

    /// How many scrapes.
    pub(super) const fn scrapes(&self) -> usize {
        self.scrapes
    }

    /// The numbers of instances.
    pub(super) fn instances(&self) -> std::ops::Range<usize> {
        0..self.instances.len()
    }

    /// Those of one kind at an instance; empty where there was none.
    pub(super) fn of_kind(&self, instance: usize, kind: Kind) -> &[f64] {
        &self.instances[instance][kind as usize]
    }

    /// Those of some kinds together, at an instance.
    pub(super) fn at(&self, instance: usize, kinds: &[Kind]) -> Counts {
        sum(self.scrapes, kinds.iter().map(|kind| self.of_kind(instance, *kind)))
    }

    /// And everywhere.
    pub(super) fn everywhere(&self, kinds: &[Kind]) -> Counts {
        let each = |instance| kinds.iter().map(move |kind| self.of_kind(instance, *kind));
        sum(self.scrapes, self.instances().flat_map(each))
    }
}

/// What an operation's requests meet. A health check does nothing, so nothing can go wrong with it.
pub(super) fn met(weather: &Weather<'_>, operation: Operation, scrape: usize, instance: u32) -> Mix {
    if operation == Operation::HealthCheck { Mix::FINE } else { weather.mix(scrape, instance) }
}

/// Several together.
pub(super) fn sum<'a>(scrapes: usize, all: impl Iterator<Item = &'a [f64]>) -> Counts {
    let mut sum = vec![0.0; scrapes];
    all.for_each(|counts| sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count));
    sum
}
