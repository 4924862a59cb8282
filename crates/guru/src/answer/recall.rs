//! "What did you suggest before?": the films of the conversation, named again.

use crate::answer::desk::{Answer, Desk};
use crate::words::wording::{bold, list};

impl Desk<'_> {
    /// Names the last films again.
    pub(crate) fn recall(&self) -> Answer {
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
