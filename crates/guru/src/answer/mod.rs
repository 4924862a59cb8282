//! From a reading to a reply: which films, which words, what is remembered.

mod about_film;
mod desk;
mod elsewhere;
mod explain;
mod film;
mod meant;
mod reactions;
mod recall;
mod recommend;
mod show;
mod small_talk;
mod suggest;
mod taste_changes;

use std::sync::Arc;

use self::desk::{Answer, Desk};
use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::profile::TasteChange;
use crate::read::quality::{self, Judgement};
use crate::read::{self, foreign, safety};
use crate::talk::{ChatResult, Intent, Reply, Role, Turn};
use crate::words::lexicon::topics::Topic;
use crate::words::text::Text;
use crate::words::wording::Choice;

/// Answers a turn.
pub(crate) fn to(library: &Library, turn: Turn<'_>) -> Reply {
    let mut text = Text::read(turn.message);
    library.spelling.mend(&mut text);
    let memory = Memory::of(turn.history);
    let first = !turn.history.iter().any(|message| message.role == Role::Agent);
    let had_films = !memory.last.is_empty();
    let mut without_titles = text.clone();
    let mut unknown = read::elsewhere::take_out(library, &mut without_titles, turn.message);
    // A film of the catalogue goes first; to look for one takes long, and few messages need it here.
    if !unknown.is_empty() && library.titles.find(&text, &library.spelling, true).is_empty() {
        text = without_titles;
    } else {
        unknown.clear();
    }
    let reading = read::read(library, &text, &memory, unknown);
    let intent = reading.intent;
    let harmless = !matches!(intent, Intent::Unsafe | Intent::OffTopic);
    let taste = if harmless { taste_changes::changes(&reading.tastes, turn.profile) } else { Vec::new() };
    let mut profile = turn.profile.clone();
    taste.iter().for_each(|change| profile.apply(change));
    let refuses = match intent {
        Intent::StateTaste => text.find("no|nah|nope|not|meh|ugh|yuck").is_some_and(|range| range.start == 0),
        Intent::AskForFilms => quality::refuses_shown(&text),
        _ => true,
    };
    let judged = if !refuses { Judgement::None } else { reading.judgement };
    let outcome = quality::outcome(intent, judged, first, had_films);
    let sentiment = quality::sentiment(&text, intent);
    let choice = Choice::new(turn.message, turn.history.len());
    let mut desk = Desk { library, text: &text, reading, memory, profile, choice };
    let answer = desk.answer(intent, &taste);
    desk.remember(intent, &answer);
    let films = answer.films.iter().map(|place| Arc::clone(library.search.film(*place))).collect();
    let result = match intent {
        Intent::Unsafe => ChatResult::Unsafe,
        Intent::OffTopic => ChatResult::BadQuery,
        _ => ChatResult::Success,
    };
    let memory = serde_json::to_value(&desk.memory).unwrap_or_default();
    Reply { intent, result, answer: answer.text, films, taste, outcome, sentiment, memory }
}

impl Desk<'_> {
    fn answer(&mut self, intent: Intent, learned: &[TasteChange]) -> Answer {
        match intent {
            Intent::Greet if self.text.has_any(&["genre|genres|kinds"]) => Answer::words(small_talk::genres()),
            Intent::Greet if self.text.find("how many").is_some() => {
                let films = self.library.search.len();
                Answer::words(format!("I know {films} films. Which sort would you like to hear about?"))
            }
            Intent::Greet => {
                Answer::words(small_talk::greeting(&self.profile, self.reading.about_app, &mut self.choice))
            }
            Intent::Unsafe if safety::is_self_harm(self.text) => Answer::words(small_talk::KIND_REFUSAL.to_owned()),
            Intent::AskForFilms => self.recommend(learned),
            Intent::AskAboutFilm if self.reading.topic == Some(Topic::Why) => self.explain(),
            Intent::AskAboutFilm if self.reading.topic == Some(Topic::Recall) => self.recall(),
            Intent::AskAboutFilm => self.about_film(),
            Intent::StateTaste => self.taste(learned),
            Intent::React => self.react(),
            Intent::Unclear if foreign::is_foreign(self.text) => Answer::words(small_talk::ENGLISH_ONLY.to_owned()),
            _ => Answer::words(small_talk::answer(intent, &mut self.choice)),
        }
    }
}
