//! The lab's own timelines do what they say.

use std::time::Duration;

use movie_guru_contract::{Operation, WEB_REQUESTS};
use movie_guru_grader::timeline::Amount;
use movie_guru_grader::{Feature, Timeline, World};
use movie_guru_slo::{Count, Period};

use crate::{last, names, series, subject};

const HOUR: Duration = Duration::from_hours(1);

fn named(name: &str) -> Timeline {
    Timeline::all().into_iter().find(|timeline| timeline.name == name).unwrap()
}

/// The world of a timeline for chats that are answered, 999 of 1,000, with the browsers' side.
fn world(name: &str, feature: Feature) -> World {
    let chat = Operation::Chat.metrics();
    let asked = names(&[chat.attempts, chat.success.unwrap(), WEB_REQUESTS]);
    World::of(&named(name), &subject(Operation::Chat, feature, 0.999), &asked)
}

/// What users lived from one time to another, since the beginning.
fn lived(world: &World, from: Duration, to: Duration) -> Count {
    world.truth.users.count(Period { start: world.start + from, end: world.start + to })
}

fn bad(count: Count) -> f64 {
    1.0 - count.sli().unwrap()
}

/// What users lived of each trouble.
fn of_troubles(world: &World) -> Vec<(bool, f64)> {
    let of = |trouble: &movie_guru_grader::truth::TrueTrouble| {
        (trouble.is_felt, bad(world.truth.users.count(trouble.period)))
    };
    world.truth.troubles.iter().map(of).collect()
}

#[test]
fn each_is_two_weeks_with_a_scrape_every_half_minute() {
    let all = Timeline::all();
    assert_eq!(all.len(), 12);
    let seeds: std::collections::BTreeSet<_> = all.iter().map(|timeline| timeline.seed).collect();
    assert_eq!(seeds.len(), all.len());
    for timeline in all {
        assert_eq!((timeline.length, timeline.every), (HOUR * 336, Duration::from_secs(30)), "{}", timeline.name);
    }
}

#[test]
fn a_healthy_app_meets_three_nines_with_room() {
    for (feature, most) in [(Feature::Answers, 0.000_5), (Feature::Fast(5_000.0), 0.001), (Feature::Pleases, 0.06)] {
        let world = world("healthy", feature);
        assert_eq!((world.scrapes, world.truth.troubles.len()), (40_321, 0));
        let users = lived(&world, Duration::ZERO, HOUR * 336);
        assert!(users.total > 600_000.0 && bad(users) < most, "{feature:?}: {users:?}");
    }
}

#[test]
fn an_outage_is_felt_by_those_whom_it_touches() {
    let answers = of_troubles(&world("sharp-outage", Feature::Answers));
    assert!(answers[0] == (true, 1.0) && answers[2] == (true, 1.0), "{answers:?}");
    assert!(!answers[1].0 && answers[1].1 < 0.01, "{answers:?}");
    let pleases = world("sharp-outage", Feature::Pleases);
    assert_eq!(pleases.truth.troubles.iter().map(|trouble| trouble.is_felt).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(bad(pleases.truth.users.count(pleases.truth.troubles[1].period)), 1.0);
    assert_eq!(pleases.truth.users.count(pleases.truth.troubles[0].period), Count::default(), "nobody is answered");
}

#[test]
fn slowness_touches_only_who_wants_to_be_served_in_time() {
    let answers = of_troubles(&world("latency-only", Feature::Answers));
    assert!(answers.iter().all(|(is_felt, bad)| !is_felt && *bad < 0.001), "{answers:?}");
    let fast = of_troubles(&world("latency-only", Feature::Fast(5_000.0)));
    // A burn rate of 8 on a budget of a thousandth.
    assert!(fast[1].0 && (fast[1].1 - 0.008).abs() < 0.002, "{fast:?}");
}

#[test]
fn nobody_comes_at_night() {
    let world = world("no-traffic-at-night", Feature::Answers);
    for day in 0..14_u32 {
        let at = |hour: u32| HOUR * (24 * day + hour);
        assert_eq!(lived(&world, at(0), at(6)).total + lived(&world, at(22), at(24)).total, 0.0);
        assert!(lived(&world, at(6), at(22)).total > 30_000.0);
    }
}

#[test]
fn deploys_start_counters_anew_and_users_do_not_notice() {
    let world = world("deploy-restarts", Feature::Answers);
    let name = Operation::Chat.metrics().attempts.exposed();
    let all = series(&world);
    let points = &all.iter().find(|(own, _)| own.starts_with(&name)).unwrap().1;
    let falls = points.values.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert_eq!(falls, named("deploy-restarts").restarts.len());
    assert!(bad(lived(&world, HOUR * 24, HOUR * 72)) < 0.001);
}

#[test]
fn what_is_lost_on_the_way_only_browsers_know() {
    let world = world("lost-on-the-way", Feature::Answers);
    let [(is_felt, bad)] = of_troubles(&world)[..] else { unreachable!("one trouble") };
    assert!(is_felt && (bad - 0.008).abs() < 0.002, "{bad}");
    let chat = Operation::Chat.metrics();
    let backend =
        [chat.attempts, chat.success.unwrap()].map(|metric| last(&world, &[&format!("{}{{", metric.exposed())]));
    let browsers = |result| last(&world, &[&WEB_REQUESTS.exposed(), "operation=\"chat\"", result]);
    assert_eq!(browsers("success"), backend[1]);
    let (failed, seen) = (browsers("error"), backend[0] - backend[1]);
    assert!(failed - seen > 150.0 && seen < 200.0, "{failed} failed, of which the backend knows {seen}");
}

#[test]
fn one_region_of_ten_has_nothing_at_all() {
    let world = world("one-region-of-ten", Feature::Answers);
    let troubles = of_troubles(&world);
    assert!((troubles[0].1 - 0.1).abs() < 0.02 && (troubles[1].1 - 0.3).abs() < 0.03, "{troubles:?}");
    let attempts = Operation::Chat.metrics().attempts.exposed();
    assert_eq!(series(&world).keys().filter(|name| name.starts_with(&attempts)).count(), 10);
}

#[test]
fn what_burns_a_budget_burns_as_much_of_any() {
    let timeline = named("slow-leak");
    let Amount::Burn(burn) = timeline.troubles[1].amount else { unreachable!("a multiple of the budget") };
    for target in [0.999, 0.9] {
        let world = World::of(&timeline, &subject(Operation::Startup, Feature::Answers, target), &Default::default());
        let lived = bad(world.truth.users.count(world.truth.troubles[1].period));
        let wanted = burn * (1.0 - target) + timeline.calm.failing;
        assert!((lived / wanted - 1.0).abs() < 0.2, "{target}: {lived}");
    }
}

#[test]
fn in_workshop_time_the_same_happens_on_a_faster_clock() {
    let mut subject = subject(Operation::Startup, Feature::Answers, 0.9);
    let timeline = named("recovery");
    let calendar = World::of(&timeline, &subject, &Default::default());
    subject.pace = 24.0;
    let workshop = World::of(&timeline, &subject, &Default::default());
    assert_eq!(
        (workshop.every, workshop.scrapes, workshop.pace),
        (Duration::from_millis(1_250), calendar.scrapes, 24.0)
    );
    for (slow, fast) in calendar.truth.troubles.iter().zip(&workshop.truth.troubles) {
        let since = |world: &World, moment: jiff::Timestamp| moment.duration_since(world.start).as_millis();
        assert_eq!(since(&calendar, slow.period.start), 24 * since(&workshop, fast.period.start));
        assert_eq!(calendar.truth.users.count(slow.period), workshop.truth.users.count(fast.period));
    }
}

#[test]
fn what_a_world_can_have_is_what_the_app_has() {
    let known = World::known_metrics();
    assert!(known.contains("up"));
    for name in known.iter().filter(|name| *name != "up") {
        assert!(movie_guru_contract::metric_of(name).is_some(), "{name}");
    }
    let timeline = Timeline { length: HOUR, ..named("healthy") };
    let world = World::of(&timeline, &subject(Operation::Login, Feature::Answers, 0.99), &known);
    let there: std::collections::BTreeSet<_> =
        series(&world).into_keys().map(|name| name.split('{').next().unwrap().to_owned()).collect();
    assert_eq!(there, known);
    let strange = ["nothing_total".to_owned()].into();
    assert!(series(&World::of(&timeline, &subject(Operation::Login, Feature::Answers, 0.99), &strange)).is_empty());
}
