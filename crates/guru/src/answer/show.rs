//! The films of a request, searched and worded.

use std::collections::HashSet;
use std::sync::Arc;

use super::desk::{Answer, Desk};
use super::recommend;
use crate::catalogue::Film;
use crate::library::search::conditions::Condition;
use crate::library::search::taste_score::TasteScore;
use crate::request::Request;

impl Desk<'_> {
    /// Searches and words the films of a request.
    pub(crate) fn show(&mut self, mut request: Request, lead: &str, bare: bool) -> Answer {
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
}
