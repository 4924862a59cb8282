//! "Why that one?": what of a film answers to the request and the tastes it was chosen by.

use std::sync::Arc;

use crate::answer::desk::{Answer, Desk};
use crate::answer::recommend;
use crate::catalogue::Film;
use crate::library::search::conditions::takes_part;
use crate::request::Request;
use crate::words::lexicon::moods::mood;
use crate::words::wording::{bold, kind, list, quoted};

impl Desk<'_> {
    /// Says why the films that are meant were chosen.
    pub(crate) fn explain(&mut self) -> Answer {
        let meant = self.reading.reference.as_ref().map(|reference| reference.films.clone());
        let focus = self.memory.focus.as_deref().and_then(|tconst| self.library.search.place(tconst));
        let last = || self.memory.last.iter().filter_map(|tconst| self.library.search.place(tconst)).collect();
        let films: Vec<usize> = meant.or_else(|| focus.map(|film| vec![film])).unwrap_or_else(last);
        if films.is_empty() {
            let text = "I haven't suggested anything yet. Tell me a genre, a mood or a decade, and I'll say why I pick what I pick.";
            return Answer::words(text.to_owned());
        }
        let request = self.memory.request.clone().unwrap_or_default();
        let films: Vec<usize> = films.into_iter().take(4).collect();
        let lines: Vec<String> = films.iter().map(|place| self.reasons(&request, *place)).collect();
        let asked = if request.is_empty() {
            "You left the choice to me.".to_owned()
        } else {
            format!("You asked for {}.", recommend::described(self.library, &request))
        };
        if let [only] = films[..] {
            self.memory.focus = Some(self.film(only).tconst.clone());
        }
        let text = match &lines[..] {
            [only] => format!("{asked} {only}"),
            _ => format!("{asked}\n\n- {}", lines.join("\n\n- ")),
        };
        Answer { text, films, shows: false }
    }

    fn reasons(&self, request: &Request, place: usize) -> String {
        let film = Arc::clone(self.film(place));
        let mut reasons = vec![format!("is {} by {}", kind(&film), film.director)];
        reasons.extend(self.subject(request, place, &film));
        if request.min_year.is_some() || request.max_year.is_some() {
            reasons.push(format!("came out in {}", film.year));
        }
        if request.min_runtime.is_some() || request.max_runtime.is_some() {
            reasons.push(format!("runs {} minutes", film.runtime));
        }
        if request.min_rating.is_some() || request.best || film.rating >= 4.0 {
            reasons.push(format!("is rated {:.1} out of 5", film.rating));
        }
        let liked = recommend::liked(self.library, request, &self.profile, &film);
        let liked = liked.map(|liked| format!(" It is {liked}.")).unwrap_or_default();
        format!("{} {}.{liked}", bold(&film), list(&reasons, "and"))
    }

    fn subject(&self, request: &Request, place: usize, film: &Film) -> Vec<String> {
        let search = &self.library.search;
        let mut reasons = Vec::new();
        let actors: Vec<&String> =
            request.people.iter().filter(|name| takes_part(film, name) && **name != film.director).collect();
        if !actors.is_empty() {
            reasons.push(format!("has {} in it", list(&actors, "and")));
        }
        let themes: Vec<String> =
            request.themes.iter().filter(|theme| search.about(place, theme) > 0).map(|theme| quoted(theme)).collect();
        if !themes.is_empty() {
            reasons.push(format!("has to do with {}", list(&themes, "and")));
        }
        let moods: Vec<&str> = request
            .moods
            .iter()
            .filter_map(|name| mood(name))
            .filter(|mood| film.genres.iter().any(|genre| mood.one_of.contains(genre)))
            .map(|mood| mood.adjective)
            .collect();
        if !moods.is_empty() {
            reasons.push(format!("should be {}", list(&moods, "and")));
        }
        if let Some(model) = request.like.as_deref().and_then(|tconst| search.place(tconst)) {
            reasons.push(format!("has the ring of {}", self.film(model).title));
        }
        reasons
    }
}
