//! Time to exhaustion, against going on request by request until the budget is spent.

use std::time::Duration;

use movie_guru_slo::{Exhaustion, Span};
use proptest::prelude::*;

/// Lives on in steps of a thousandth of the window: each step that has been is bad by `before` budgets, each that comes
/// by `burn`. The first step at whose end no budget is left.
fn lived(before: f64, burn: f64, counted: usize, rolls: bool) -> Option<usize> {
    const WINDOW: usize = 1000;
    let mut steps = vec![before; counted];
    for passed in 0..=4 * WINDOW {
        let window = &steps[steps.len().saturating_sub(WINDOW)..];
        let consumed: f64 = window.iter().sum::<f64>() / window.len() as f64;
        if consumed >= 1.0 {
            return Some(passed);
        }
        if !rolls && steps.len() == WINDOW {
            return None;
        }
        steps.push(burn);
    }
    None
}

proptest! {
    #[test]
    fn it_is_when_the_budget_is_spent_if_things_go_on(
        before in 0.0f64..1.3, burn in prop_oneof![0.0f64..0.99, 1.05f64..100.0], counted in 1usize..=1000, rolls: bool,
    ) {
        let length = Duration::from_secs(1000);
        let span = Span { counted: Duration::from_secs(counted as u64), length, rolls };
        let projected = Exhaustion::project(1.0 - before, burn, span);
        match (projected, lived(before, burn, counted, rolls)) {
            (Exhaustion::Spent, Some(0)) | (Exhaustion::NotInSight, None) => {}
            (Exhaustion::After(after), Some(steps)) => {
                let off = after.as_secs_f64() - steps as f64;
                prop_assert!((-1.01..=0.01).contains(&off), "{:?} {}", after, steps);
            }
            // Within a step of the end of a calendar period either is right.
            (Exhaustion::After(after), None) if after.as_secs_f64() + counted as f64 > 998.9 => {}
            (projected, steps) => prop_assert!(false, "{:?} {:?}", projected, steps),
        }
    }
}

#[test]
fn a_whole_budget_lasts_a_window_divided_by_the_burn_rate() {
    let day = Duration::from_secs(86_400);
    let full = Span { counted: 30 * day, length: 30 * day, rolls: true };
    assert_eq!(Exhaustion::project(1.0, 10.0, full), Exhaustion::After(3 * day));
    assert_eq!(Exhaustion::project(1.0, 1.0, full), Exhaustion::NotInSight);
    assert_eq!(Exhaustion::project(0.0, 0.0, full), Exhaustion::Spent);
    let young = Span { counted: Duration::ZERO, length: day, rolls: true };
    assert_eq!(Exhaustion::project(1.0, 100.0, young), Exhaustion::NotInSight, "nothing was counted yet");
}
