//! Finding directors and actors in a message: by the full name with small typos, or by the surname.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::catalogue::Catalogue;
use crate::profile::TasteKind;
use crate::words::forms::{among, fold};
use crate::words::spelling::{Spelling, alike};
use crate::words::text::Text;

/// A director or an actor.
#[derive(Debug)]
pub(crate) struct Person {
    /// As the catalogue spells it.
    pub name: String,
    /// Directors or actors.
    pub kind: TasteKind,
    words: Vec<String>,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct People {
    people: Vec<Person>,
    by_word: HashMap<String, Vec<usize>>,
    /// Surnames that are also words of a plot: "Frost", "Banks".
    ambiguous: HashSet<String>,
}

/// Words before a name.
const BEFORE_NAMES: &str = "by with starring stars featuring director actor actress of from like love hate stand";

impl People {
    /// Collects the names of a catalogue.
    pub(crate) fn new(catalogue: &Catalogue, plot_words: &HashSet<String>) -> Self {
        let mut names = BTreeMap::new();
        for film in catalogue.films() {
            names.insert(film.director.clone(), TasteKind::Directors);
            for actor in &film.actors {
                names.entry(actor.clone()).or_insert(TasteKind::Actors);
            }
        }
        let people: Vec<Person> = names
            .into_iter()
            .map(|(name, kind)| {
                let words = Text::read(&name).tokens.into_iter().map(|token| token.word).collect();
                Person { name, kind, words }
            })
            .collect();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, person) in people.iter().enumerate() {
            for word in &person.words {
                by_word.entry(word.clone()).or_default().push(place);
            }
        }
        let ambiguous = by_word.keys().filter(|word| plot_words.contains(*word)).cloned().collect();
        Self { people, by_word, ambiguous }
    }

    /// The words of all names.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.by_word.keys().map(String::as_str)
    }

    /// The person of this exact name.
    pub(crate) fn named(&self, name: &str) -> Option<&Person> {
        let folded = fold(name);
        self.people.iter().find(|person| fold(&person.name) == folded)
    }

    /// The people in a range of a message, in order.
    pub(crate) fn find(&self, text: &Text, range: &Range<usize>, spelling: &Spelling) -> Vec<(Range<usize>, &Person)> {
        let mut found: Vec<(Range<usize>, &Person)> = Vec::new();
        let mut place = range.start;
        while place < range.end.min(text.len()) {
            let hit =
                self.full_name(text, place, range.end, spelling).or_else(|| self.part_of_name(text, place, spelling));
            match hit {
                Some((length, person)) => {
                    found.push((place..place + length, person));
                    place += length;
                }
                None => place += 1,
            }
        }
        found
    }

    fn full_name(&self, text: &Text, place: usize, end: usize, spelling: &Spelling) -> Option<(usize, &Person)> {
        let is_word = |place: usize, word: &str| {
            text.tokens.get(place).is_some_and(|token| {
                token.word == word || (!spelling.knows(&token.word) && token.word.len() > 3 && alike(&token.word, word))
            })
        };
        let firsts = self.by_word.get(text.word(place)).map(Vec::as_slice).unwrap_or(&[]);
        let seconds = self.by_word.get(text.word(place + 1)).map(Vec::as_slice).unwrap_or(&[]);
        let unknown = |place: usize| {
            let word = text.word(place);
            word.len() > 3 && word.is_ascii() && !spelling.knows(word)
        };
        let all = if unknown(place) && unknown(place + 1) { self.people.len() } else { 0 };
        firsts.iter().chain(seconds).copied().chain(0..all).find_map(|candidate| {
            let person = self.people.get(candidate)?;
            let length = person.words.len();
            let fits =
                place + length <= end && person.words.iter().enumerate().all(|(nth, word)| is_word(place + nth, word));
            fits.then_some((length, person))
        })
    }

    /// A surname alone, or a first name where a name must stand.
    fn part_of_name(&self, text: &Text, place: usize, spelling: &Spelling) -> Option<(usize, &Person)> {
        let token = text.tokens.get(place)?;
        let before = place.checked_sub(1).map_or("", |before| text.word(before));
        let expected =
            matches!(before, "by" | "starring" | "featuring" | "director" | "actor" | "actress" | "directed");
        let mut owners = self.by_word.get(&token.word).cloned().unwrap_or_default();
        if owners.is_empty() && expected && token.word.len() > 4 && !spelling.knows(&token.word) {
            owners = (0..self.people.len())
                .filter(|owner| self.people[*owner].words.last().is_some_and(|word| alike(word, &token.word)))
                .collect();
        }
        let named = among(BEFORE_NAMES, before);
        let sure = expected || !self.ambiguous.contains(&token.word) || (token.capital && (named || place > 0));
        if !sure || token.word.len() < 3 {
            return None;
        }
        let surnamed = |owner: &&usize| self.people[**owner].words[1..].contains(&token.word) || owners.len() == 1;
        let directed = before == "by" || before == "director" || before == "directed";
        let mut candidates: Vec<usize> = owners.iter().filter(surnamed).copied().collect();
        if candidates.len() > 1 {
            candidates.retain(|owner| (self.people[*owner].kind == TasteKind::Directors) == directed);
        }
        let is_first_name = |owner: usize| self.people[owner].words.first() == Some(&token.word);
        match candidates[..] {
            [only] if !is_first_name(only) || expected || (named && token.capital) => Some((1, &self.people[only])),
            _ => None,
        }
    }
}
