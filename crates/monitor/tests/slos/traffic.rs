//! What people make of a phase: their requests, each with a fate drawn by the phase engine, at the pace of the load
//! generator, as counters rise from scrape to scrape.

use std::time::Duration;

use movie_guru::phase::scenario::Scenario;
use movie_guru::phase::{Fate, Phase, Stage};
use movie_guru_contract::{Operation, Outcome, Sentiment};
use movie_guru_telemetry::operations::ChatQuality;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::board::{SCRAPE, at};
use crate::counters::{
    CHAT_LATENCY_BUCKET, CHAT_LATENCY_COUNT, CHAT_OUTCOMES, PAGE_LATENCY_BUCKET, PAGE_LATENCY_COUNT, PAGES,
    PAGES_LOADED,
};
use crate::figures::Figures;

/// Who uses the app, besides those who see to their preferences.
#[derive(Clone, Copy)]
pub(crate) struct People {
    pub(crate) load_pages: usize,
    pub(crate) chat: usize,
    /// The lab's probe, which loads a page and chats each ten seconds.
    pub(crate) probe: bool,
}

/// The lab's default, without its probe.
pub(crate) const FIVE: People = People { load_pages: 2, chat: 2, probe: false };
/// A walk of the probe begins so often.
const BETWEEN_WALKS_S: f64 = 10.0;
/// Between two main pages one logs in, thinks twice for 1 to 2 s and reads the history.
const BETWEEN_PAGES_S: f64 = 3.2;
/// Between two chats one thinks for 1 to 2 s.
const BETWEEN_CHATS_S: f64 = 1.5;
/// The share of chats that engage in a lab that is healthy: 166 of 186, counted on one of the default five people.
const ENGAGED_AS_IT_IS: f64 = 0.89;

/// How the app behaves from a moment on, in seconds.
#[derive(Clone)]
pub(crate) struct Spell {
    pub(crate) from: f64,
    pub(crate) scenario: Scenario,
}

/// By how much the counters rise until a scrape.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rises {
    pub(crate) pages: f64,
    pub(crate) pages_loaded: f64,
    pub(crate) pages_fast: f64,
    pub(crate) chats: f64,
    pub(crate) chats_fast: f64,
    pub(crate) engaged: f64,
    pub(crate) not_engaged: f64,
}

/// A scenario of the workshop, with some fields of its phase otherwise.
pub(crate) fn scenario(name: &str, otherwise: &[(&str, f64)]) -> Scenario {
    let known = Scenario::named(name).unwrap();
    // The app as it is has no phase.
    let Some(phase) = &known.phase else { return known };
    let mut phase = serde_json::to_value(phase).unwrap();
    for (field, value) in otherwise {
        // Latencies are whole milliseconds.
        phase[*field] = if field.ends_with("MS") { (*value as u64).into() } else { (*value).into() };
    }
    let phase = Phase::from_fields(phase.as_object().unwrap()).unwrap();
    Scenario { phase: Some(phase), ..known }
}

/// What people make of the app as it is, without a phase: it answers at once, and outcomes are those of the engine's answers
/// to the messages of the load generator.
fn as_it_is(operation: Operation, dice: &mut ChaCha8Rng) -> Fate {
    let outcome = if dice.random::<f64>() < ENGAGED_AS_IT_IS { Outcome::Engaged } else { Outcome::Unclassified };
    let chat = ChatQuality { outcome, sentiment: Sentiment::Neutral, safety_issue: false };
    let latency = Duration::from_millis(20);
    Fate { succeeds: true, latency, chat: (operation == Operation::Chat).then_some(chat) }
}

/// Lets people use the app for so long. The figures are there at once, to be asked for at any moment of it.
pub(crate) fn use_app(figures: &Figures, story: &[Spell], people: People, seconds: u64, seed: u64) {
    for (scrape, rise) in rises(story, people, seconds, seed).iter().enumerate() {
        figures.scrape(
            at(scrape as u64 * SCRAPE.as_secs()),
            &[
                (&PAGES, None, rise.pages),
                (&PAGES_LOADED, None, rise.pages_loaded),
                (&PAGE_LATENCY_COUNT, None, rise.pages),
                (&PAGE_LATENCY_BUCKET, Some("1000"), rise.pages_fast),
                (&CHAT_OUTCOMES, Some("Engaged"), rise.engaged),
                (&CHAT_OUTCOMES, Some("Rejected"), rise.not_engaged),
                (&CHAT_LATENCY_COUNT, None, rise.chats),
                (&CHAT_LATENCY_BUCKET, Some("5000"), rise.chats_fast),
                (&CHAT_LATENCY_BUCKET, Some("8000"), rise.chats),
            ],
        );
    }
}

/// What each scrape finds that the one before had not.
pub(crate) fn rises(story: &[Spell], people: People, seconds: u64, seed: u64) -> Vec<Rises> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let stages: Vec<_> = story.iter().map(|spell| (spell.from, Stage::new(spell.scenario.clone(), seed))).collect();
    let mut own = ChaCha8Rng::seed_from_u64(!seed);
    let mut draw = |operation, now: f64| -> Fate {
        let (_, stage) = stages.iter().rev().find(|(from, _)| *from <= now).unwrap();
        stage.draw(operation).unwrap_or_else(|| as_it_is(operation, &mut own))
    };
    let scrape_s = SCRAPE.as_secs();
    let mut rises = vec![Rises::default(); (seconds / scrape_s) as usize + 20];
    // Person by person up to each moment would need their fates in order of time, so everybody's next request is known.
    let walks = [Operation::Startup, Operation::Chat].into_iter().filter(|_| people.probe).map(|does| (does, true));
    let pages = std::iter::repeat_n((Operation::Startup, false), people.load_pages);
    let all: Vec<_> = pages.chain(std::iter::repeat_n((Operation::Chat, false), people.chat)).chain(walks).collect();
    let mut next: Vec<f64> = all.iter().map(|_| dice.random::<f64>() * BETWEEN_PAGES_S).collect();
    loop {
        let (person, now) = next.iter().copied().enumerate().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
        if now >= seconds as f64 {
            break;
        }
        let (operation, walks) = all[person];
        let chats = operation == Operation::Chat;
        let fate = draw(operation, now);
        let latency = fate.latency.as_secs_f64();
        let rise = &mut rises[((now + latency) / scrape_s as f64).ceil() as usize];
        let one = |counts: bool| f64::from(u8::from(counts));
        if chats {
            rise.chats += 1.0;
            rise.chats_fast += one(latency <= 5.0);
            let quality = fate.chat.unwrap();
            let engaged = matches!(quality.outcome, Outcome::Engaged | Outcome::Acknowledged);
            rise.engaged += one(fate.succeeds && engaged);
            rise.not_engaged += one(fate.succeeds && !engaged);
        } else {
            rise.pages += 1.0;
            rise.pages_loaded += one(fate.succeeds);
            rise.pages_fast += one(latency <= 1.0);
        }
        let between = if chats { BETWEEN_CHATS_S } else { BETWEEN_PAGES_S };
        next[person] =
            if walks { now + BETWEEN_WALKS_S } else { now + latency + between * dice.random_range(0.7..1.3) };
    }
    rises
}
