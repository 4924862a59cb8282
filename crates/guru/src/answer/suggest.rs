//! Films for a wish, and guesses where the wish names films that nobody here knows.

use super::desk::{Answer, Desk};
use super::elsewhere;
use super::meant::{complaints, take_over_likes};
use super::reactions::acknowledge;
use super::recommend;
use crate::profile::TasteChange;
use crate::read::quality::Judgement;

impl Desk<'_> {
    pub(crate) fn recommend(&mut self, learned: &[TasteChange]) -> Answer {
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
    pub(crate) fn guess(&mut self, learned: &[TasteChange]) -> Answer {
        let mut request = self.reading.wish.request.clone();
        let guess = elsewhere::guess(&self.reading.elsewhere, &mut request);
        let thanks = acknowledge(learned, &mut self.choice).map(|thanks| format!("{thanks} ")).unwrap_or_default();
        let bare = request.is_empty();
        self.show(request, &format!("{thanks}{guess}"), bare)
    }
}
