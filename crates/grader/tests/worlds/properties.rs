//! What holds of every world.

use std::collections::BTreeSet;
use std::time::Duration;

use movie_guru_contract::{
    CHAT_OUTCOME, CHAT_SENTIMENT, LOADTEST_REQUESTS, Operation, PROBE_RUNS, WEB_LATENCY, WEB_REQUESTS,
};
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Traffic, Trouble};
use movie_guru_grader::{Feature, Timeline, World};
use movie_guru_slo::Period;
use proptest::prelude::*;

use crate::{exact, names, series, subject};

const EVERY: Duration = Duration::from_secs(60);

fn harms() -> impl Strategy<Value = Vec<Harm>> {
    prop::sample::subsequence(vec![Harm::Failing, Harm::Slow, Harm::Lost, Harm::Displeasing], 1..=4)
}

fn shape() -> impl Strategy<Value = Shape> {
    let spikes = (2_u64..600).prop_flat_map(|every| {
        let of = move |each| Shape::Spikes { every: Duration::from_secs(every), each: Duration::from_secs(each) };
        (1..every).prop_map(of)
    });
    prop_oneof![Just(Shape::Constant), Just(Shape::Rising), spikes]
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let amount = prop_oneof![(0.0..=1.0).prop_map(Amount::Share), (0.0..2_000.0).prop_map(Amount::Burn)];
    (0_u64..1_800, 1_u64..1_800, harms(), amount, shape(), prop::option::of(1_u32..3)).prop_map(
        |(from, lasts, harms, amount, shape, instances)| Trouble {
            title: "t".into(),
            from: Duration::from_secs(from),
            lasts: Duration::from_secs(lasts),
            harms,
            amount,
            shape,
            instances,
        },
    )
}

fn timeline() -> impl Strategy<Value = Timeline> {
    let traffic = (prop_oneof![0.0..0.01, 0.5..2.0, 20.0..50.0], 0.0..=1.0, 1_u32..4, any::<bool>());
    let calm = (0.0..0.1, 0.0..0.1, 0.0..=1.0);
    let restarts = prop::collection::btree_set(1_u64..3_600, 0..4);
    (any::<u64>(), traffic, calm, prop::collection::vec(trouble(), 0..4), restarts).prop_map(
        |(seed, (per_second, at_night, instances, is_exact), (failing, slow, displeasing), troubles, restarts)| {
            Timeline {
                every: EVERY,
                length: EVERY * 60,
                seed,
                traffic: Traffic { per_second, at_night, instances, is_exact },
                calm: Calm { failing, slow, displeasing },
                troubles,
                restarts: restarts.into_iter().map(Duration::from_secs).collect(),
                ..exact(2, 1.0)
            }
        },
    )
}

fn feature() -> impl Strategy<Value = Feature> {
    prop_oneof![Just(Feature::Answers), Just(Feature::Fast(1_000.0)), Just(Feature::Pleases)]
}

fn asked() -> BTreeSet<String> {
    let metrics = [Operation::Chat, Operation::Login].map(Operation::metrics);
    let of_operations = metrics.iter().flat_map(|of| [of.attempts, of.success.unwrap(), of.latency]);
    let others = [CHAT_OUTCOME, CHAT_SENTIMENT, WEB_REQUESTS, WEB_LATENCY, LOADTEST_REQUESTS, PROBE_RUNS];
    names(&of_operations.chain(others).collect::<Vec<_>>())
}

/// The values of the one series whose name and labels have all of these texts.
fn values<'a>(all: &'a std::collections::BTreeMap<String, series::Points>, texts: &[&str]) -> Vec<&'a [f64]> {
    let meant = all.iter().filter(|(name, _)| texts.iter().all(|text| name.contains(text)));
    meant.map(|(_, points)| &points.values[..]).collect()
}

/// Whether no value is above that of the other at the same scrape, but for what rounding does.
fn is_within(few: &[f64], many: &[f64]) -> bool {
    few.iter().zip(many).all(|(few, many)| *few <= many + 1e-6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counters_fall_at_restarts_alone(timeline in timeline()) {
        let world = World::of(&timeline, &subject(Operation::Chat, Feature::Answers, 0.999), &asked());
        let restarts: BTreeSet<_> = timeline.restarts.iter().map(|at| at.as_secs().div_ceil(60) as usize).collect();
        for (name, points) in series(&world) {
            prop_assert_eq!(points.values.len(), 61);
            prop_assert_eq!(points.values[0], 0.0);
            let lasts = !name.contains("job=\"backend\"") && !name.contains("job=\"web\"");
            for (scrape, pair) in (1..).zip(points.values.windows(2)) {
                if restarts.contains(&scrape) && !lasts {
                    prop_assert_eq!(pair[1], 0.0, "{} at {}", name, scrape);
                } else {
                    prop_assert!(pair[1] >= pair[0] && pair[1].is_finite(), "{} at {}: {:?}", name, scrape, pair);
                }
            }
        }
    }

    #[test]
    fn parts_are_not_more_than_the_whole(timeline in timeline()) {
        let world = World::of(&timeline, &subject(Operation::Chat, Feature::Answers, 0.999), &asked());
        let all = series(&world);
        let chat = Operation::Chat.metrics();
        let name = |metric: movie_guru_contract::Metric| metric.exposed();
        let attempts = values(&all, &[&format!("{}{{", name(chat.attempts))]);
        let success = values(&all, &[&format!("{}{{", name(chat.success.unwrap()))]);
        prop_assert_eq!(attempts.len(), timeline.traffic.instances as usize);
        for (instance, (success, attempts)) in success.iter().zip(&attempts).enumerate() {
            prop_assert!(is_within(success, attempts));
            let region = format!("region=\"region-{}\"", instance + 1);
            let region = if timeline.traffic.instances == 1 { "" } else { &region };
            for (result, total) in [("success", Some(success)), ("error", None)] {
                let own = |suffix: &str, bound: &str| {
                    let (name, result) = (format!("{}_{suffix}{{", name(chat.latency)), format!("result=\"{result}\""));
                    let found = values(&all, &[&name, &result, region, bound]);
                    assert_eq!(found.len(), 1, "{name} {result} {region} {bound}");
                    found[0]
                };
                let bounds = chat.latency.bounds().iter().map(|bound| format!("le=\"{bound}\""));
                let buckets: Vec<_> = bounds.map(|bound| own("bucket", &bound)).collect();
                prop_assert!(buckets.windows(2).all(|pair| is_within(pair[0], pair[1])));
                let (count, sum) = (own("count", ""), own("sum", ""));
                prop_assert_eq!(own("bucket", "le=\"+Inf\""), count);
                prop_assert!(is_within(buckets[30], count) && is_within(count, buckets[30]), "none takes over 60 s");
                prop_assert!(sum.iter().zip(count).all(|(sum, count)| *sum <= 30_000.0 * count + 1e-6));
                if let Some(total) = total {
                    prop_assert!(is_within(count, total) && is_within(total, count));
                }
            }
        }
    }

    #[test]
    fn the_same_timeline_is_the_same_world_whatever_is_asked_for(
        timeline in timeline(), feature in feature(), kept in prop::collection::vec(any::<bool>(), 32), pace in 1..3,
    ) {
        let mut subject = subject(Operation::Chat, feature, 0.95);
        subject.pace = [1.0, 24.0][pace as usize - 1];
        let all = asked();
        let fewer: BTreeSet<_> = all.iter().zip(kept).filter(|(_, kept)| *kept).map(|(name, _)| name.clone()).collect();
        let [whole, again] = [&all, &all].map(|names| World::of(&timeline, &subject, names));
        let part = World::of(&timeline, &subject, &fewer);
        prop_assert_eq!(whole.open_metrics(), again.open_metrics());
        let (of_whole, of_part) = (series(&whole), series(&part));
        prop_assert_eq!(of_whole.keys().filter(|name| fewer.contains(name.split('{').next().unwrap())).count(), of_part.len());
        for (name, points) in &of_part {
            prop_assert_eq!(&points.values, &of_whole[name].values, "{}", name);
        }
        let span = Period { start: whole.start, end: whole.moment(whole.scrapes) };
        prop_assert_eq!(whole.truth.users.count(span), part.truth.users.count(span));
        prop_assert_eq!(&whole.truth.troubles, &part.truth.troubles);
    }

    #[test]
    fn what_users_lived_is_what_browsers_saw(timeline in timeline(), feature in feature()) {
        let timeline = Timeline { restarts: Vec::new(), ..timeline };
        let world = World::of(&timeline, &subject(Operation::Chat, feature, 0.9), &asked());
        let all = series(&world);
        let web = |texts: &[&str]| -> f64 {
            let name = format!("{}{{", WEB_REQUESTS.exposed());
            values(&all, &[&[&name, "operation=\"chat\""], texts].concat()).iter().map(|own| own.last().unwrap()).sum()
        };
        let span = Period { start: world.start, end: world.moment(world.scrapes) };
        let users = world.truth.users.count(span);
        prop_assert!(users.good <= users.total + 1e-6);
        let (good, total) = match feature {
            Feature::Answers => (web(&["success"]), web(&[])),
            Feature::Fast(_) => {
                prop_assert!(users.good <= web(&["success"]) + 1e-6);
                (users.good, web(&[]))
            }
            Feature::Pleases => {
                let outcomes = |outcome: &str| -> f64 {
                    let name = format!("{}{{", CHAT_OUTCOME.exposed());
                    values(&all, &[&name, outcome]).iter().map(|own| own.last().unwrap()).sum()
                };
                (outcomes("Engaged") + outcomes("Acknowledged"), outcomes(""))
            }
        };
        prop_assert!((users.good - good).abs() < 1e-6 && (users.total - total).abs() < 1e-6, "{:?}: {} of {}", users, good, total);
    }

    #[test]
    fn a_part_of_the_time_is_that_part_of_the_whole(timeline in timeline(), from in 0_usize..61, length in 0_usize..61) {
        use promql::Queryable;
        let world = World::of(&timeline, &subject(Operation::Chat, Feature::Answers, 0.999), &asked());
        let ms = |scrape: usize| world.moment(scrape).as_millisecond();
        let whole = world.select(&[], i64::MIN, i64::MAX).map(Result::unwrap);
        let part = world.select(&[], ms(from) - 1, ms(from + length) + 1).map(Result::unwrap);
        for ((labels, points), (of_part, part)) in whole.zip(part) {
            prop_assert_eq!(&labels, &of_part);
            let wanted = points.between(ms(from), ms(from + length));
            prop_assert_eq!((&part.at, &part.values), (&wanted.at, &wanted.values));
        }
    }
}
