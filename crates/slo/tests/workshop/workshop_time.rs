//! The workshop's alerts in workshop time: a day of an SLO lasts an hour, figures come every five seconds, five people
//! use the app. Traffic is drawn from the scenarios' own numbers, at the pace of the load generator.

use std::fs;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Bin, Count, History, Slo, TimeScale};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::files::{workshop, workspace};

const SCRAPE_S: u64 = 5;
/// Of five people two load main pages, two chat, one sees to their preferences.
const PEOPLE: usize = 2;
/// Between two main pages one logs in, thinks twice for 1 to 2 s and reads the history.
const BETWEEN_PAGES_S: f64 = 3.2;
/// Between two chats one thinks for 1 to 2 s.
const BETWEEN_CHATS_S: f64 = 1.5;

/// What happens to one request.
struct Fate {
    seconds: f64,
    success: bool,
    engaged: bool,
}

/// How the app behaves from a moment on, in seconds.
struct Spell {
    from: f64,
    phase: Value,
}

fn scenario(name: &str) -> Value {
    let text = fs::read_to_string(workspace().join(format!("scenarios/{name}.yaml"))).unwrap();
    serde_saphyr::from_str::<Value>(&text).unwrap()["phase"].clone()
}

impl Spell {
    fn roll(&self, operation: &str, dice: &mut ChaCha8Rng) -> Fate {
        let number = |name: &str| self.phase[name].as_f64().unwrap();
        let (min, max) = (number(&format!("{operation}LatencyMinMS")), number(&format!("{operation}LatencyMaxMS")));
        let engaged = number("ChatEngaged") + number("ChatAcknowledged");
        Fate {
            seconds: (min + dice.random::<f64>() * (max - min)) / 1000.0,
            success: dice.random::<f64>() < number(&format!("{operation}Success")),
            engaged: dice.random::<f64>() < engaged,
        }
    }
}

fn at(second: f64) -> Timestamp {
    Timestamp::from_millisecond((second * 1000.0) as i64).unwrap()
}

/// What the SLOs count, scrape by scrape: main page loads, main page is fast, chat engages, chat is fast.
fn live(story: &[Spell], seconds: f64, seed: u64) -> [History; 4] {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut bins = [(); 4].map(|()| vec![Count::default(); (seconds / SCRAPE_S as f64) as usize + 20]);
    for person in 0..2 * PEOPLE {
        let chats = person >= PEOPLE;
        let (operation, between) = if chats { ("Chat", BETWEEN_CHATS_S) } else { ("Startup", BETWEEN_PAGES_S) };
        let mut now = dice.random::<f64>() * between;
        while now < seconds {
            let spell = story.iter().rev().find(|spell| spell.from <= now).unwrap();
            let fate = spell.roll(operation, &mut dice);
            now += fate.seconds;
            let mut count = |slo: usize, good: bool| {
                let bin = &mut bins[slo][(now / SCRAPE_S as f64).ceil() as usize];
                *bin = *bin + Count { good: f64::from(u8::from(good)), total: 1.0 };
            };
            if chats {
                count(3, fate.seconds <= 5.0);
                if fate.success {
                    count(2, fate.engaged);
                }
            } else {
                count(0, fate.success);
                count(1, fate.seconds <= 1.0);
            }
            now += between * dice.random_range(0.7..1.3);
        }
    }
    bins.map(|bins| {
        let ends = bins.into_iter().enumerate();
        History::new(ends.map(|(i, count)| Bin { end: at((i as u64 * SCRAPE_S) as f64), count }).collect())
    })
}

/// When the alert of an SLO first fires after a moment; both in seconds.
fn first(slo: &Slo, alert: usize, history: &History, from: f64, to: f64) -> Option<f64> {
    let scale = TimeScale::new(24.0, Duration::from_secs(SCRAPE_S), Timestamp::UNIX_EPOCH).unwrap();
    let moments = ((from as u64)..=(to as u64)).step_by(SCRAPE_S as usize).map(|second| at(second as f64));
    let fired = history.fired(slo, &slo.alerts[alert], &scale, moments);
    fired.first().map(|period| period.start.as_millisecond() as f64 / 1000.0 - from)
}

const FAST: usize = 0;
const SLOW: usize = 1;
const HOUR: f64 = 3600.0;

const MINUTE: f64 = 60.0;
const SEEDS: u64 = 50;

#[test]
fn a_release_that_goes_wrong_is_told_in_time_and_no_page_is_false() {
    let story =
        [Spell { from: 0.0, phase: scenario("challenge-6") }, Spell { from: HOUR, phase: scenario("challenge-7") }];
    let slos = workshop().slos;
    for seed in 0..SEEDS {
        let histories = live(&story, HOUR + 10.0 * MINUTE, seed);
        let chat_is_slow = first(&slos[3], FAST, &histories[3], HOUR, HOUR + 2.0 * MINUTE);
        assert!(chat_is_slow.is_some(), "seed {seed}: no page of slow chat within two minutes");
        let people_leave = first(&slos[2], SLOW, &histories[2], HOUR, HOUR + 10.0 * MINUTE);
        assert!(people_leave.is_some(), "seed {seed}: no ticket of engagement within ten minutes");
        for (slo, history) in slos.iter().zip(&histories) {
            let page = first(slo, FAST, history, 0.0, HOUR);
            assert_eq!(page, None, "seed {seed}: {} pages in challenge 6", slo.metadata.name);
        }
    }
}

/// Fields of a phase, and what they are instead.
type Worse<'a> = &'a [(&'a str, f64)];

#[test]
fn each_of_the_eight_alerts_fires_when_it_should() {
    let cases: [(usize, usize, Worse<'_>); 8] = [
        (0, FAST, &[("StartupSuccess", 0.2)]),
        (0, SLOW, &[("StartupSuccess", 0.65)]),
        (1, FAST, &[("StartupLatencyMaxMS", 1500.0)]),
        (1, SLOW, &[("StartupLatencyMaxMS", 1060.0)]),
        (2, FAST, &[("ChatEngaged", 0.02), ("ChatAcknowledged", 0.0)]),
        (2, SLOW, &[("ChatEngaged", 0.35)]),
        (3, FAST, &[("ChatLatencyMaxMS", 8000.0)]),
        (3, SLOW, &[("ChatLatencyMaxMS", 5600.0)]),
    ];
    let slos = workshop().slos;
    for (slo, alert, worse) in cases {
        let mut phase = scenario("challenge-6");
        for (field, value) in worse {
            phase[*field] = (*value).into();
        }
        let story = [Spell { from: 0.0, phase: scenario("challenge-6") }, Spell { from: 10.0 * MINUTE, phase }];
        for seed in 0..SEEDS {
            let histories = live(&story, 20.0 * MINUTE, seed);
            let fired = first(&slos[slo], alert, &histories[slo], 10.0 * MINUTE, 20.0 * MINUTE);
            assert!(fired.is_some(), "seed {seed}: {:?} is not told of {worse:?}", slos[slo].alerts[alert].policy.name);
        }
    }
}
