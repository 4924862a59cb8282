//! What requests meet between a scrape and the next: how many come, and which share of them ends how.

use std::time::Duration;

use crate::timeline::{Amount, Calm, Harm, Timeline};

/// From 22 h to 6 h.
const EVENING: f64 = 22.0 * 3600.0;
const MORNING: f64 = 6.0 * 3600.0;
const DAY: f64 = 24.0 * 3600.0;

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Well, and in time.
    Fine,
    /// Well, but late.
    Slow,
    /// With an error, soon.
    Failing,
    /// With an error, late.
    TimedOut,
    /// It never comes to the backend.
    Lost,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::Fine, Self::Slow, Self::Failing, Self::TimedOut, Self::Lost];
}

/// Shares of requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mix {
    /// By [`Kind`]; their sum is 1.
    pub(super) kinds: [f64; 5],
    /// Of the answers, those that people do not go on with.
    pub(super) displeasing: f64,
}

/// What happens when, for an SLO with a budget.
pub(super) struct Weather<'a> {
    timeline: &'a Timeline,
    /// The share of requests that each trouble meets when it is all there.
    shares: Vec<f64>,
    calm: Mix,
}

impl<'a> Weather<'a> {
    /// `budget` is the share of requests that may be bad.
    pub(super) fn new(timeline: &'a Timeline, budget: f64) -> Self {
        let share = |amount| match amount {
            Amount::Share(share) => share,
            Amount::Burn(burn) => burn * budget,
        };
        let shares = timeline.troubles.iter().map(|trouble| share(trouble.amount).clamp(0.0, 1.0)).collect();
        Self { timeline, shares, calm: Mix::of(timeline.calm, []) }
    }

    /// How many requests of an operation are expected at an instance before a scrape, since the one before it.
    pub(super) fn expected(&self, scrape: usize) -> f64 {
        let traffic = &self.timeline.traffic;
        let every = self.timeline.every.as_secs_f64();
        let time_of_day = ((scrape as f64 - 0.5) * every).rem_euclid(DAY);
        let is_night = !(MORNING..EVENING).contains(&time_of_day);
        let rate = if is_night { traffic.per_second * traffic.at_night } else { traffic.per_second };
        rate * every / f64::from(traffic.instances.max(1))
    }

    /// What they meet there. Instances are counted from 0.
    pub(super) fn mix(&self, scrape: usize, instance: u32) -> Mix {
        let (from, to) = (self.moment(scrape - 1), self.moment(scrape));
        let met = |trouble: &crate::timeline::Trouble| trouble.instances.is_none_or(|first| instance < first);
        let each = self.timeline.troubles.iter().zip(&self.shares).filter(|(trouble, _)| met(trouble));
        let mut present = each
            .map(|(trouble, share)| (&trouble.harms[..], share * trouble.presence(from, to)))
            .filter(|(_, share)| *share > 0.0)
            .peekable();
        if present.peek().is_none() { self.calm } else { Mix::of(self.timeline.calm, present) }
    }

    /// The moment of a scrape, since the beginning.
    fn moment(&self, scrape: usize) -> Duration {
        self.timeline.every.saturating_mul(u32::try_from(scrape).unwrap_or(u32::MAX))
    }
}

const FAILS: usize = 1;
const IS_SLOW: usize = 2;
const IS_LOST: usize = 4;

impl Mix {
    /// All is well.
    pub(super) const FINE: Self = Self { kinds: [1.0, 0.0, 0.0, 0.0, 0.0], displeasing: 0.0 };

    /// What each meets is drawn for itself: one request can meet two, and then has the harms of both.
    fn of<'a>(calm: Calm, troubles: impl IntoIterator<Item = (&'a [Harm], f64)>) -> Self {
        let mut sets = [0.0; 8];
        sets[0] = 1.0;
        let mut pleasing = 1.0 - calm.displeasing;
        let mut meet = |harms: usize, share: f64| {
            if share > 0.0 && harms > 0 {
                let before = sets;
                sets = sets.map(|own| own * (1.0 - share));
                before.iter().enumerate().for_each(|(set, own)| sets[set | harms] += own * share);
            }
        };
        meet(FAILS, calm.failing);
        meet(IS_SLOW, calm.slow);
        for (harms, share) in troubles {
            let bit = |harm: &Harm| match harm {
                Harm::Failing => FAILS,
                Harm::Slow => IS_SLOW,
                Harm::Lost => IS_LOST,
                Harm::Displeasing => 0,
            };
            meet(harms.iter().map(bit).fold(0, |all, one| all | one), share);
            // What failed pleases nobody anyway, so it is the same share of the answers.
            if harms.contains(&Harm::Displeasing) {
                pleasing *= 1.0 - share;
            }
        }
        let lost = sets[IS_LOST..].iter().sum();
        Self { kinds: [sets[0], sets[IS_SLOW], sets[FAILS], sets[FAILS | IS_SLOW], lost], displeasing: 1.0 - pleasing }
    }

    /// The share of one kind.
    pub(super) fn share(&self, kind: Kind) -> f64 {
        self.kinds[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_meets_two_troubles_has_the_harms_of_both() {
        let calm = Calm { failing: 0.1, slow: 0.0, displeasing: 0.2 };
        let mix = Mix::of(calm, [(&[Harm::Slow, Harm::Displeasing][..], 0.5), (&[Harm::Lost][..], 0.5)]);
        let near = |kind, wanted: f64| assert!((mix.share(kind) - wanted).abs() < 1e-12, "{kind:?}: {mix:?}");
        near(Kind::Fine, 0.225);
        near(Kind::Slow, 0.225);
        near(Kind::Failing, 0.025);
        near(Kind::TimedOut, 0.025);
        near(Kind::Lost, 0.5);
        assert!((mix.displeasing - 0.6).abs() < 1e-12);
        assert_eq!(Mix::of(Calm::default(), []), Mix::FINE);
    }
}
