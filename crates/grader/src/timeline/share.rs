//! How many requests a trouble meets, from one moment to another.

use std::time::Duration;

use super::model::{Shape, Trouble};

impl Trouble {
    /// The mean of its shape over the time from one moment to another, which is after it: 0 where it is not there, 1 where it
    /// is all there. Both are since the beginning.
    pub(crate) fn presence(&self, from: Duration, to: Duration) -> f64 {
        let (begin, end) = (from.max(self.from), to.min(self.from + self.lasts));
        if begin >= end {
            return 0.0;
        }
        let seconds = |moment: Duration| (moment - self.from).as_secs_f64();
        let (begin, end, lasts) = (seconds(begin), seconds(end), self.lasts.as_secs_f64());
        let there = match self.shape {
            Shape::Constant => end - begin,
            Shape::Rising => (end - begin) * (begin + end) / 2.0 / lasts,
            Shape::Spikes { every, each } => {
                let (every, each) = (every.as_secs_f64(), each.as_secs_f64());
                let before = |moment: f64| {
                    let whole = (moment / every).floor();
                    whole * each + (moment - whole * every).min(each)
                };
                before(end) - before(begin)
            }
        };
        (there / (to - from).as_secs_f64()).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::model::{Amount, Harm};

    const fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }

    fn trouble(shape: Shape) -> Trouble {
        let (from, lasts) = (minutes(10), minutes(40));
        let harms = vec![Harm::Failing];
        Trouble { title: "t".into(), from, lasts, harms, amount: Amount::Share(1.0), shape, instances: None }
    }

    #[test]
    fn a_constant_trouble_is_there_from_its_beginning_to_its_end() {
        let trouble = trouble(Shape::Constant);
        let present = |from, to| trouble.presence(minutes(from), minutes(to));
        assert_eq!(
            [present(0, 10), present(10, 20), present(5, 15), present(49, 51), present(50, 60)],
            [0.0, 1.0, 0.5, 0.5, 0.0]
        );
        assert_eq!(present(0, 80), 0.5);
    }

    #[test]
    fn a_rising_one_is_all_there_at_its_end() {
        let trouble = trouble(Shape::Rising);
        let present = |from, to| trouble.presence(minutes(from), minutes(to));
        assert_eq!([present(10, 50), present(10, 30), present(30, 50), present(40, 60)], [0.5, 0.25, 0.75, 0.4375]);
    }

    #[test]
    fn spikes_come_again_and_again() {
        let trouble = trouble(Shape::Spikes { every: minutes(10), each: minutes(5) });
        let present = |from, to| trouble.presence(minutes(from), minutes(to));
        assert_eq!(
            [present(10, 15), present(15, 20), present(20, 22), present(10, 50), present(14, 16)],
            [1.0, 0.0, 1.0, 0.5, 0.5]
        );
    }
}
