//! "What did you suggest before?": the films of the conversation, named again.

use super::reply::{Answer, Desk};
use super::text::Text;
use super::wording::{bold, list};

/// Whether a message asks what was shown in this conversation.
pub(super) fn asks_back(text: &Text) -> bool {
    text.has_any(&[
        "remind me what|of|which",
        "what|which * you suggest|suggested|recommended|recommend|showed|shown|mentioned|offered so|before|already|earlier|at|until|the",
        "what|which * we talk|talked|speak|spoke|discussed about|of|before|so",
        "what|which films|movies|ones were|was those|that|it|they again",
        "list|show|repeat|name * you suggested|recommended|showed|mentioned",
        "show|see|repeat me? that|this|the one|film again",
        "show|repeat|name me? them|those|the list again",
    ])
}

impl Desk<'_> {
    /// Names the last films again.
    pub(super) fn recall(&self) -> Answer {
        let shown = self.memory.shown.iter().rev().take(4).rev();
        let films: Vec<usize> = shown.filter_map(|tconst| self.library.search.place(tconst)).collect();
        if films.is_empty() {
            return Answer::words("I haven't suggested anything yet. What are you in the mood for?".to_owned());
        }
        let names: Vec<String> = films.iter().map(|place| bold(self.film(*place))).collect();
        let text = format!("The last ones I named were {}. Shall I tell you more about one?", list(&names, "and"));
        Answer { text, films, shows: true }
    }
}
