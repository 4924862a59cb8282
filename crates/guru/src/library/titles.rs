//! Finding film titles in a message: exact ones, ones with small typos, and the telling half of a long one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::catalogue::Catalogue;
use crate::words::spelling::{Spelling, alike};
use crate::words::text::{Text, Token};

/// All titles, by the words they hold.
#[derive(Debug)]
pub(crate) struct Titles {
    /// Words of each title, articles at the start left out.
    titles: Vec<Vec<String>>,
    by_word: HashMap<String, Vec<usize>>,
    /// Words that people say without a film in mind.
    common: HashSet<String>,
}

const ARTICLES: &[&str] = &["the", "a", "an"];

impl Titles {
    /// Collects the titles of a catalogue; `common` are words of everyday use.
    pub(crate) fn new(catalogue: &Catalogue, common: HashSet<String>) -> Self {
        let mut titles = Vec::new();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, film) in catalogue.films().iter().enumerate() {
            let mut words: Vec<String> = Text::read(&film.title).tokens.into_iter().map(|token| token.word).collect();
            if words.len() > 1 && ARTICLES.contains(&words[0].as_str()) {
                words.remove(0);
            }
            for word in words.iter().collect::<HashSet<_>>() {
                by_word.entry(word.clone()).or_default().push(place);
            }
            titles.push(words);
        }
        Self { titles, by_word, common }
    }

    /// The words of all titles.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.by_word.keys().map(String::as_str)
    }

    /// The films named in a message, in order. `asked` says that a title is likely to stand in it.
    pub(crate) fn find(&self, text: &Text, spelling: &Spelling, asked: bool) -> Vec<(Range<usize>, usize)> {
        let mut found: Vec<(Range<usize>, usize)> = Vec::new();
        let mut place = 0;
        while place < text.len() {
            match self.exact_at(text, place, asked) {
                Some((length, film)) => {
                    found.push((place..place + length, film));
                    place += length;
                }
                None => place += 1,
            }
        }
        if found.is_empty() {
            found.extend(self.nearly(text, spelling, asked));
        }
        found
    }

    fn exact_at(&self, text: &Text, place: usize, asked: bool) -> Option<(usize, usize)> {
        let candidates = self.by_word.get(text.word(place))?;
        let fitting = candidates.iter().copied().filter(|film| {
            let words = &self.titles[*film];
            words.first().is_some_and(|word| word == text.word(place))
                && words.iter().enumerate().all(|(nth, word)| text.word(place + nth) == word)
        });
        let film = fitting.max_by_key(|film| self.titles[*film].len())?;
        let words = &self.titles[film];
        let tokens = text.tokens.get(place..place + words.len())?;
        let telling = words.iter().any(|word| !self.common.contains(word));
        let capital =
            tokens.iter().any(|token| token.capital) && place > 0 && !text.tokens[0..place].iter().all(|t| t.capital);
        let alone = words.len() + 1 >= text.len();
        let sure = words.len() > 2
            || capital
            || alone
            || (telling && (words.len() > 1 || asked))
            || (words.len() == 2 && asked);
        sure.then_some((words.len(), film))
    }

    /// The film whose title the message nearly names.
    fn nearly(&self, text: &Text, spelling: &Spelling, asked: bool) -> Option<(Range<usize>, usize)> {
        let mut hits: HashMap<usize, Vec<usize>> = HashMap::new();
        for (place, token) in text.tokens.iter().take(40).enumerate() {
            for word in self.words_like(token, spelling) {
                for film in self.by_word.get(word).into_iter().flatten() {
                    let places = hits.entry(*film).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        let mut best: Option<(f64, usize, Range<usize>)> = None;
        let mut films: Vec<usize> = hits.keys().copied().collect();
        films.sort_unstable();
        for film in films {
            let Some((share, range)) = self.share_of_title(text, film, &hits[&film]) else { continue };
            if best.as_ref().is_none_or(|(known, _, _)| share > *known) {
                best = Some((share, film, range));
            }
        }
        let (share, film, range) = best?;
        let needed = if asked { 0.5 } else { 0.75 };
        (share >= needed).then_some((range, film))
    }

    /// Words of titles that a token may stand for.
    fn words_like<'a>(&'a self, token: &'a Token, spelling: &Spelling) -> Vec<&'a str> {
        if self.by_word.contains_key(&token.word) {
            return vec![&token.word];
        }
        if token.word.len() < 4 || spelling.knows(&token.word) {
            return Vec::new();
        }
        let start = token.word.chars().next();
        let mut alike: Vec<&str> = self
            .words()
            .filter(|word| word.len() > 3 && word.chars().next() == start && alike(word, &token.word))
            .collect();
        alike.sort_unstable();
        alike
    }

    /// How much of a title stands in the message, by weight of its words, and where.
    fn share_of_title(&self, text: &Text, film: usize, places: &[usize]) -> Option<(f64, Range<usize>)> {
        let title = &self.titles[film];
        let weight = |word: &String| {
            let films = self.by_word.get(word).map_or(1, Vec::len);
            1.0 / (films as f64).sqrt() * if self.common.contains(word) { 0.6 } else { 1.0 }
        };
        let total: f64 = title.iter().map(weight).sum();
        let mut best: Option<(f64, Range<usize>)> = None;
        for start in places {
            let mut next = 0;
            let (mut sum, mut end, mut words) = (0.0, *start, 0);
            for place in places.iter().filter(|place| (*start..start + title.len() + 1).contains(*place)) {
                let token = &text.tokens[*place];
                let hit = title
                    .iter()
                    .enumerate()
                    .skip(next)
                    .find(|(_, word)| **word == token.word || alike(word, &token.word));
                if let Some((nth, word)) = hit {
                    sum += weight(word);
                    words += usize::from(word.len() > 3);
                    next = nth + 1;
                    end = place + 1;
                }
            }
            let enough = words >= 2 || (words == 1 && title.len() == 1 && title[0].len() > 4);
            if enough && best.as_ref().is_none_or(|(share, _)| sum / total > *share) {
                best = Some((sum / total, *start..end));
            }
        }
        best
    }
}
