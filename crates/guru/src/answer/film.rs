//! What is told of the film that is meant.

use std::sync::Arc;

use super::desk::{Answer, Desk};
use super::{about_film, elsewhere};
use crate::read::pointing::Pointer;
use crate::read::question;
use crate::words::lexicon::topics::Topic;
use crate::words::wording::bold;

impl Desk<'_> {
    pub(crate) fn about_film(&mut self) -> Answer {
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
}
