//! From a reading to a reply: which films, which words, what is remembered.

use std::collections::HashSet;
use std::sync::Arc;

use super::about_film;
use super::elsewhere;
use super::meant::{complaints, take_over_likes};
use super::memory::Memory;
use super::pointing::Pointer;
use super::quality::{self, Judgement};
use super::question::{self, Topic};
use super::reactions::acknowledge;
use super::reading::{self, Reading};
use super::recommend;
use super::request::Request;
use super::safety;
use super::search::{Condition, TasteScore};
use super::small_talk;
use super::taste_changes;
use super::text::Text;
use super::wording::{Choice, bold};
use super::{Library, Reply, Turn};
use crate::chat::{ChatResult, Intent, Role};
use crate::profile::{TasteChange, UserProfile};
use crate::store::catalogue::Film;

/// What an answer is made of.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) films: Vec<usize>,
    /// Whether the films are shown anew: then they are what "the second one" means next.
    pub(super) shows: bool,
}

impl Answer {
    pub(super) fn words(text: String) -> Self {
        Self { text, films: Vec::new(), shows: false }
    }
}

/// A turn in work.
pub(super) struct Desk<'a> {
    pub(super) library: &'a Library,
    pub(super) text: &'a Text,
    pub(super) reading: Reading,
    pub(super) memory: Memory,
    pub(super) profile: UserProfile,
    pub(super) choice: Choice,
}

/// Answers a turn.
pub(super) fn to(library: &Library, turn: Turn<'_>) -> Reply {
    let mut text = Text::read(turn.message);
    library.spelling.mend(&mut text);
    let memory = Memory::of(turn.history);
    let first = !turn.history.iter().any(|message| message.role == Role::Agent);
    let had_films = !memory.last.is_empty();
    let named = !library.titles.find(&text, &library.spelling, true).is_empty();
    let unknown = if named { Vec::new() } else { elsewhere::take_out(library, &mut text, turn.message) };
    let reading = reading::read(library, &text, &memory, unknown);
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
            Intent::Unclear if small_talk::is_foreign(self.text) => Answer::words(small_talk::ENGLISH_ONLY.to_owned()),
            _ => Answer::words(small_talk::answer(intent, &mut self.choice)),
        }
    }

    pub(super) fn film(&self, place: usize) -> &Arc<Film> {
        self.library.search.film(place)
    }

    fn shown(&self) -> HashSet<usize> {
        self.memory.shown.iter().filter_map(|tconst| self.library.search.place(tconst)).collect()
    }

    fn recommend(&mut self, learned: &[TasteChange]) -> Answer {
        if !self.reading.elsewhere.is_empty() {
            return self.guess(learned);
        }
        let mut request = self.request();
        if self.reading.wish.hard_times && request.moods.is_empty() && request.genres.is_empty() {
            request.moods.push("light".to_owned());
        }
        if self.reading.judgement == Judgement::Refused {
            complaints(self.text, &mut request);
        }
        if request.best
            && request.min_rating == Some(4.0)
            && !request.has_subject()
            && self.text.has_any(&["best|top|greatest|finest"])
        {
            request.min_rating = Some(4.5);
        }
        if !request.has_subject() {
            take_over_likes(self.library, &self.reading.tastes.stated, &mut request);
        }
        let unknown = self.reading.wish.unknown_subject && request.themes.is_empty();
        let counted = self.text.find("how many").is_some();
        let origin = self.reading.wish.origin;
        let lead = match (acknowledge(learned, &mut self.choice), unknown) {
            (None, _) if counted && !request.is_empty() => {
                format!(
                    "I count {} {}. ",
                    self.library.search.count(&request),
                    recommend::described(self.library, &request)
                )
            }
            (None, _) if origin => {
                "My catalogue doesn't say where a film comes from, so I can't go by that. ".to_owned()
            }
            (Some(thanks), _) => format!("{thanks} "),
            (None, true) => "I have no film about that, as far as I can tell. ".to_owned(),
            (None, false) => String::new(),
        };
        let bare = request.is_empty();
        self.show(request, &lead, bare)
    }

    /// Films that may be like those that were named and are not here.
    fn guess(&mut self, learned: &[TasteChange]) -> Answer {
        let mut request = self.reading.wish.request.clone();
        let guess = elsewhere::guess(&self.reading.elsewhere, &mut request);
        let thanks = acknowledge(learned, &mut self.choice).map(|thanks| format!("{thanks} ")).unwrap_or_default();
        let bare = request.is_empty();
        self.show(request, &format!("{thanks}{guess}"), bare)
    }

    /// Searches and words the films of a request.
    pub(super) fn show(&mut self, mut request: Request, lead: &str, bare: bool) -> Answer {
        let count = if self.text.find("two|couple").is_some() {
            2
        } else if self.choice.seed().is_multiple_of(5) {
            4
        } else {
            3
        };
        let taste = TasteScore::new(&self.library.search, &self.profile);
        let shown = self.shown();
        let mut found = self.library.search.find(&request, &taste, &shown, self.choice.seed(), count);
        // "Only the ones after 2010" may well mean films that were on the list before.
        if found.exact < 2 && !self.reading.wish.request.is_empty() && !self.reading.more {
            let again = self.library.search.find(&request, &taste, &HashSet::new(), self.choice.seed(), count);
            if again.exact > found.exact {
                found = again;
            }
        }
        let mut lead = lead.to_owned();
        if found.given_up.contains(&Condition::People) {
            // Other people's films are no answer to who asked for these.
            let again = self.library.search.find(&request, &taste, &HashSet::new(), self.choice.seed(), count);
            if again.exact > found.exact {
                found = again;
                lead.push_str("You've seen all I have there, so some come up again. ");
            }
        }
        let now = self.reading.wish.request.clone();
        if found.exact < 2
            && now != request
            && !self.reading.more
            && self.reading.same_person.is_none()
            && now.has_subject()
        {
            let alone = self.library.search.find(&now, &taste, &shown, self.choice.seed(), count);
            if alone.exact >= 2 {
                (found, request) = (alone, now);
            }
        }
        if found.films.len() < 2 {
            found =
                self.library.search.find(&request, &TasteScore::default(), &HashSet::new(), self.choice.seed(), count);
        }
        let films: Vec<Arc<Film>> = found.films.iter().map(|place| Arc::clone(self.film(*place))).collect();
        if films.is_empty() {
            return Answer::words("I have nothing that leaves all of that out. What could you live with?".to_owned());
        }
        let opening = recommend::opening(self.library, &request, &found, bare, &mut self.choice);
        let lines = recommend::lines(self.library, &request, &self.profile, &films);
        let closing = recommend::closing(films.len(), &mut self.choice);
        self.memory.person = request.people.first().cloned().or(self.memory.person.take());
        self.memory.request = Some(request);
        Answer { text: format!("{lead}{opening}{lines}{closing}"), films: found.films, shows: true }
    }

    fn about_film(&mut self) -> Answer {
        let topic = self.reading.topic.clone().unwrap_or(Topic::Plot);
        if !self.reading.elsewhere.is_empty() {
            let unknown = elsewhere::unknown(&self.reading.elsewhere);
            return Answer::words(format!("{unknown} Shall I look for something like it?"));
        }
        let Some(reference) = self.reading.reference.clone() else {
            let text = if self.memory.last.is_empty() && self.text.has_any(&["it|that|this|he|she|they"]) {
                "Which film do you mean? Tell me its title, and I'll tell you what I know."
            } else {
                "I don't have that film in my catalogue, I'm afraid. Shall I look for something like it? A genre or a mood would help me."
            };
            return Answer::words(text.to_owned());
        };
        let films: Vec<usize> = reference.films.iter().copied().take(4).collect();
        let mut parts: Vec<String> = Vec::new();
        for place in &films {
            let film = Arc::clone(self.film(*place));
            let topics = question::topics(self.library, self.text, &reference, topic.clone());
            let answers =
                topics.iter().map(|topic| about_film::answer(self.library, &film, topic, *place, &mut self.choice));
            parts.push(answers.collect::<Vec<_>>().join(" "));
        }
        if reference.pointer == Pointer::Superlative && films.len() == 1 {
            let film = self.film(films[0]);
            parts = vec![format!(
                "That would be {}: {} minutes long and rated {:.1} out of 5. {}",
                bold(film),
                film.runtime,
                film.rating,
                film.plot
            )];
        }
        if let [only] = films[..] {
            let film = self.film(only);
            self.memory.person = match &topic {
                Topic::Director => Some(film.director.clone()),
                Topic::Cast => film.actors.first().cloned(),
                Topic::Person(name) => Some(name.clone()),
                _ => None,
            };
            self.memory.focus = Some(self.film(only).tconst.clone());
        }
        Answer { text: parts.join("\n\n"), films, shows: false }
    }

    fn remember(&mut self, intent: Intent, answer: &Answer) {
        self.memory.turns_since = self.memory.turns_since.saturating_add(1);
        self.memory.settled |= match intent {
            Intent::Greet | Intent::Thank | Intent::SayGoodbye => true,
            Intent::React => self.reading.judgement == Judgement::Approved,
            _ => false,
        };
        let names: Vec<String> = answer.films.iter().map(|place| self.film(*place).tconst.clone()).collect();
        if answer.shows {
            self.memory.show(names.into_iter());
            self.memory.focus = None;
        } else {
            let last = std::mem::take(&mut self.memory.last);
            let keeps = names.iter().all(|name| last.contains(name));
            let names_for_list = if names.is_empty() || keeps { last } else { names.clone() };
            for name in &names {
                if !self.memory.shown.contains(name) {
                    self.memory.shown.push(name.clone());
                }
            }
            self.memory.last = names_for_list;
        }
    }
}
