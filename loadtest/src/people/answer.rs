//! What an answer must say to count as a success, seen from outside: a status of 200 with the wrong content is a
//! failure for a person, so it is one here, with a message that names what was wrong.

use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde::{Deserialize, Serialize};

const COOKIE: &str = "movieguru";
const FEATURED: usize = 5;
const NEWEST: usize = 10;

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: axum::body::Bytes,
}

/// RFC 9457, as far as a summary shows it.
#[derive(Deserialize)]
struct ProblemDocument {
    title: String,
}

#[derive(Deserialize)]
struct Featured {
    title: String,
    rating: f64,
    plot: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Outcome {
    Success,
    BadQuery,
    Unsafe,
    TooLong,
    Error,
    Undefined,
}

#[derive(Deserialize)]
struct AgentResponse {
    answer: String,
    relevant_movies: Vec<String>,
    context: Vec<Featured>,
    result: Outcome,
    #[serde(rename = "preferences")]
    _preferences: Profile,
}

#[derive(Deserialize)]
struct Said {
    role: String,
    content: String,
}

/// What a chat answer means for the next message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ChatAnswer {
    /// The films that the answer really names.
    pub(crate) films: Vec<String>,
    /// The app would not talk about it.
    pub(crate) declined: bool,
}

/// A person's tastes, as the app keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) likes: Tastes,
    pub(crate) dislikes: Tastes,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tastes {
    pub(crate) actors: Vec<String>,
    pub(crate) directors: Vec<String>,
    pub(crate) genres: Vec<String>,
    pub(crate) others: Vec<String>,
}

impl Answer {
    /// The title of a problem document, where this is one.
    pub(crate) fn problem(&self) -> Option<String> {
        serde_json::from_slice::<ProblemDocument>(&self.body)
            .ok()
            .map(|problem| problem.title.chars().take(80).collect())
    }

    fn json<'a, T: Deserialize<'a>>(&'a self, what: &str) -> Result<T, String> {
        serde_json::from_slice(&self.body).map_err(|error| format!("not {what}: {error}"))
    }

    /// `{"login":"success"}` and the like.
    fn says_success(&self, of: &str) -> Result<(), String> {
        let value: serde_json::Value = self.json("JSON")?;
        if value[of] == "success" { Ok(()) } else { Err(format!("`{of}` is not `success`")) }
    }
}

/// `POST /login`: says success and sets the cookie.
pub(crate) fn logged_in(answer: &Answer) -> Result<(), String> {
    answer.says_success("login")?;
    let ours = |value: &reqwest::header::HeaderValue| {
        value.to_str().is_ok_and(|cookie| cookie.split('=').next() == Some(COOKIE))
    };
    if answer.headers.get_all(SET_COOKIE).iter().any(ours) {
        Ok(())
    } else {
        Err(format!("a login without the cookie `{COOKIE}`"))
    }
}

/// `POST /logout`.
pub(crate) fn logged_out(answer: &Answer) -> Result<(), String> {
    answer.says_success("logout")
}

/// `DELETE /history`: the status says it all.
pub(crate) fn empty(answer: &Answer) -> Result<(), String> {
    if answer.body.is_empty() { Ok(()) } else { Err("a body where there is to be none".to_owned()) }
}

/// Of an operation of which no more is known here: JSON, whatever it says.
pub(crate) fn json(answer: &Answer) -> Result<(), String> {
    answer.json::<serde::de::IgnoredAny>("JSON").map(drop)
}

/// `GET /startup`: five films, each complete enough to be shown.
pub(crate) fn main_page(answer: &Answer) -> Result<(), String> {
    let page: AgentResponse = answer.json("a main page")?;
    if page.result != Outcome::Success {
        return Err(format!("the main page's result is {:?}", page.result));
    }
    if page.context.len() != FEATURED {
        return Err(format!("{} featured films, not {FEATURED}", page.context.len()));
    }
    let incomplete =
        |film: &Featured| film.title.is_empty() || film.plot.is_empty() || !(1.0..=5.0).contains(&film.rating);
    if page.context.iter().any(incomplete) {
        return Err("a featured film without title, plot or a rating from 1 to 5".to_owned());
    }
    Ok(())
}

/// `GET /history`: at most ten messages, each by somebody and with something in it.
pub(crate) fn history(answer: &Answer) -> Result<(), String> {
    let said: Vec<Said> = answer.json("a history")?;
    if said.len() > NEWEST {
        return Err(format!("{} messages of history, more than {NEWEST}", said.len()));
    }
    match said.iter().find(|m| !["user", "agent", "system"].contains(&m.role.as_str()) || m.content.is_empty()) {
        Some(message) => Err(format!("a message of history by `{}` or with nothing in it", message.role)),
        None => Ok(()),
    }
}

/// `POST /chat`: an answer in words. A refusal is an answer; an error dressed as a 200 is none.
pub(crate) fn chat(answer: &Answer) -> Result<ChatAnswer, String> {
    let said: AgentResponse = answer.json("a chat answer")?;
    let declined = match said.result {
        Outcome::Success => false,
        Outcome::BadQuery | Outcome::Unsafe => true,
        other => return Err(format!("the chat's result is {other:?}")),
    };
    if said.answer.trim().is_empty() {
        return Err("a chat answer without words".to_owned());
    }
    let named = said.context.into_iter().map(|film| film.title);
    let mut films = said.relevant_movies;
    films.extend(named);
    films.retain(|title| !title.is_empty() && said.answer.contains(title.as_str()));
    films.sort_unstable();
    films.dedup();
    Ok(ChatAnswer { films, declined })
}

/// `GET /preferences`.
pub(crate) fn profile(answer: &Answer) -> Result<Profile, String> {
    answer.json("preferences")
}

/// `POST /preferences`.
pub(crate) fn updated(answer: &Answer) -> Result<(), String> {
    answer.says_success("update")
}

impl Profile {
    /// How many tastes there are.
    pub(crate) fn len(&self) -> usize {
        [&self.likes, &self.dislikes].into_iter().flat_map(Tastes::lists).map(Vec::len).sum()
    }

    /// The same tastes in an order that can be compared.
    pub(crate) fn sorted(mut self) -> Self {
        for list in self.lists_mut() {
            list.sort_unstable();
        }
        self
    }

    /// Takes one taste away; false where there is none.
    pub(crate) fn remove_one(&mut self, chance: &mut ChaCha12Rng) -> bool {
        let len = self.len();
        if len == 0 {
            return false;
        }
        let mut place = chance.random_range(0..len);
        for list in self.lists_mut() {
            if place < list.len() {
                list.remove(place);
                return true;
            }
            place -= list.len();
        }
        false
    }

    fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<String>> {
        [&mut self.likes, &mut self.dislikes].into_iter().flat_map(Tastes::lists_mut)
    }
}

impl Tastes {
    fn lists(&self) -> [&Vec<String>; 4] {
        [&self.actors, &self.directors, &self.genres, &self.others]
    }

    fn lists_mut(&mut self) -> [&mut Vec<String>; 4] {
        [&mut self.actors, &mut self.directors, &mut self.genres, &mut self.others]
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
