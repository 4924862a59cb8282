//! Typos. A word that no list and no film knows is compared with the words that carry meaning here; a word
//! that somebody may have meant as written is left alone.

use std::collections::{HashMap, HashSet};

use crate::words::forms::stem;
use crate::words::lexicon::{attitudes, genres, moods, phrases, subjects, themes};
use crate::words::text::Text;

/// All words that are surely no typos, and those that a typo is mended to.
#[derive(Debug)]
pub(crate) struct Spelling {
    known: HashSet<String>,
    everyday: HashSet<&'static str>,
    by_start: HashMap<char, Vec<&'static str>>,
}

/// Words worth mending a typo for: without them a message is not understood.
const CARRIERS: &str = "film films movie movies recommend recommendation recommendations suggest suggestion suggestions \
    something anything another tonight director directed directors actor actors actress starring horror comedy comedies \
    romance romantic drama dramas thriller thrillers mystery mysteries western westerns musical musicals documentary \
    documentaries animation animated fantasy science fiction adventure adventures action crime family funny scary light \
    favourite please thanks hello goodbye nineties eighties seventies sixties fifties forties thirties scarier shorter \
    longer older newer rated rating similar instead second third first different hilarious uplifting exciting christmas \
    detective children musician watch watching love hate animals cartoon cartoons about minutes hours under director \
    robots spaceship really should would there what with like dislike enjoy perfect brilliant great awesome wonderful";

/// Everyday words that stand in no other list; without them they would look like typos.
const EVERYDAY: &str = "a able about above across after again ago all almost along also always am among and any anybody anyone \
    are around as asked at away back be became because become been before began behind being below best better between big both \
    but by came can car cat come could country cup cut day days did do does doing done down drink during each early eat either \
    else end enough even evening ever every everyone everything eye face far feel few find fine first food for found free friend \
    friends from front full gave get gets getting give given go goes going gone got group had half hand happen happened has have \
    having he head hear heard help her here hers herself high him himself his hold home house how however i idea if in into is it \
    its itself job just keep kept kind knew know known last late later least leave left less let life lines little live lived \
    long look looked looking lot made make makes making man many may maybe me mean meant men might mind mine minute miss moment \
    money more morning most mother move much must my myself name near need never new next night no none nor not nothing now of \
    off often oh old on once one only onto or other others our ours out over own part past people perhaps place plan play point \
    put question quite rather read ready real really right room run said same saw say says see seem seemed seems seen sent set \
    several shall she short should show side since sit sits small so some somebody someone sometimes somewhere soon sorry sort \
    start still stop stuff such sure take taken talk tell than that the their theirs them themselves then there these they thing \
    things think this those though thought three through time times to today together told tomorrow too took toward town tried \
    true try turn two under until up upon us use used usually very wait walk want wanted was watched way we week well went were \
    what when where whether which while white who whole whom whose why will with within without wonder word words work world \
    would write year years yes yesterday yet you young your yours yourself sofa glass wine boss keyboard husband wife weekend \
    dreadful absolutely single broke calm spring summer autumn winter brave crew mate honestly actually basically literally \
    definitely probably possibly certainly completely totally especially mostly mainly mostly rather somehow anyway besides \
    plots horrid terror feather leather heather whether father mother brother later latter letter water writer winter wester \
    stars story stories score scores scare scared scream cream dream dreams hero heroes worry sunny bunny tunny money honey \
    honor humour rumour actors acted active factor tractor doctor light might fight right sight tight flight night eight \
    pizza beer popcorn dinner lunch breakfast crisps snacks blanket couch bored tired hungry excited happy house horse understand understood shortest longest oldest newest";

impl Spelling {
    /// Learns the words of the lists and of the films.
    pub(crate) fn new<'a>(film_words: impl Iterator<Item = &'a str>) -> Self {
        let mut known: HashSet<String> = film_words.map(str::to_owned).collect();
        let lists = [
            phrases::GREETINGS,
            phrases::ABOUT_APP,
            phrases::THANKS,
            phrases::GOODBYES,
            phrases::APPROVALS,
            phrases::REFUSALS,
            phrases::WISHES,
            phrases::FOR_NOW,
            phrases::FOR_GOOD,
            phrases::MORE,
            subjects::OFF_TOPIC,
            subjects::UNSAFE,
            subjects::UNSAFE_ALWAYS,
            themes::THEMES,
            &[CARRIERS, EVERYDAY],
        ];
        let phrases = lists.into_iter().flatten().copied();
        let phrases = phrases.chain(attitudes::BEFORE.iter().chain(attitudes::AFTER).map(|(said, _)| *said));
        let phrases = phrases.chain(genres::GENRES.iter().map(|(said, _)| *said));
        let phrases = phrases.chain(moods::MOODS.iter().flat_map(|mood| mood.said.iter().copied()));
        for phrase in phrases {
            for word in phrase.split([' ', '|', '?', '*', '-']).filter(|word| !word.is_empty()) {
                known.insert(word.to_owned());
            }
        }
        let everyday = EVERYDAY.split_whitespace().chain(
            phrases::WISHES
                .iter()
                .chain(phrases::REFUSALS)
                .chain(phrases::APPROVALS)
                .flat_map(|phrase| phrase.split([' ', '|', '?', '*'])),
        );
        let everyday =
            everyday.chain(phrases::GREETINGS.iter().flat_map(|phrase| phrase.split([' ', '|', '?']))).collect();
        let mut by_start: HashMap<char, Vec<&'static str>> = HashMap::new();
        for word in CARRIERS.split_whitespace() {
            if let Some(start) = word.chars().next() {
                by_start.entry(start).or_default().push(word);
            }
        }
        Self { known, everyday, by_start }
    }

    /// Whether a word is surely none that was mistyped.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.known.contains(word)
    }

    /// Whether a word is one of everyday talk, which says nothing about a film.
    pub(crate) fn is_everyday(&self, word: &str) -> bool {
        self.everyday.contains(word)
    }

    /// Mends the words of a message.
    pub(crate) fn mend(&self, text: &mut Text) {
        for token in text.tokens.iter_mut().take(Self::MOST) {
            let length = token.word.len();
            let plain = token.word.bytes().all(|byte| byte.is_ascii_alphabetic());
            if !plain
                || !(4..=16).contains(&length)
                || self.knows(&token.word)
                || (self.knows(&token.stem) && !token.word.ends_with("ys"))
            {
                continue;
            }
            let regular = token.word.strip_suffix("ys").map(|head| format!("{head}ies"));
            if let Some(regular) = regular.filter(|regular| self.knows(regular)) {
                token.word = regular;
                continue;
            }
            let typo = token.word.as_str();
            let mut starts = typo.chars().take(2);
            let near = [starts.next(), starts.next()]
                .into_iter()
                .flatten()
                .filter_map(|start| self.by_start.get(&start))
                .flatten();
            let best = near
                .filter(|word| word.len().abs_diff(length) <= 2 && word.len() >= 4)
                .map(|word| (strsim::osa_distance(typo, word), *word))
                .filter(|(distance, word)| *distance <= allowed(length.max(word.len())))
                .min();
            if let Some((_, word)) = best {
                token.word = word.to_owned();
                token.stem = stem(word);
            }
        }
    }

    /// The words looked at: a longer message of unknown words is not worth the time.
    const MOST: usize = 60;
}

/// How many letters a word of this length may be off.
pub(crate) const fn allowed(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether two words are one, small typos apart.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    one == other
        || (one.len().abs_diff(other.len()) <= 2
            && strsim::osa_distance(one, other) <= allowed(one.chars().count().min(other.chars().count())))
}
