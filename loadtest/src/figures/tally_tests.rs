use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

use super::*;

#[test]
fn times_are_those_recorded_quantiles_within_one_bucket() {
    let mut chance = ChaCha12Rng::seed_from_u64(3);
    for size in [1, 2, 10, 999, 20_000] {
        let mut tally = Tally::new(false).unwrap();
        let mut all: Vec<u64> = (0..size).map(|_| 10_u64.pow(chance.random_range(1..8)) / 7 + 1).collect();
        for us in &all {
            let call = Call {
                latency: Duration::from_micros(*us),
                late: Duration::ZERO,
                failure: None,
                body_bytes: Some(*us),
            };
            tally.add(call, Duration::from_secs(1));
        }
        all.sort_unstable();
        let figures = tally.figures(Duration::from_secs(1), false, &[]);
        let mean = all.iter().sum::<u64>() as f64 / all.len() as f64;
        assert!((figures.mean_ms - mean / 1000.0).abs() < 0.001, "{size}");
        assert!((figures.mean_body_bytes.unwrap() - mean).abs() < 0.001, "{size}");
        assert_eq!(figures.min_ms, all[0] as f64 / 1000.0);
        assert_eq!(figures.max_ms, all[all.len() - 1] as f64 / 1000.0);
        let at = [(0.5, figures.p50_ms), (0.9, figures.p90_ms), (0.95, figures.p95_ms), (0.99, figures.p99_ms)];
        for (quantile, measured_ms) in at {
            let rank = ((quantile * all.len() as f64).ceil() as usize).max(1) - 1;
            let histogram = &tally.times.histogram_us;
            let measured_us = (measured_ms * 1000.0).round() as u64;
            assert!(histogram.equivalent(measured_us, all[rank]), "p{quantile} of {size}: {measured_us}");
        }
    }
}

#[test]
fn a_request_that_was_sent_late_counts_from_when_it_was_due() {
    let mut tally = Tally::new(true).unwrap();
    for late_ms in [0, 0, 0, 900] {
        let (latency, late) = (Duration::from_millis(100), Duration::from_millis(late_ms));
        tally.add(Call { latency, late, failure: None, body_bytes: None }, Duration::from_secs(1));
    }
    let figures = tally.figures(Duration::from_secs(1), false, &[]);
    let (service, late) = (figures.service.unwrap(), figures.late.unwrap());
    assert_eq!((figures.max_ms, figures.mean_ms), (1000.0, 325.0));
    assert_eq!((service.max_ms, service.mean_ms, late.max_ms), (100.0, 100.0, 900.0));
    assert_eq!(Tally::new(false).unwrap().figures(Duration::from_secs(1), false, &[]).service, None);
}

#[test]
fn every_kind_of_failure_is_counted_under_its_name() {
    let mut tally = Tally::new(false).unwrap();
    for (times, kind) in FailureKind::ALL.into_iter().enumerate() {
        for _ in 0..=times {
            let call =
                Call { latency: Duration::from_millis(1), late: Duration::ZERO, failure: Some(kind), body_bytes: None };
            tally.add(call, Duration::from_secs(2));
        }
    }
    let figures = tally.figures(Duration::from_secs(2), false, &[]);
    assert_eq!((figures.count, figures.failures, figures.mean_body_bytes), (36, 36, None));
    assert_eq!(figures.failures_by_kind.into_values().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
    for kind in FailureKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}

#[test]
fn the_current_rate_forgets_after_ten_seconds_and_the_mean_does_not() {
    let mut tally = Tally::new(false).unwrap();
    for second in 0..20 {
        let calls = if second < 10 { 40 } else { 10 };
        for call in 0..calls {
            let at = Duration::from_secs_f64(f64::from(second) + f64::from(call) / f64::from(calls));
            tally.add(
                Call { latency: Duration::from_millis(1), late: Duration::ZERO, failure: None, body_bytes: None },
                at,
            );
        }
    }
    let figures = tally.figures(Duration::from_secs(20), false, &[]);
    assert_eq!(figures.mean_rate, 25.0);
    assert!((figures.rate - 10.0).abs() < 1.0, "{}", figures.rate);
    assert_eq!(tally.figures(Duration::from_secs(20), true, &[]).rate, 25.0);
}
