//! SLI, burn rate and budget, on random histories.

use movie_guru_slo::{BURN_WINDOWS, Bin, Count, History, TimeScale};
use proptest::prelude::*;

use crate::{Request, calendar, history, moment, rolling};

const DAY: u64 = 86_400_000;

/// Good ones and all, of the requests after `from` and up to `to`, counted one by one.
fn plain(requests: &[Request], from: u64, to: u64) -> (u32, u32) {
    let of: Vec<_> = requests.iter().filter(|(ms, _)| from < *ms && *ms <= to).collect();
    (of.iter().filter(|(_, good)| *good).count() as u32, of.len() as u32)
}

/// The share of the budget that a plain count burns.
fn burn((good, total): (u32, u32), target: f64) -> f64 {
    if total == 0 { 0.0 } else { f64::from(total - good) / (f64::from(total) * (1.0 - target)) }
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

prop_compose! {
    fn requests(days: u64)(list in prop::collection::vec((1..days * DAY, prop::bool::weighted(0.8)), 0..400))
        -> Vec<Request> { list }
}

proptest! {
    #[test]
    fn a_rolling_window_is_a_plain_sum_over_its_requests(
        requests in requests(10), now in 0..12 * DAY, target in 0.5f64..0.9999, since in prop::option::of(0..12 * DAY),
    ) {
        let slo = rolling(target, "7d");
        let created = since.map(moment);
        let status = history(&requests).status(&slo, moment(now), created, &TimeScale::REAL);
        let from = now.saturating_sub(7 * DAY).max(since.unwrap_or(0));
        let (good, total) = plain(&requests, from, now);
        prop_assert_eq!(status.sli, (total > 0).then(|| f64::from(good) / f64::from(total)));
        prop_assert!(near(status.budget_left, 1.0 - burn((good, total), target)), "{:?}", status);
        let window = |length: std::time::Duration| plain(&requests, now.saturating_sub(length.as_millis() as u64), now);
        prop_assert!(near(status.burn_long, burn(window(BURN_WINDOWS.0), target)));
        prop_assert!(near(status.burn_short, burn(window(BURN_WINDOWS.1), target)));
    }

    #[test]
    fn a_calendar_month_is_a_plain_sum_from_its_first_moment(
        requests in requests(20), now in 0..20 * DAY, target in 0.5f64..0.9999,
    ) {
        let slo = calendar(target, "1M", "2025-01-01 00:00:00", "UTC");
        let status = history(&requests).status(&slo, moment(now), None, &TimeScale::REAL);
        // The story begins on 20 February; nine days later it is March.
        let from = if now >= 9 * DAY { 9 * DAY } else { 0 };
        let counted = plain(&requests, from, now);
        prop_assert!(near(status.budget_left, 1.0 - burn(counted, target)), "{:?}", status);
    }

    #[test]
    fn bins_of_a_scrape_say_the_same_as_single_requests(requests in requests(2), now in 0u64..600, length in 1u64..600) {
        const STEP: u64 = 300_000;
        let mut bins = vec![Count::default(); 601];
        for (ms, good) in &requests {
            let bin = &mut bins[ms.div_ceil(STEP).min(600) as usize];
            *bin = *bin + Count { good: f64::from(u8::from(*good)), total: 1.0 };
        }
        let bins = bins.into_iter().enumerate().map(|(i, count)| Bin { end: moment(i as u64 * STEP), count });
        let period = |from: u64| movie_guru_slo::Period { start: moment(from * STEP), end: moment(now * STEP) };
        let from = now.saturating_sub(length);
        let binned = History::new(bins.collect()).count(period(from));
        prop_assert_eq!(binned, history(&requests).count(period(from)));
    }

    #[test]
    fn workshop_time_is_the_same_story_told_faster(
        requests in requests(10), now in DAY..10 * DAY, since in prop::option::of(0..DAY), monthly: bool,
    ) {
        // Times that 24 divides, so that rounding does not move a request over the edge of a window.
        let (now, since) = (now / 24 * 24, since.map(|ms| ms / 24 * 24));
        let requests: Vec<Request> = requests.into_iter().map(|(ms, good)| (ms / 24 * 24, good)).collect();
        let slo = if monthly { calendar(0.9, "1M", "2025-01-01 00:00:00", "UTC") } else { rolling(0.9, "7d") };
        let real = history(&requests).status(&slo, moment(now), since.map(moment), &TimeScale::REAL);
        let fast: Vec<Request> = requests.iter().map(|(ms, good)| (ms / 24, *good)).collect();
        // Scraped so often that no window has to be longer than scaled.
        let scale = TimeScale::new(24.0, std::time::Duration::from_secs(1), moment(0)).unwrap();
        let told = history(&fast).status(&slo, moment(now / 24), since.map(|ms| moment(ms / 24)), &scale);
        prop_assert_eq!(
            (told.sli, told.budget_left, told.burn_long, told.burn_short),
            (real.sli, real.budget_left, real.burn_long, real.burn_short)
        );
    }
}

#[test]
fn a_new_slo_has_its_whole_budget_whatever_happened_before() {
    let bad: Vec<Request> = (1..1000).map(|second| (second * 1000, false)).collect();
    let (slo, now) = (rolling(0.9, "7d"), moment(1_000_000));
    let new = history(&bad).status(&slo, now, Some(now), &TimeScale::REAL);
    assert_eq!((new.sli, new.budget_left), (None, 1.0));
    assert!((new.burn_long - 10.0).abs() < 1e-9, "the burn rate is of now, not of the SLO");
    let looking_back = history(&bad).status(&slo, now, None, &TimeScale::REAL);
    assert!((looking_back.budget_left + 9.0).abs() < 1e-9, "{looking_back:?}");
}
