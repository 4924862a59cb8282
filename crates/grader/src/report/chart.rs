//! What is drawn of a timeline, made of what monitoring and users have of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::Period;

use crate::graded::Chart;
use crate::replay::Stage;
use crate::subject::Subject;
use crate::truth::Event;
use crate::world::World;

/// About so many points: more than a screen has room for, and few enough to be sent.
const POINTS: usize = 600;
const FIVE_MINUTES: Duration = Duration::from_secs(300);
const HOUR: Duration = Duration::from_secs(3600);

/// The chart of a subject in a world.
pub(super) fn chart(stage: &Stage<'_>, subject: &Subject, events: &[Event]) -> Chart {
    let world = stage.world;
    let step = world.scrapes.div_ceil(POINTS).max(1);
    let budget = subject.target.budget();
    let rates = |window| highest(&stage.error_rate(subject, window), step);
    let burns = |window| rates(window).into_iter().map(|rate| rate.map(|rate| rate / budget)).collect();
    Chart {
        at: (0..world.scrapes).step_by(step).map(|scrape| since_beginning(world, world.moment(scrape))).collect(),
        errors: rates(FIVE_MINUTES),
        burn_hour: burns(HOUR),
        burn_six_hours: burns(6 * HOUR),
        budget: (0..world.scrapes).step_by(step).map(|scrape| budget_left(world, subject, scrape, step)).collect(),
        events: events.iter().map(|event| shown(world, event)).collect(),
    }
}

/// Seconds since the beginning of a world, on the calendar.
pub(super) fn since_beginning(world: &World, moment: Timestamp) -> f64 {
    moment.duration_since(world.start).as_secs_f64() * world.pace
}

/// Stretches in seconds since the beginning, on the calendar.
pub(super) fn stretches(world: &World, periods: &[Period]) -> Vec<(f64, f64)> {
    periods.iter().map(|period| (since_beginning(world, period.start), since_beginning(world, period.end))).collect()
}

/// The highest of each so many.
fn highest(values: &[Option<f64>], step: usize) -> Vec<Option<f64>> {
    values.chunks(step).map(|values| values.iter().copied().flatten().reduce(f64::max)).collect()
}

/// What is left of the budget once the point that begins with a scrape is over.
fn budget_left(world: &World, subject: &Subject, scrape: usize, step: usize) -> f64 {
    let end = world.moment((scrape + step).min(world.scrapes) - 1);
    let window = SignedDuration::try_from(subject.window.div_f64(world.pace)).unwrap_or(SignedDuration::MAX);
    let start = end.checked_sub(window).map_or(world.start, |start| start.max(world.start));
    1.0 - world.truth.spent(subject, world.pace, Period { start, end })
}

fn shown(world: &World, event: &Event) -> (String, f64, f64, bool) {
    let (start, end) = (event.period.start, event.period.end);
    (event.title.clone(), since_beginning(world, start), since_beginning(world, end), event.significant_since.is_some())
}

#[cfg(test)]
mod tests {
    use super::highest;

    #[test]
    fn a_short_peak_is_not_lost_between_two_points() {
        let values = [Some(0.1), None, Some(0.9), None, None, None, Some(0.2)];
        assert_eq!(highest(&values, 3), [Some(0.9), None, Some(0.2)]);
    }
}
