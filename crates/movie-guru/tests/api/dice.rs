//! The draws of a phase: any valid phase gives what it asks for, and a seed gives it again.

use std::time::Duration;

use movie_guru::phase::scenario::Scenario;
use movie_guru::phase::{Fate, Phase, Stage};
use movie_guru_contract::{Operation, Outcome, Sentiment};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value};

use crate::phases::SHIPPED;

const DRAWS: usize = 2000;
const SHAPED: [(Operation, &str); 5] = [
    (Operation::Login, "Login"),
    (Operation::Chat, "Chat"),
    (Operation::Startup, "Startup"),
    (Operation::PrefGet, "PrefGet"),
    (Operation::PrefUpdate, "PrefUpdate"),
];
const OUTCOMES: [(&str, Outcome); 4] = [
    ("ChatEngaged", Outcome::Engaged),
    ("ChatAcknowledged", Outcome::Acknowledged),
    ("ChatRejected", Outcome::Rejected),
    ("ChatUnclassified", Outcome::Unclassified),
];
const SENTIMENTS: [(&str, Sentiment); 4] = [
    ("ChatSPositive", Sentiment::Positive),
    ("ChatSNegative", Sentiment::Negative),
    ("ChatSNeutral", Sentiment::Neutral),
    ("ChatSUnclassified", Sentiment::Unclassified),
];

/// Whether `hits` of `draws` are what a share of `wanted` gives: within 4 standard errors, and one hit for rounding.
pub(crate) fn within_four_standard_errors(wanted: f64, hits: usize, draws: usize) -> bool {
    let (hits, draws) = (hits as f64, draws as f64);
    let standard_error = (wanted * (1.0 - wanted) / draws).sqrt();
    let rounding = if wanted == 0.0 || wanted == 1.0 { 0.0 } else { 1.0 / draws };
    (hits / draws - wanted).abs() <= 4.0 * standard_error + rounding
}

#[test]
fn a_wrong_share_would_be_noticed() {
    assert!(within_four_standard_errors(0.5, 1080, DRAWS));
    assert!(!within_four_standard_errors(0.5, 1100, DRAWS));
    assert!(!within_four_standard_errors(0.0, 1, DRAWS));
    assert!(!within_four_standard_errors(1.0, DRAWS - 1, DRAWS));
    assert!(!within_four_standard_errors(0.01, 0, DRAWS));
}

fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(1.0), 6 => 0.0..=1.0]
}

/// Four shares that add up to 1, some of them maybe 0.
fn mix() -> impl Strategy<Value = [f64; 4]> {
    prop::array::uniform4(probability()).prop_filter_map("all shares are 0", |shares| {
        let sum: f64 = shares.iter().sum();
        (sum > 0.0).then(|| shares.map(|share| share / sum))
    })
}

fn latencies() -> impl Strategy<Value = (u64, u64)> {
    let bound = || prop_oneof![0..50u64, 0..=29_000u64];
    (bound(), bound(), any::<bool>()).prop_map(
        |(one, other, constant)| {
            if constant { (one, one) } else { (one.min(other), one.max(other)) }
        },
    )
}

/// The 24 fields of any valid phase.
fn valid_phase() -> impl Strategy<Value = Map<String, Value>> {
    let successes = prop::array::uniform5(probability());
    (successes, prop::array::uniform5(latencies()), probability(), mix(), mix()).prop_map(
        |(successes, latencies, safety, outcomes, sentiments)| {
            let mut fields = Map::new();
            for (((_, name), success), (min, max)) in SHAPED.into_iter().zip(successes).zip(latencies) {
                fields.insert(format!("{name}Success"), success.into());
                fields.insert(format!("{name}LatencyMinMS"), min.into());
                fields.insert(format!("{name}LatencyMaxMS"), max.into());
            }
            fields.insert("ChatSafetyIssue".into(), safety.into());
            fields.extend(OUTCOMES.into_iter().zip(outcomes).map(|((name, _), share)| (name.into(), share.into())));
            fields.extend(SENTIMENTS.into_iter().zip(sentiments).map(|((name, _), share)| (name.into(), share.into())));
            fields
        },
    )
}

fn stage(fields: &Map<String, Value>, seed: u64) -> Stage {
    Stage::new(Scenario::custom(Phase::from_fields(fields).unwrap()), seed)
}

fn draws(stage: &Stage, operation: Operation) -> Vec<Fate> {
    (0..DRAWS).map(|_| stage.draw(operation).unwrap()).collect()
}

fn repeatable() -> ProptestConfig {
    // The same phases and dice each time: what passes once passes always, until the draws change.
    ProptestConfig { cases: 40, rng_seed: RngSeed::Fixed(20_251_121), failure_persistence: None, ..Default::default() }
}

proptest! {
    #![proptest_config(repeatable())]

    #[test]
    fn any_valid_phase_gives_the_shares_and_latencies_it_asks_for(fields in valid_phase(), seed in any::<u64>()) {
        let stage = stage(&fields, seed);
        let asked = |name: &str| fields[name].as_f64().unwrap();
        let holds = |name: &str, hits: usize| {
            let asked = asked(name);
            prop_assert!(within_four_standard_errors(asked, hits, DRAWS), "{name}: {asked} asked, {hits} hits");
            Ok(())
        };
        for (operation, name) in SHAPED {
            let fates = draws(&stage, operation);
            holds(&format!("{name}Success"), fates.iter().filter(|fate| fate.succeeds).count())?;
            let [min, max] = ["Min", "Max"].map(|bound| {
                Duration::from_millis(fields[&format!("{name}Latency{bound}MS")].as_u64().unwrap())
            });
            prop_assert!(fates.iter().all(|fate| (min..=max).contains(&fate.latency)), "{name}: {min:?} to {max:?}");
            if max - min >= Duration::from_millis(1000) {
                let below_middle = fates.iter().filter(|fate| fate.latency < (min + max) / 2).count();
                // Up to 3 ms are kept free at the top of the range.
                let share = 0.5 + 0.003 / (max - min).as_secs_f64();
                let even = within_four_standard_errors(share, below_middle, DRAWS);
                prop_assert!(even, "{name}: {below_middle} below the middle");
            }
            prop_assert!(fates.iter().all(|fate| fate.chat.is_some() == (operation == Operation::Chat)));
        }
        let chats: Vec<_> = draws(&stage, Operation::Chat).iter().filter_map(|fate| fate.chat).collect();
        for (name, outcome) in OUTCOMES {
            holds(name, chats.iter().filter(|chat| chat.outcome == outcome).count())?;
        }
        for (name, sentiment) in SENTIMENTS {
            holds(name, chats.iter().filter(|chat| chat.sentiment == sentiment).count())?;
        }
        holds("ChatSafetyIssue", chats.iter().filter(|chat| chat.safety_issue).count())?;
    }

    #[test]
    fn the_same_seed_gives_the_same_sequence_whatever_comes_between(fields in valid_phase(), seed in any::<u64>()) {
        let (first, second) = (stage(&fields, seed), stage(&fields, seed));
        for number in 0..100 {
            if number % 3 == 0 {
                second.draw(Operation::Login);
            }
            prop_assert_eq!(first.draw(Operation::Chat), second.draw(Operation::Chat));
        }
    }
}

#[test]
fn another_seed_gives_another_sequence() {
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let fields = shipped["challenge-1"]["phase"].as_object().unwrap();
    assert_ne!(draws(&stage(fields, 1), Operation::Chat), draws(&stage(fields, 2), Operation::Chat));
}

#[test]
fn a_healthy_app_draws_nothing() {
    let stage = Stage::new(Scenario::named("healthy").unwrap(), 1);
    assert!(Operation::ALL.into_iter().all(|operation| stage.draw(operation).is_none()));
}
