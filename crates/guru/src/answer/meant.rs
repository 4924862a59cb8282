//! The request that is meant: what is said now, on top of what was asked before and of what was shown.

use std::sync::Arc;

use crate::answer::desk::Desk;
use crate::catalogue::Film;
use crate::library::search::taste_score::genre_named;
use crate::library::shelf::Library;
use crate::profile::TasteKind;
use crate::read::likeness::resembles;
use crate::read::pointing::Pointer;
use crate::read::quality::Judgement;
use crate::read::released::release;
use crate::read::wanting;
use crate::request::Request;
use crate::words::lexicon::attitudes::Attitude;
use crate::words::lexicon::phrases::MORE;
use crate::words::text::Text;

impl Desk<'_> {
    /// The request that is meant, the one before included and without what was taken back.
    pub(crate) fn request(&self) -> Request {
        let mut request = self.whole_request();
        release(self.text, &mut request);
        if let Some(person) = self.memory.person.as_ref().filter(|_| wanting::leaves_person_out(self.text)) {
            request.people.retain(|name| name != person);
            request.not_people.push(person.clone());
        }
        request
    }

    fn whole_request(&self) -> Request {
        let now = &self.reading.wish.request;
        let mut request = now.clone();
        if let Some(name) = &self.reading.same_person {
            request.people = vec![name.clone()];
        }
        let alike = resembles(self.text);
        if alike && let Some(reference) = &self.reading.reference {
            let single =
                reference.pointer != Pointer::Pronoun || self.memory.focus.is_some() || self.memory.last.len() == 1;
            if single && reference.pointer != Pointer::All {
                request.like = reference.films.first().map(|place| self.film(*place).tconst.clone());
            }
        }
        if alike && self.reading.reference.is_none() && request.like.is_none() {
            request.like.clone_from(&self.memory.focus);
        }
        self.compare(&mut request);
        let Some(before) = &self.memory.request else { return request };
        let text = self.text;
        let fresh = text.has_any(&[
            "whatever|regardless|very best|surprise|random|randomly",
            "best|greatest|finest|top|worst|favourite film|movie|films|movies|one|ones you|ever|in|of|do|overall",
            "anything at all",
            "film|films|movie|movies|one|thing you have|know|got",
            "what * you like|love|enjoy|prefer|watch yourself|personally",
            "never mind",
            "start again|over",
            "completely|totally different",
        ]);
        let fresh = fresh || (text.len() >= 6 && text.has_any(&["a|any|some film|movie|films|movies"]) && !alike);
        let fresh = fresh || (self.memory.is_far_away() && wanting::begins_anew(text));
        let person = !request.people.is_empty() || request.like.is_some();
        let narrows = text.has_any(&[
            "but|only|also",
            "one|ones",
            "with|in|from them|these|those",
            "of them|these|those",
            "as long as",
        ]) || matches!(text.word(0), "and" | "preferably" | "ideally");
        let instead = text.has_any(&["instead|else|different|then|actually", "how|what about"]);
        if fresh || person && !(narrows && request.like.is_some()) {
            return request;
        }
        if !request.has_subject() {
            let goes_on = request.has_limits()
                || self.reading.more
                || self.reading.wish.origin
                || text.has_any(MORE)
                || self.reading.judgement == Judgement::Refused
                || alike;
            return if goes_on { before.refined_by(&request, false) } else { request };
        }
        let told_alone = text.len() <= 5
            && !text
                .has_any(&["something|anything|film|films|movie|movies|instead|a|an|rather|prefer|actually|how|what"]);
        let only_moods = request.genres.is_empty() && request.themes.is_empty();
        if told_alone && only_moods && request.people.is_empty() {
            return before.refined_by(&request, true);
        }
        if narrows && !instead && (only_moods || text.len() <= 6) && text.len() <= 10 {
            return before.refined_by(&request, true);
        }
        let goes_on = text.len() <= 8
            && text.has_any(&["instead|then|maybe|perhaps|and|but|also|or", "how|what about"])
            && !request.has_limits();
        if goes_on { before.refined_by(&request, false) } else { request }
    }

    /// "shorter", "older": compared with what was shown last.
    pub(crate) fn compare(&self, request: &mut Request) {
        let last: Vec<&Arc<Film>> =
            match self.memory.focus.as_deref().and_then(|tconst| self.library.search.place(tconst)) {
                Some(film) => vec![self.film(film)],
                None => self
                    .memory
                    .last
                    .iter()
                    .filter_map(|tconst| self.library.search.place(tconst))
                    .map(|place| self.film(place))
                    .collect(),
            };
        if last.is_empty() {
            return;
        }
        let has = |said: &str| self.text.find(said).is_some();
        let count = last.len() as u16;
        let runtimes = || last.iter().map(|film| film.runtime);
        let years = || last.iter().map(|film| film.year);
        let mean_runtime = runtimes().map(u32::from).sum::<u32>() as u16 / count.max(1);
        if request.max_runtime.is_none() && (request.min_runtime.is_none() && has("shorter|quicker") || has("too long"))
        {
            let shortest = runtimes().min().unwrap_or(120);
            request.max_runtime = Some(if shortest > 86 { shortest } else { mean_runtime }.saturating_sub(1).max(75));
        }
        if request.min_runtime.is_none()
            && (request.max_runtime.is_none() && has("longer") || has("too short"))
            && !has("no|any longer")
        {
            let longest = runtimes().max().unwrap_or(100);
            request.min_runtime = Some(if longest < 140 { longest } else { mean_runtime }.saturating_add(1).min(150));
        }
        if request.max_year.is_none()
            && request.min_year.is_none()
            && (has("older|earlier") || has("too new|recent|modern"))
        {
            let oldest = years().min().unwrap_or(1980);
            request.max_year = Some(if oldest > 1940 { oldest - 1 } else { 1949 });
            request.min_year = None;
        }
        if request.min_year.is_none()
            && request.max_year.is_none()
            && (has("newer|later") || has("more recent|modern") || has("too old|dated"))
            && !has("or|and later|newer")
        {
            let newest = years().max().unwrap_or(1980);
            request.min_year = Some(if newest < 2018 { newest + 1 } else { 2010 });
            request.max_year = None;
        }
        if has("better|higher")
            && has("rated|rating|ratings|ones|reviews|reviewed|something|anything")
            && request.min_rating.is_none()
        {
            request.min_rating = Some(4.0);
            request.best = true;
        }
    }
}

/// "too scary", "too old": what to leave out of the next try.
pub(crate) fn complaints(text: &Text, request: &mut Request) {
    let too = |words: &str| text.find(&format!("too|so|bit|very {words}")).is_some();
    let mut avoid = |mood: &str| {
        request.moods.retain(|known| known != mood);
        if !request.not_moods.iter().any(|known| known == mood) {
            request.not_moods.push(mood.to_owned());
        }
    };
    if too("scary|frightening|creepy|spooky") {
        avoid("scary");
        request.genres.retain(|genre| *genre != crate::catalogue::Genre::Horror);
    }
    if too("dark|violent|gory|heavy|bleak|grim|intense|brutal") {
        avoid("dark");
    }
    if too("romantic|soppy|cheesy|sappy") {
        avoid("romantic");
    }
    if too("silly|goofy") {
        avoid("funny");
    }
    if too("childish|young") {
        avoid("children");
    }
    if too("sad|depressing") {
        avoid("sad");
        if request.moods.is_empty() && request.genres.is_empty() {
            request.moods.push("light".to_owned());
        }
    }
}

/// What was just said to be liked becomes the wish where there is no other.
pub(crate) fn take_over_likes(
    library: &Library,
    stated: &[(Attitude, crate::read::object::Thing)],
    request: &mut Request,
) {
    for (_, thing) in stated.iter().filter(|(attitude, _)| *attitude == Attitude::Like) {
        match thing.kind {
            TasteKind::Genres => request.genres.extend(genre_named(&thing.value)),
            TasteKind::Actors | TasteKind::Directors => request.people.push(thing.value.clone()),
            TasteKind::Others => {
                let words = Text::read(&thing.value);
                let meant = crate::read::wish::read(library, &words, vec![false; words.len()]).request;
                *request = request.refined_by(&meant, true);
            }
        }
    }
    let genres = stated
        .iter()
        .filter(|(attitude, thing)| *attitude == Attitude::Like && thing.kind == TasteKind::Genres)
        .count();
    request.any_genre = genres > 1;
    if request.people.len() > 1 {
        request.people.truncate(1);
    }
}
