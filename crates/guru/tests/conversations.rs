//! The engine against tables of conversations, written from the viewpoint of the person who chats. Every
//! message says what it must be taken for, what must be learned, which films may be named.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use guru::catalogue::{Catalogue, Film, Genre};
use guru::engine::RuleEngine;
use guru::profile::{Side, TasteChange, TasteKind, Tastes, UserProfile};
use guru::talk::{ChatResult, Intent, Message, Reply, Role, Turn};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    name: String,
    #[serde(default)]
    profile: Profile,
    turns: Vec<Said>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Profile {
    likes: Names,
    dislikes: Names,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Names {
    actors: Vec<String>,
    directors: Vec<String>,
    genres: Vec<String>,
    others: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    say: String,
    intent: OneOrMore<Intent>,
    result: Option<ChatResult>,
    #[serde(default)]
    taste: Vec<String>,
    films: Option<Films>,
    #[serde(default)]
    answer: Words,
    outcome: Option<Vec<String>>,
    sentiment: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T: Clone> OneOrMore<T> {
    fn list(&self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::More(more) => more.clone(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Films {
    count: Option<(usize, usize)>,
    all: Option<Meets>,
    any: Option<Meets>,
    none: Option<Meets>,
    previous: Option<usize>,
    new: bool,
    same: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Meets {
    genre: Option<OneOrMore<Genre>>,
    director: Option<OneOrMore<String>>,
    actor: Option<OneOrMore<String>>,
    title: Option<OneOrMore<String>>,
    min_year: Option<u16>,
    max_year: Option<u16>,
    min_runtime: Option<u16>,
    max_runtime: Option<u16>,
    min_rating: Option<f64>,
    max_rating: Option<f64>,
    plot_mentions: Vec<String>,
}

impl Meets {
    fn holds(&self, film: &Film) -> bool {
        let text = format!("{} {}", film.title, film.plot).to_lowercase();
        self.genre.as_ref().is_none_or(|genres| genres.list().iter().any(|genre| film.genres.contains(genre)))
            && self.director.as_ref().is_none_or(|names| names.list().contains(&film.director))
            && self.actor.as_ref().is_none_or(|names| names.list().iter().any(|name| film.actors.contains(name)))
            && self.title.as_ref().is_none_or(|titles| titles.list().contains(&film.title))
            && self.min_year.is_none_or(|year| film.year >= year)
            && self.max_year.is_none_or(|year| film.year <= year)
            && self.min_runtime.is_none_or(|least| film.runtime >= least)
            && self.max_runtime.is_none_or(|most| film.runtime <= most)
            && self.min_rating.is_none_or(|least| film.rating >= least)
            && self.max_rating.is_none_or(|most| film.rating <= most)
            && (self.plot_mentions.is_empty() || self.plot_mentions.iter().any(|word| text.contains(word)))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    contains: Vec<String>,
    contains_any: Vec<String>,
    lacks: Vec<String>,
    names_director: bool,
    names_actors: bool,
    names_year: bool,
    names_runtime: bool,
    names_rating: bool,
    names_genres: bool,
    gives_plot: bool,
    asks: bool,
}

fn tastes(names: &Names) -> Tastes {
    Tastes {
        actors: names.actors.clone(),
        directors: names.directors.clone(),
        genres: names.genres.clone(),
        others: names.others.clone(),
    }
}

/// "+likes others funny animals"
fn is_change(expected: &str, change: &TasteChange) -> bool {
    let side = if change.side == Side::Likes { "likes" } else { "dislikes" };
    let kind = match change.kind {
        TasteKind::Actors => "actors",
        TasteKind::Directors => "directors",
        TasteKind::Genres => "genres",
        TasteKind::Others => "others",
    };
    let head = format!("{}{side} {kind} ", if change.add { "+" } else { "-" });
    let Some(value) = expected.strip_prefix(&head) else { return false };
    if change.kind == TasteKind::Others {
        let (one, other) = (value.to_lowercase(), change.value.to_lowercase());
        one.contains(&other) || other.contains(&one)
    } else {
        value == change.value
    }
}

/// What was said so far.
#[derive(Default)]
struct Chat {
    history: Vec<Message>,
    profile: UserProfile,
    last: Vec<Arc<Film>>,
    named: Vec<String>,
}

fn problems(catalogue: &Catalogue, said: &Said, reply: &Reply, chat: &Chat) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |holds: bool, problem: String| {
        if !holds {
            problems.push(problem);
        }
    };
    check(
        said.intent.list().contains(&reply.intent),
        format!("intent is {:?}, not {:?}", reply.intent, said.intent.list()),
    );
    let result = said.result.unwrap_or(ChatResult::Success);
    check(reply.result == result, format!("result is {:?}", reply.result));
    let learned = said.taste.len() == reply.taste.len()
        && said.taste.iter().all(|expected| reply.taste.iter().any(|change| is_change(expected, change)));
    check(learned, format!("learned {:?}, not {:?}", reply.taste, said.taste));
    let titles: Vec<&str> = reply.films.iter().map(|film| film.title.as_str()).collect();
    if let Some(films) = &said.films {
        if let Some((least, most)) = films.count {
            check((least..=most).contains(&titles.len()), format!("{} films, not {least} to {most}", titles.len()));
        }
        for (word, meets) in [("all", &films.all), ("any", &films.any), ("none", &films.none)] {
            let Some(meets) = meets else { continue };
            let holds = match word {
                "all" => reply.films.iter().all(|film| meets.holds(film)),
                "any" => reply.films.iter().any(|film| meets.holds(film)),
                _ => !reply.films.iter().any(|film| meets.holds(film)),
            };
            check(holds, format!("{word} of {titles:?} should meet {meets:?}"));
        }
        if let Some(nth) = films.previous {
            let meant = chat.last.get(nth - 1).map(|film| film.title.as_str());
            check(titles.first().copied() == meant, format!("{titles:?} is not the film before: {meant:?}"));
        }
        if films.new {
            check(
                !titles.iter().any(|title| chat.named.iter().any(|named| named == title)),
                format!("{titles:?} were named before"),
            );
        }
        if films.same {
            check(
                titles == chat.last.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(),
                format!("{titles:?} are not the same"),
            );
        }
    }
    let answer = reply.answer.to_lowercase();
    let has = |words: &str| answer.contains(&words.to_lowercase());
    let words = &said.answer;
    check(words.contains.iter().all(|word| has(word)), "the answer lacks a word".to_owned());
    check(
        words.contains_any.is_empty() || words.contains_any.iter().any(|word| has(word)),
        format!("none of {:?} in it", words.contains_any),
    );
    check(!words.lacks.iter().any(|word| has(word)), "a word that must not be there".to_owned());
    check(!words.asks || has("?"), "asks nothing".to_owned());
    if let Some(film) = reply.films.first() {
        check(!words.names_director || has(&film.director), "no director".to_owned());
        check(!words.names_actors || film.actors.iter().all(|actor| has(actor)), "no actors".to_owned());
        check(!words.names_year || has(&film.year.to_string()), "no year".to_owned());
        check(!words.names_runtime || has(&film.runtime.to_string()), "no runtime".to_owned());
        check(!words.names_rating || has(&format!("{:.1}", film.rating)), "no rating".to_owned());
        check(!words.names_genres || film.genres.iter().all(|genre| has(genre.name())), "no genres".to_owned());
        check(!words.gives_plot || has(film.plot.split(". ").next().unwrap_or_default()), "no plot".to_owned());
    }
    if let Some(outcomes) = &said.outcome {
        check(
            outcomes.contains(&format!("{:?}", reply.outcome)),
            format!("outcome is {:?}, not {outcomes:?}", reply.outcome),
        );
    }
    if let Some(sentiments) = &said.sentiment {
        check(
            sentiments.contains(&format!("{:?}", reply.sentiment)),
            format!("sentiment is {:?}, not {sentiments:?}", reply.sentiment),
        );
    }
    check(!reply.answer.trim().is_empty(), "empty answer".to_owned());
    check(
        reply.films.iter().all(|film| catalogue.get(&film.tconst).is_some_and(|known| known == film)),
        "a film not in the catalogue".to_owned(),
    );
    for bold in reply.answer.split("**").skip(1).step_by(2) {
        check(titles.contains(&bold), format!("{bold:?} is bold but not among the films"));
    }
    for title in &titles {
        check(reply.answer.contains(&format!("**{title}**")), format!("{title} is not in the answer"));
    }
    if reply.intent == Intent::AskForFilms {
        check((2..=4).contains(&titles.len()), format!("recommends {} films", titles.len()));
    }
    problems
}

#[test]
fn conversations_go_as_a_person_expects() {
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let engine = RuleEngine::new(Arc::clone(&catalogue));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut report, mut failed, mut messages) = (String::new(), false, 0);
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "yaml")) {
        let conversations: Vec<Conversation> = serde_saphyr::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let (mut passed, mut all) = (0, 0);
        for conversation in &conversations {
            let profile = UserProfile {
                likes: tastes(&conversation.profile.likes),
                dislikes: tastes(&conversation.profile.dislikes),
            };
            let mut chat = Chat { profile, ..Chat::default() };
            for said in &conversation.turns {
                let turn = Turn { message: &said.say, history: &chat.history, profile: &chat.profile };
                let reply = engine.answer(turn);
                let problems = problems(&catalogue, said, &reply, &chat);
                all += 1;
                passed += usize::from(problems.is_empty());
                if !problems.is_empty() {
                    let _ = writeln!(report, "{}: {:?}\n    {}", conversation.name, said.say, problems.join("\n    "));
                }
                reply.taste.iter().for_each(|change| chat.profile.apply(change));
                chat.named.extend(reply.films.iter().map(|film| film.title.clone()));
                if !reply.films.is_empty() {
                    // Details of one film leave the list as it is: "the second one" still means the list.
                    chat.last = reply.films.clone();
                }
                chat.history.push(Message { role: Role::User, content: said.say.clone(), memory: None });
                chat.history.push(Message { role: Role::Agent, content: reply.answer, memory: Some(reply.memory) });
            }
        }
        let _ =
            writeln!(report, "{}: passed {passed} of {all} messages", file.file_name().unwrap_or_default().display());
        failed |= passed < all;
        messages += all;
    }
    assert!(messages >= 120, "only {messages} messages were checked");
    assert!(!failed, "\n{report}");
}
