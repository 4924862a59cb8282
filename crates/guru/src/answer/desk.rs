//! A turn in work: what it is made from, and what is remembered of it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::catalogue::Film;
use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::profile::UserProfile;
use crate::read::quality::Judgement;
use crate::read::reading::Reading;
use crate::talk::Intent;
use crate::words::text::Text;
use crate::words::wording::Choice;

/// What an answer is made of.
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) films: Vec<usize>,
    /// Whether the films are shown anew: then they are what "the second one" means next.
    pub(crate) shows: bool,
}

impl Answer {
    pub(crate) fn words(text: String) -> Self {
        Self { text, films: Vec::new(), shows: false }
    }
}

/// A turn in work.
pub(crate) struct Desk<'a> {
    pub(crate) library: &'a Library,
    pub(crate) text: &'a Text,
    pub(crate) reading: Reading,
    pub(crate) memory: Memory,
    pub(crate) profile: UserProfile,
    pub(crate) choice: Choice,
}

impl Desk<'_> {
    pub(crate) fn film(&self, place: usize) -> &Arc<Film> {
        self.library.search.film(place)
    }

    pub(crate) fn shown(&self) -> HashSet<usize> {
        self.memory.shown.iter().filter_map(|tconst| self.library.search.place(tconst)).collect()
    }

    pub(crate) fn remember(&mut self, intent: Intent, answer: &Answer) {
        self.memory.turns_since = self.memory.turns_since.saturating_add(1);
        self.memory.settled |= match intent {
            Intent::Greet | Intent::Thank | Intent::SayGoodbye => true,
            Intent::React => self.reading.judgement == Judgement::Approved,
            _ => false,
        };
        let names: Vec<String> = answer.films.iter().map(|place| self.film(*place).tconst.clone()).collect();
        if answer.shows {
            self.memory.show(names.into_iter());
            self.memory.focus = None;
        } else {
            let last = std::mem::take(&mut self.memory.last);
            let keeps = names.iter().all(|name| last.contains(name));
            let names_for_list = if names.is_empty() || keeps { last } else { names.clone() };
            for name in &names {
                if !self.memory.shown.contains(name) {
                    self.memory.shown.push(name.clone());
                }
            }
            self.memory.last = names_for_list;
        }
    }
}
