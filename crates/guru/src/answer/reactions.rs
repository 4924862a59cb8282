//! Answers to what a person says of themselves or of what was shown: tastes, approval, refusal.

use crate::answer::desk::{Answer, Desk};
use crate::answer::elsewhere;
use crate::answer::meant::{complaints, take_over_likes};
use crate::answer::recommend;
use crate::answer::small_talk;
use crate::profile::{Side, TasteChange, TasteKind};
use crate::read::pointing::Pointer;
use crate::read::quality::Judgement;
use crate::request::Request;
use crate::words::lexicon::attitudes::Attitude;
use crate::words::wording::{Choice, bold, list, quoted};

impl Desk<'_> {
    /// Answers a statement of taste.
    pub(crate) fn taste(&mut self, learned: &[TasteChange]) -> Answer {
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

    /// Answers a reaction to what was shown.
    pub(crate) fn react(&mut self) -> Answer {
        if !self.reading.elsewhere.is_empty() {
            let unknown = elsewhere::unknown(&self.reading.elsewhere);
            return Answer::words(format!("{unknown} What did you not like about it? Then I'll keep away from that."));
        }
        if self.reading.judgement != Judgement::Refused || self.memory.last.is_empty() {
            if self.reading.judgement == Judgement::Refused {
                return Answer::words("All right. What would you like instead: a genre, a mood, a decade?".to_owned());
            }
            let named = self.reading.reference.as_ref().filter(|reference| {
                matches!(reference.pointer, Pointer::Title | Pointer::Ordinal | Pointer::Superlative)
            });
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
}

/// "Noted: you love comedies."
pub(crate) fn acknowledge(learned: &[TasteChange], choice: &mut Choice) -> Option<String> {
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
