//! From a reading to a reply: which films, which words, what is remembered.

use std::collections::HashSet;
use std::sync::Arc;

use super::about_film;
use super::meant::{complaints, take_over_likes};
use super::memory::Memory;
use super::quality::{self, Judgement};
use super::question::{Pointer, Topic};
use super::reading::{self, Reading};
use super::recommend;
use super::request::Request;
use super::safety;
use super::search::TasteScore;
use super::small_talk;
use super::taste::{self, Attitude};
use super::text::Text;
use super::wording::{Choice, bold, list, quoted};
use super::{Library, Reply, Turn};
use crate::chat::{ChatResult, Intent, Role};
use crate::profile::{Side, TasteChange, TasteKind, UserProfile};
use crate::store::catalogue::Film;

/// What an answer is made of.
struct Answer {
    text: String,
    films: Vec<usize>,
    /// Whether the films are shown anew: then they are what "the second one" means next.
    shows: bool,
}

impl Answer {
    fn words(text: String) -> Self {
        Self { text, films: Vec::new(), shows: false }
    }
}

/// A turn in work.
pub(super) struct Desk<'a> {
    pub(super) library: &'a Library,
    pub(super) text: &'a Text,
    pub(super) reading: Reading,
    pub(super) memory: Memory,
    profile: UserProfile,
    choice: Choice,
}

/// Answers a turn.
pub(super) fn to(library: &Library, turn: Turn<'_>) -> Reply {
    let mut text = Text::read(turn.message);
    library.spelling.mend(&mut text);
    let memory = Memory::of(turn.history);
    let first = !turn.history.iter().any(|message| message.role == Role::Agent);
    let had_films = !memory.last.is_empty();
    let reading = reading::read(library, &text, &memory);
    let intent = reading.intent;
    let harmless = !matches!(intent, Intent::Unsafe | Intent::OffTopic);
    let taste = if harmless { taste::changes(&reading.tastes, turn.profile) } else { Vec::new() };
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
    desk.remember(&answer);
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
            Intent::AskAboutFilm => self.about_film(),
            Intent::StateTaste => self.taste(learned),
            Intent::React => self.react(),
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
        let lead = match (acknowledge(learned, &mut self.choice), unknown) {
            (Some(thanks), _) => format!("{thanks} "),
            (None, true) => "I have no film about that, as far as I can tell. ".to_owned(),
            (None, false) => String::new(),
        };
        let bare = request.is_empty();
        self.show(request, &lead, bare)
    }

    /// Searches and words the films of a request.
    fn show(&mut self, mut request: Request, lead: &str, bare: bool) -> Answer {
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
        if found.exact < 2 && self.reading.wish.request.has_limits() && !self.reading.more {
            let again = self.library.search.find(&request, &taste, &HashSet::new(), self.choice.seed(), count);
            if again.exact > found.exact {
                found = again;
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
            parts.push(about_film::answer(self.library, &film, &topic, *place, &mut self.choice));
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

    fn taste(&mut self, learned: &[TasteChange]) -> Answer {
        let Some(thanks) = acknowledge(learned, &mut self.choice) else {
            if self.reading.about_me {
                return Answer::words(small_talk::about_person(&self.profile));
            }
            let known = if self.reading.tastes.stated.iter().any(|(attitude, _)| *attitude != Attitude::Neither) {
                "I had that in mind already, and it stays so."
            } else {
                "Good to know, so I'll leave it as it is."
            };
            return Answer::words(format!("{known} Shall I suggest something?"));
        };
        let mut request = Request::default();
        take_over_likes(self.library, &self.reading.tastes.stated, &mut request);
        if request.is_empty() {
            let ask = self.choice.of(&[
                "Shall I suggest something that fits?",
                "Would you like a suggestion?",
                "What are you in the mood for now?",
            ]);
            return Answer::words(format!("{thanks} {ask}"));
        }
        self.show(request, &format!("{thanks} "), false)
    }

    fn react(&mut self) -> Answer {
        if self.reading.judgement != Judgement::Refused || self.memory.last.is_empty() {
            if self.reading.judgement == Judgement::Refused {
                return Answer::words("All right. What would you like instead: a genre, a mood, a decade?".to_owned());
            }
            let named = self
                .reading
                .reference
                .as_ref()
                .filter(|reference| matches!(reference.pointer, Pointer::Title | Pointer::Ordinal));
            let film = named.filter(|reference| reference.films.len() == 1).map(|reference| reference.films[0]);
            let text = small_talk::approved(&mut self.choice);
            let text = match film {
                Some(_) if self.reading.tastes.spoken => {
                    "I'm glad you liked it. Shall I look for something like it?".to_owned()
                }
                _ => text,
            };
            let Some(film) = film else { return Answer::words(text) };
            self.memory.focus = Some(self.film(film).tconst.clone());
            return Answer { text: format!("{}: {text}", bold(self.film(film))), films: vec![film], shows: false };
        }
        let mut request = self.memory.request.clone().unwrap_or_default();
        complaints(self.text, &mut request);
        self.compare(&mut request);
        let seen = self.text.has_any(&["seen|saw|watched|know"]);
        let lead = if seen {
            self.choice
                .of(&["Then here's something you may not know yet. ", "You know your films! Let me try others. "])
        } else {
            self.choice.of(&[
                "Fair enough, let me try again. ",
                "No problem, there's more where those came from. ",
                "Not your thing, understood. ",
            ])
        };
        self.show(request, lead, false)
    }

    fn remember(&mut self, answer: &Answer) {
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

/// "Noted: you love comedies."
fn acknowledge(learned: &[TasteChange], choice: &mut Choice) -> Option<String> {
    if learned.is_empty() {
        return None;
    }
    let of = |add: bool, side: Side| -> Vec<String> {
        learned
            .iter()
            .filter(|change| change.add == add && change.side == side)
            .map(|change| {
                if change.kind == TasteKind::Genres {
                    recommend::genre_words(&change.value)
                } else {
                    quoted(&change.value)
                }
            })
            .collect()
    };
    let mut parts = Vec::new();
    for (add, side, said) in [
        (true, Side::Likes, "you like"),
        (true, Side::Dislikes, "I'll keep away from"),
        (false, Side::Likes, "I no longer count on you liking"),
        (false, Side::Dislikes, "I no longer leave out"),
    ] {
        let things = of(add, side);
        if !things.is_empty() {
            parts.push(format!("{said} {}", list(&things, "and")));
        }
    }
    let noted = choice.of(&["Noted:", "Good to know:", "I'll remember that:", "Got it:"]);
    Some(format!("{noted} {}.", list(&parts, "and")))
}
