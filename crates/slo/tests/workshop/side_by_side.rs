//! Prometheus and the arithmetic, side by side: `promtool` evaluates the rendered rules on ten hours of one sample a
//! minute, and at every minute the same alerts fire and the same budget is left as [`History`] says.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::render::prometheus::{self, alert_name};
use movie_guru_slo::{AlertState, Bin, Count, History, Measure, Period, Selector, Slo, SloSet, TimeScale, Watch};
use movie_guru_test_support::promtool;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::files::workshop;

const MINUTES: usize = 600;

/// Good ones and all, minute by minute: spells of very different quality, of half a minute's traffic to eight hours.
fn story(seed: u64) -> Vec<(u32, u32)> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut minutes = Vec::new();
    while minutes.len() < MINUTES {
        let spell = dice.random_range(3..120);
        let quality: f64 = [1.0, 0.995, 0.9, 0.6, 0.14, 0.0][dice.random_range(0..6)];
        let traffic = dice.random_range(0..400);
        minutes.extend((0..spell).map(|_| {
            let total = dice.random_range(0..=traffic);
            let good = (0..total).filter(|_| dice.random::<f64>() < quality).count();
            (good as u32, total)
        }));
    }
    minutes.truncate(MINUTES);
    minutes
}

/// The counters of an SLO's good and other requests, as Prometheus shows them.
fn counters(measure: &Measure) -> [(String, bool); 2] {
    match measure {
        // Chat outcomes are one metric, whose label tells good from bad.
        Measure::Good { good, total } if good.metric == total.metric => ["Engaged", "Rejected"]
            .map(|outcome| (format!("{}{{Outcome=\"{outcome}\"}}", total.metric), outcome == "Engaged")),
        Measure::Good { good, total } => [(good.to_string(), true), (total.to_string(), false)],
        Measure::Threshold { histogram: Selector { metric, .. }, bound, .. } => {
            [(format!("{metric}_bucket{{le=\"{bound}\"}}"), true), (format!("{metric}_count"), false)]
        }
        Measure::Bad { .. } => panic!("the workshop has none"),
    }
}

fn at(minute: usize) -> Timestamp {
    Timestamp::from_second(minute as i64 * 60).unwrap()
}

fn history(story: &[(u32, u32)]) -> History {
    let bins = story.iter().enumerate().map(|(minute, (good, total))| Bin {
        end: at(minute + 1),
        count: Count { good: f64::from(*good), total: f64::from(*total) },
    });
    History::new(bins.collect())
}

fn series(slo: &Slo, story: &[(u32, u32)], text: &mut String) {
    let apart = matches!(&slo.indicator.measure, Measure::Good { good, total } if good.metric == total.metric);
    for (name, good) in counters(&slo.indicator.measure) {
        let mut sum = 0;
        let mut values = "0".to_owned();
        for (of_good, of_all) in story {
            sum += if good {
                *of_good
            } else if apart {
                of_all - of_good
            } else {
                *of_all
            };
            write!(values, " {sum}").unwrap();
        }
        write!(text, "  - series: '{name}'\n    values: '{values}'\n").unwrap();
    }
}

/// The alerts of an SLO that are pending or firing, and where they are between evaluations.
fn alerts(slo: &Slo, watches: &mut [Watch], history: &History, now: Timestamp, text: &mut String) {
    for (alert, watch) in slo.alerts.iter().zip(watches) {
        let holds = history.holds(slo, alert, now, &TimeScale::REAL);
        let windows = TimeScale::REAL.windows(alert);
        let state = match watch.update(now, holds, windows.after, windows.keep) {
            AlertState::Inactive => continue,
            AlertState::Pending => "pending",
            AlertState::Firing => "firing",
        };
        let labels = format!(
            "alertname=\"{}\", alertstate=\"{state}\", notify=\"inbox\", policy=\"{}\", service=\"movie-guru\", \
             severity=\"{}\", slo=\"{}\"",
            alert_name(slo, alert),
            alert.policy.name,
            alert.severity,
            slo.metadata.name
        );
        write!(text, "    - labels: 'ALERTS{{{labels}}}'\n      value: 1\n").unwrap();
    }
}

/// What the monitor asks, without recorded rules: counts, burn rate, and whether each alert's condition holds.
fn asked(slo: &Slo, history: &History, minute: usize, text: &mut String) {
    let hour = Duration::from_secs(3600);
    let count = history.count(Period { start: at(minute - 60), end: at(minute) });
    let measure = &slo.indicator.measure;
    let mut expect = |query: &str, value: f64| {
        let near = format!("abs(({query}) - {value}) < bool 1e-6");
        write!(text, "  - expr: '{near}'\n    eval_time: {minute}m\n    exp_samples: [{{labels: '{{}}', value: 1}}]\n")
            .unwrap();
    };
    expect(&measure.good(hour), count.good);
    expect(&measure.total(hour), count.total);
    if let Some(sli) = count.sli() {
        expect(&slo.burn_rate_query(hour), count.burn_rate(slo.target));
        expect(&slo.sli_query(hour), sli);
    }
    for alert in &slo.alerts {
        let query = slo.alert_query(alert, &TimeScale::REAL.windows(alert));
        let holds = history.holds(slo, alert, at(minute), &TimeScale::REAL);
        expect(&format!("count({query}) or vector(0)"), f64::from(u8::from(holds)));
    }
}

/// A test for promtool, and how many alerts fire in it, over all minutes.
fn test(set: &SloSet, seed: u64) -> (String, usize) {
    let stories: Vec<_> = (0..).map(|n| story(seed * 10 + n)).take(set.slos.len()).collect();
    let histories: Vec<_> = stories.iter().map(|story| history(story)).collect();
    let mut text =
        "rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n".to_owned();
    for (slo, story) in set.slos.iter().zip(&stories) {
        series(slo, story, &mut text);
    }
    text.push_str("  promql_expr_test:\n");
    let mut fired = 0;
    let mut watches: Vec<_> = set.slos.iter().map(|slo| vec![Watch::default(); slo.alerts.len()]).collect();
    for minute in 0..MINUTES {
        let mut samples = String::new();
        for ((slo, watches), history) in set.slos.iter().zip(&mut watches).zip(&histories) {
            alerts(slo, watches, history, at(minute), &mut samples);
        }
        if minute % 3 != 0 {
            continue;
        }
        fired += samples.matches("firing").count();
        let samples = if samples.is_empty() { " []\n".to_owned() } else { format!("\n{samples}") };
        write!(text, "  - expr: ALERTS\n    eval_time: {minute}m\n    exp_samples:{samples}").unwrap();
    }
    for (slo, history) in set.slos.iter().zip(&histories) {
        for minute in (60..MINUTES).step_by(60) {
            asked(slo, history, minute, &mut text);
            let left = history.count(Period { start: at(0), end: at(minute) }).budget_left(slo.target);
            let recorded = format!("slo:error_budget_remaining:ratio{{slo=\"{}\"}}", slo.metadata.name);
            write!(
                text,
                "  - expr: 'abs(sum({recorded}) - {left}) < bool 1e-9'\n    eval_time: {minute}m\n    \
                 exp_samples: [{{labels: '{{}}', value: 1}}]\n"
            )
            .unwrap();
        }
    }
    (text, fired)
}

#[test]
fn prometheus_fires_the_same_alerts_and_leaves_the_same_budget() {
    let mut set = workshop();
    set.slos.truncate(4);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.yaml"), prometheus::rules(&set, &TimeScale::REAL).unwrap()).unwrap();
    for seed in 0..3 {
        let (text, fired) = test(&set, seed);
        assert!(fired > 50, "a story in which little happens: {fired}");
        fs::write(folder.path().join("story.yaml"), text).unwrap();
        let Some(verdict) = promtool(folder.path(), &["test", "rules", "story.yaml"]) else { return };
        assert!(verdict.passed(), "seed {seed}: {}", verdict.text.chars().take(3000).collect::<String>());
    }
}
