//! What five people make of a phase: their requests, each with a fate drawn by the phase engine, at the pace of the load
//! generator, as counters rise from scrape to scrape.

use movie_guru::phase::scenario::Scenario;
use movie_guru::phase::{Fate, Phase, Stage};
use movie_guru_telemetry::contract::{Operation, Outcome};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::board::{SCRAPE, at};
use crate::counters::{
    CHAT_LATENCY_BUCKET, CHAT_LATENCY_COUNT, CHAT_OUTCOMES, PAGE_LATENCY_BUCKET, PAGE_LATENCY_COUNT, PAGES,
    PAGES_LOADED,
};
use crate::figures::Figures;

/// Of five people two load main pages, two chat, one sees to their preferences.
const PEOPLE: usize = 2;
/// Between two main pages one logs in, thinks twice for 1 to 2 s and reads the history.
const BETWEEN_PAGES_S: f64 = 3.2;
/// Between two chats one thinks for 1 to 2 s.
const BETWEEN_CHATS_S: f64 = 1.5;

/// How the app behaves from a moment on, in seconds.
#[derive(Clone)]
pub(crate) struct Spell {
    pub(crate) from: f64,
    pub(crate) scenario: Scenario,
}

/// By how much the counters rise until a scrape.
#[derive(Clone, Copy, Default)]
struct Rises {
    pages: f64,
    pages_loaded: f64,
    pages_fast: f64,
    chats: f64,
    chats_fast: f64,
    engaged: f64,
    not_engaged: f64,
}

/// A scenario of the workshop, with some fields of its phase otherwise.
pub(crate) fn scenario(name: &str, otherwise: &[(&str, f64)]) -> Scenario {
    let known = Scenario::named(name).unwrap();
    let mut phase = serde_json::to_value(known.phase.as_ref().unwrap()).unwrap();
    for (field, value) in otherwise {
        // Latencies are whole milliseconds.
        phase[*field] = if field.ends_with("MS") { (*value as u64).into() } else { (*value).into() };
    }
    let phase = Phase::from_fields(phase.as_object().unwrap()).unwrap();
    Scenario { phase: Some(phase), ..known }
}

/// Lets people use the app for so long. The figures are there at once, to be asked for at any moment of it.
pub(crate) fn use_app(figures: &Figures, story: &[Spell], seconds: u64, seed: u64) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let stages: Vec<_> = story.iter().map(|spell| (spell.from, Stage::new(spell.scenario.clone(), seed))).collect();
    let draw = |operation, now: f64| -> Fate {
        let (_, stage) = stages.iter().rev().find(|(from, _)| *from <= now).unwrap();
        stage.draw(operation).unwrap()
    };
    let scrape_s = SCRAPE.as_secs();
    let mut rises = vec![Rises::default(); (seconds / scrape_s) as usize + 20];
    // Person by person up to each moment would need their fates in order of time, so everybody's next request is known.
    let mut next: Vec<f64> = (0..2 * PEOPLE).map(|_| dice.random::<f64>() * BETWEEN_PAGES_S).collect();
    loop {
        let (person, now) = next.iter().copied().enumerate().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
        if now >= seconds as f64 {
            break;
        }
        let chats = person >= PEOPLE;
        let operation = if chats { Operation::Chat } else { Operation::Startup };
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
        next[person] = now + latency + between * dice.random_range(0.7..1.3);
    }
    for (scrape, rise) in rises.iter().enumerate() {
        figures.scrape(
            at(scrape as u64 * scrape_s),
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
