//! Lasting tastes: who says that they like or dislike what, for good. A verb of liking with its negation
//! decides the attitude; what stands behind it (or before: "westerns bore me") is what it is about.

use std::ops::Range;

use super::Library;
use super::lexicon::genres::GENRES;
use super::lexicon::phrases::{FOR_GOOD, FOR_NOW};
use super::object::{Thing, things};
use super::text::{Gap, Text, among};
use crate::profile::{Side, TasteChange, TasteKind, UserProfile};

/// What somebody thinks of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attitude {
    Like,
    Dislike,
    /// Liked once: a like that stands goes.
    NoLongerLike,
    /// Disliked once: a dislike that stands goes.
    NoLongerDislike,
    /// "I don't like them any more": a like that stands goes, else it is a dislike.
    GoneOff,
    /// "I don't mind": nothing changes.
    Neither,
}

impl Attitude {
    const fn negated(self) -> Self {
        match self {
            Self::Like => Self::Dislike,
            _ => Self::Neither,
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Like => Self::Dislike,
            Self::Dislike => Self::Like,
            other => other,
        }
    }
}

/// The tastes of a message.
#[derive(Debug, Default)]
pub(super) struct Tastes {
    /// What is said of what.
    pub stated: Vec<(Attitude, Thing)>,
    /// Words that belong to a statement of taste, also where nothing changes.
    pub used: Vec<bool>,
    /// Whether a taste is spoken of at all.
    pub spoken: bool,
}

use Attitude::{Dislike, GoneOff, Like, Neither, NoLongerDislike, NoLongerLike};

/// Set phrases before the thing; they are tried before the verbs.
const BEFORE: &[(&str, Attitude)] = &[
    ("used to|once * hate|dislike|loathe|despise|detest|avoid", NoLongerDislike),
    ("i once hated|disliked|loathed", NoLongerDislike),
    ("used to|once * love|like|adore|enjoy|watch", NoLongerLike),
    ("used to be|really|quite * into|fan|crazy|mad|keen of?|about?|on?", NoLongerLike),
    ("i once loved|liked|adored|enjoyed", NoLongerLike),
    ("no longer hate|dislike|loathe|despise|mind|detest", NoLongerDislike),
    ("no longer * love|like|adore|enjoy|watch|into|care|fond|want|interested for|of|in?", NoLongerLike),
    ("lost interest in", NoLongerLike),
    ("am|are so|totally|completely|just? over", GoneOff),
    ("stopped|quit hating|disliking|avoiding", NoLongerDislike),
    ("stopped|quit liking|loving|enjoying|watching|caring for|about?", NoLongerLike),
    ("got|am|gotten|have over my fear|hatred|dislike|aversion of|to|for", NoLongerDislike),
    (
        "forget|remove|delete|drop|scratch|unlearn * i|my like|love|liked|loved|enjoy|adore|likes|love for|of?",
        NoLongerLike,
    ),
    (
        "forget|remove|delete|drop|scratch|unlearn * i|my hate|dislike|hated|disliked|dislikes|can for|of|not? stand?",
        NoLongerDislike,
    ),
    ("gone|going|went off", Dislike),
    ("grown|growing|grew tired|sick|weary of", Dislike),
    ("had|have|had * enough of", Dislike),
    ("do|does not|never * mind|object", Neither),
    ("would|will not|never say", Neither),
    ("nothing against", Neither),
    ("not against|averse|opposed|bothered|fussed to|by|about?", Neither),
    ("no problem|objection|objections|issue|issues with|to", Neither),
    ("am|are|is fine|ok|okay|cool|alright|indifferent|neutral with|to|about", Neither),
    ("not sure|certain|know|decided if|whether|about|how", Neither),
    ("not always|only|necessarily|just|exclusively like|love|hate|enjoy|watch|into", Neither),
    ("not|never say|said|think|thought * hate|dislike|love|like", Neither),
    ("can|could not|never get|have|watch * enough|too * of", Like),
    ("can|could not|never resist", Like),
    ("can|could not|never go wrong with", Like),
    ("could|can watch|see * all day|forever|endlessly|again", Like),
    (
        "can|could not|never|hardly|barely stand|bear|abide|stomach|tolerate|take|handle|endure|deal|cope|do|watch|suffer|sit|get seeing|watching|with|through|into? the? sight? of?",
        Dislike,
    ),
    ("could * do|live without", Dislike),
    ("have|has|got * no time|patience|interest|love|stomach for|in", Dislike),
    ("not * have|got the stomach|patience|nerves for", Dislike),
    ("have|got|had? * a? soft spot|weakness|passion|thing|love|fondness|penchant|taste for", Like),
    ("sucker|mad|nuts|crazy|bonkers|wild|passionate|obsessed for|about|with|over", Like),
    ("not * a? big|huge|great|real|massive? fan|fans|admirer|lover of", Dislike),
    ("am|are|always|been|a|huge|big|massive|great fan|fans|admirer|lover|devotee of", Like),
    ("not * keen|fond|into|interested|big|hot|wild|crazy|mad|enamoured on|of|in|about?", Dislike),
    ("am|are|always|really|very|quite|so|been|get|got * keen|fond|big on|of", Like),
    ("am|are|really|always|so|totally|been|very|got|getting|well into", Like),
    ("am|are|get|got|really|so|always * scared|afraid|frightened|terrified of", Dislike),
    ("am|are|get|so|getting|really|got|been * tired|sick|bored|fed|weary up? of|with|by", Dislike),
    ("am|are * allergic|averse to", Dislike),
    ("am|are|get|put * put|turned off by", Dislike),
    ("never|ever ever? * show|recommend|suggest|give|offer|propose me|us? anything?|any?|something?", Dislike),
    ("not * show|recommend|suggest|give|offer|propose me|us? anything?|any?|something?", Dislike),
    ("stop showing|recommending|suggesting|giving|offering|proposing me|us? anything?|any?", Dislike),
    ("never|not ever? really? watch", Dislike),
    ("rarely|seldom|hardly|barely watch|like|enjoy", Dislike),
    ("always up|happy|keen for|to|on watch?|see?", Like),
    ("always * love|like|watch|enjoy|adore|loved|liked|enjoyed|adored|pick|choose", Like),
    ("always|have hated|disliked|loathed|avoided|detested|despised", Dislike),
    ("live|living for", Like),
    (
        "my|our * favourite|favourites|preferred|beloved * is|are|has|would to? be? always? been? probably? definitely?",
        Like,
    ),
    ("my|our * least favourite * is|are", Dislike),
    ("my|our|the only? thing|genre|kind|type * like|love|enjoy * is|are", Like),
    ("my|our|the only? thing|genre|kind|type * hate|dislike|avoid * is|are", Dislike),
    ("my|our pet hate|peeve|hates is|are", Dislike),
    ("my|our weakness|passion|jam|thing is|are", Like),
    ("watch|enjoy|like|love|read|seen * lot|lots|loads|tons|plenty of", Like),
    ("grew|brought up on|with|watching", Like),
    ("keep|steer|stay|spare|leave clear|away|me|out of|from|the?", Dislike),
    ("no more", Dislike),
    ("i|we? avoid|avoiding", Dislike),
    ("i|we will|would? watch|see anything|everything|any with|by|starring|from|about", Like),
    ("give me * any day|time", Like),
    ("nothing beats|better than", Like),
    ("fall|fell|falling|am|fallen in love with", Like),
];

/// Verbs of liking.
const LIKING: &str = "love like adore enjoy prefer appreciate dig worship loved liked adored enjoyed enjoying loving liking \
    adoring cherish treasure admire heart favour";

/// Verbs of disliking.
const DISLIKING: &str = "hate dislike loathe detest despise hated disliked loathed detested abhor hating disliking avoid resent \
    fear";

/// "I find westerns boring": the judgement stands behind the thing.
fn found(text: &Text, clause: &Range<usize>) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let verb = text.find_in(clause.clone(), "i|we * find|found|consider|think|reckon|believe|feel")?;
    if verb.end - clause.start > 5 {
        return None;
    }
    let start = verb.end + usize::from(text.word(verb.end) == "that");
    for (words, attitude) in [
        (
            "boring|dull|tedious|annoying|awful|terrible|overrated|disgusting|silly|stupid|unbearable|depressing|disturbing|tiresome|scary|dreadful|horrible|upsetting|lame|exhausting|cringey|offensive",
            Dislike,
        ),
        (
            "wonderful|fascinating|great|brilliant|amazing|lovely|irresistible|delightful|fantastic|fun|enjoyable|awesome|beautiful|charming|comforting",
            Like,
        ),
    ] {
        if let Some(judged) = text.find_in(
            start..clause.end,
            &format!(
                "is|are? really|so|very|too|just|quite|rather|a|all|always|absolutely|totally|utterly? bit? {words}"
            ),
        ) && judged.start > start
            && !points_at_films(text, start)
        {
            return Some((attitude, start..judged.start, clause.clone()));
        }
    }
    None
}

/// Behind the thing: "… bore me".
const AFTER: &[(&str, Attitude)] = &[
    ("is|are a|an|my|the|such? * genius|legend|master|masters|hero|heroes|treasure|legends|geniuses", Like),
    (
        "makes|make|made|directs|has|have * wonderful|great|good|fantastic|brilliant|amazing|lovely|beautiful|best films|movies|work|pictures?",
        Like,
    ),
    ("makes|make|made|directs * terrible|awful|bad|boring|dull|horrible films|movies|work|pictures?", Dislike),
    ("used to be my|our favourite|favourites|thing", NoLongerLike),
    ("is|are|was|were not * my|our * favourite|favourites|thing|cup|jam|style|taste|bag of? tea?", Dislike),
    ("is|are|was|were my|our * least favourite|favourites", Dislike),
    (
        "is|are|has|have|would * my|our * favourite|favourites|thing|jam|weakness|passion|choice|comfort|preference|cup|preferred",
        Like,
    ),
    ("is|are not|never really? for me|us", Dislike),
    ("do|does not|never * do it|much|anything for|it me|us", Dislike),
    ("do|does not * appeal|interest|work|grab|excite|attract|amuse|move to|for? me|us", Dislike),
    ("do|does not bother|scare|upset|worry|frighten me|us", Neither),
    (
        "bore|bores|annoy|annoys|irritate|irritates|disgust|disgusts|upset|upsets|depress|depresses|scare|scares|frighten|frightens|terrify|terrifies|disturb|disturbs|sicken|sickens * me|us",
        Dislike,
    ),
    (
        "put|puts|turn|turns|gross|grosses|creep|creeps|freak|freaks|stress|stresses|wind|winds|piss me|us off|out|up",
        Dislike,
    ),
    ("give|gives me|us * nightmares|creeps|headache|headaches|ick|anxiety", Dislike),
    (
        "make|makes me|us * sick|cringe|sleepy|uncomfortable|ill|yawn|queasy|angry|anxious|nervous|sad|squirm|uneasy|nauseous",
        Dislike,
    ),
    ("send|sends|puts|put me|us to sleep", Dislike),
    ("leave|leaves me|us cold", Dislike),
    ("make|makes|always me|us|make|makes * happy|smile|laugh|cheerful", Like),
    ("get|gets on my nerves", Dislike),
    ("is|are a? * no go|turn off|dealbreaker|deal breaker", Dislike),
    ("is|are out of the question", Dislike),
    ("is|are always? * welcome|great fun|winner|fascinating|good", Like),
    (
        "is|are always|so|really|just|all|too|totally|utterly|very|absolutely? boring|awful|terrible|dull|lame|stupid|rubbish|overrated|dreadful|tedious|horrible|silly|unbearable|annoying|disgusting|worst",
        Dislike,
    ),
    (
        "is|are always|so|really|just|all|very|simply|absolutely|the? great|best|wonderful|awesome|amazing|fantastic|brilliant|lovely|fun|cool|fascinating|magical|excellent|irresistible|superb",
        Like,
    ),
    ("never|always disappoint|disappoints|delivers|deliver", Like),
    ("rock|rocks|rule|rules", Like),
    ("suck|sucks|stink|stinks", Dislike),
    ("fascinate|fascinates|delight|delights|intrigue|intrigues me|us", Like),
    ("all the way", Like),
];

/// Adverbs and helpers that may stand between the person and the verb.
const BETWEEN: &str = "i we really do just also absolutely totally truly especially particularly generally usually always have \
    did not never am are been still now kind kinda sort of and but quite so too actually honestly definitely \
    rather mostly tend to dearly very much simply personally both all yes no well oh know that because since \
    as my wife husband partner will ever even completely strongly mainly deeply hi hello hey genuinely \
    secretly what you think guess say must admit only nowadays these days however though or like for me if \
    one thing maybe ok okay sorry please then from on btw by way again once";

/// Reads the tastes of a message.
pub(super) fn read(library: &Library, text: &Text, person: Option<&str>) -> Tastes {
    let mut tastes = Tastes { used: vec![false; text.len()], ..Tastes::default() };
    let mut last: Option<Attitude> = None;
    let mut objects: Vec<Thing> = Vec::new();
    let mut before = 0..0;
    for clause in clauses(text) {
        let previous = std::mem::replace(&mut before, clause.clone());
        if clause.len() <= 7 && text.has_any_in(&clause, JUDGEMENTS) {
            let named = named(library, text, &previous);
            if !named.is_empty() {
                tastes.spoken = true;
                tastes.used[previous.start..clause.end].iter_mut().for_each(|flag| *flag = true);
                tastes.stated.extend(named.into_iter().map(|thing| (Dislike, thing)));
                continue;
            }
        }
        let Some((attitude, object, whole)) = attitude_of(text, &clause, last) else {
            last = None;
            continue;
        };
        tastes.spoken = true;
        tastes.used[whole].iter_mut().for_each(|flag| *flag = true);
        let mut meant = things(library, text, &object, person, matches!(attitude, Dislike | GoneOff));
        if meant.is_empty() && refers_back(text, &object) && attitude != Neither {
            meant = if objects.is_empty() { named(library, text, &previous) } else { objects.clone() };
        }
        for thing in &meant {
            tastes.stated.retain(|(_, known)| known != thing);
            tastes.stated.push((attitude, thing.clone()));
        }
        if !meant.is_empty() {
            objects = meant;
        }
        last = Some(attitude);
    }
    tastes
}

/// "Musicals? Not for me.": a judgement of what was named just before.
const JUDGEMENTS: &[&str] = &["not really? for me|us", "not * my|our thing|cup|style|taste|jam|bag"];

/// The genres and people of a clause, whoever likes them.
fn named(library: &Library, text: &Text, clause: &Range<usize>) -> Vec<Thing> {
    if clause.is_empty() || points_at_films(text, clause.start) {
        return Vec::new();
    }
    let people = library.people.find(text, clause, &library.spelling);
    let people = people.into_iter().map(|(_, person)| Thing { kind: person.kind, value: person.name.clone() });
    let genres = GENRES.iter().filter(|(said, _)| text.find_in(clause.clone(), said).is_some());
    let genres = genres.flat_map(|(_, genres)| genres.iter());
    let genres = genres.map(|genre| Thing { kind: TasteKind::Genres, value: genre.name().to_owned() });
    people.chain(genres).collect()
}

/// "it", "them": what was spoken of just before.
fn refers_back(text: &Text, object: &Range<usize>) -> bool {
    object.len() <= 3 && matches!(text.word(object.start), "it" | "them" | "those" | "that" | "him" | "her" | "")
}

/// The clauses of a message.
fn clauses(text: &Text) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for place in 1..text.len() {
        let token = &text.tokens[place];
        let word = token.word.as_str();
        let next = text.word(place + 1);
        let verb = |word: &str| {
            among(LIKING, word)
                || among(DISLIKING, word)
                || among(
                    "i we my please can never not what show give recommend find suggest anything maybe am especially",
                    word,
                )
        };
        let joint = match word {
            "but" | "because" | "however" | "although" | "though" | "whereas" | "except" | "unless" | "especially" => {
                true
            }
            "and" | "or" | "so" | "nor" | "while" | "then" => verb(next) && !(next == "not" && word == "or"),
            "i" => {
                !among(
                    "do did and but because that so if what as when or know like think movies films thing genre things \
                something forget while though nor whether since",
                    text.word(place - 1),
                ) && place > start
            }
            "apart" => next == "from",
            _ => false,
        };
        if token.gap != Gap::None || joint {
            clauses.push(start..place);
            start = place;
        }
    }
    clauses.push(start..text.len());
    clauses
}

/// The attitude of a clause, the place of its object and of all its words. `last` is the attitude of the
/// clause before: "westerns, musicals and …" and "…, but not musicals" go on with it.
fn attitude_of(
    text: &Text,
    clause: &Range<usize>,
    last: Option<Attitude>,
) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let good = text.has_any_in(clause, FOR_GOOD);
    if !good && text.has_any_in(clause, FOR_NOW) {
        return None;
    }
    if text.has_any_in(clause, ASKS) || (text.question && text.has_any_in(clause, QUESTIONS)) {
        return None;
    }
    for (pattern, attitude) in BEFORE {
        if let Some(range) = text.find_in(clause.clone(), pattern)
            && speaks_for_self(text, clause, range.start)
        {
            let for_now = pattern.starts_with("no more") || pattern.starts_with("not * show");
            if for_now && !text.has_any(FOR_GOOD) {
                return None;
            }
            let attitude = if *attitude == Dislike && is_over(text, clause) && !pattern.contains("gone") {
                GoneOff
            } else {
                *attitude
            };
            let close = clause.start.max(range.start.saturating_sub(3))..range.start;
            let denied = attitude == Like
                && !pattern.starts_with("can|could not")
                && text.has_any_in(&close, &["not|never|hardly"]);
            let attitude = if denied { Dislike } else { attitude };
            let end = if pattern.ends_with("any day|time") { range.end - 2 } else { clause.end };
            let start = if pattern.ends_with("any day|time") { range.start + 2 } else { range.end };
            return Some((attitude, start..end, clause.clone()));
        }
    }
    if let Some(range) = text.find_in(clause.clone(), "a|an|big|huge|massive|real|total|such|the|great * fan|lover|buff|nut|fanatic|addict|enthusiast|junkie|geek|nerd|person")
        && text.has_any_in(&(clause.start..range.start), &["i|we am|are|have|consider"])
    {
        let start = (range.start..range.end).find(|place| !among("a an big huge massive real total such the great", text.word(*place)))?;
        let not = (clause.start..range.start).any(|place| matches!(text.word(place), "not" | "never" | "hardly"));
        return Some((if not { Dislike } else { Like }, start..range.end - 1, clause.clone()));
    }
    if let Some(found) = found(text, clause) {
        return Some(found);
    }
    for (pattern, attitude) in AFTER {
        if let Some(range) = text.find_in(clause.clone(), pattern)
            && range.start > clause.start
            && !points_at_films(text, clause.start)
            && last_words_fit(text, &range, clause)
        {
            return Some((*attitude, clause.start..range.start, clause.clone()));
        }
    }
    let verb = clause.clone().find(|place| {
        let word = text.word(*place);
        (among(LIKING, word) || among(DISLIKING, word))
            && speaks_for_self(text, clause, *place)
            && !is_wish(text, clause, *place)
    });
    if let Some(verb) = verb {
        let base = if among(LIKING, text.word(verb)) { Like } else { Dislike };
        let negations = (clause.start..verb)
            .filter(|place| {
                matches!(text.word(*place), "not" | "never" | "hardly" | "rarely" | "neither" | "nor" | "barely")
            })
            .count();
        let attitude = match (base, negations % 2 == 1, is_over(text, clause)) {
            (Like, true, true) => GoneOff,
            (Dislike, true, true) => NoLongerDislike,
            (base, true, false) => base.negated(),
            (base, false, _) => base,
            (base, true, _) => base,
        };
        return Some((attitude, verb + 1..clause.end, clause.clone()));
    }
    continued(text, clause, last?)
}

/// A clause without a verb of its own that goes on with the one before.
fn continued(text: &Text, clause: &Range<usize>, last: Attitude) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let mut start = clause.start;
    while matches!(text.word(start), "and" | "or" | "nor" | "also" | "as" | "well" | "plus") && start < clause.end {
        start += 1;
    }
    if clause.len() > 7 || text.tokens.get(clause.start)?.gap == Gap::Stop || text.has_any_in(clause, &["please|you|show|recommend|what|which|how|any|something|is|are|was|give|can|could|would|want|need|thanks|maybe|tonight|it|them|this|anymore|either"]) {
        let plain = matches!(text.word(start), "especially" | "mostly" | "mainly");
        if !plain {
            return None;
        }
    }
    let (attitude, from) = match (text.word(start), text.word(start + 1)) {
        ("but" | "just", "not") => (last.opposite(), start + 2),
        ("not", "any" | "anymore") => return None,
        ("not", _) => (last.opposite(), start + 1),
        ("except" | "bar", _) => (last.opposite(), start + 1),
        ("apart", "from") => (last.opposite(), start + 2),
        ("especially" | "mostly" | "mainly" | "particularly", _) => (last, start + 1),
        (
            "but" | "because" | "so" | "though" | "however" | "although" | "while" | "then" | "unless" | "i" | "my",
            _,
        ) => return None,
        _ => (last, start),
    };
    (from < clause.end).then(|| (attitude, from..clause.end, clause.clone()))
}

/// "any more", "no longer".
fn is_over(text: &Text, clause: &Range<usize>) -> bool {
    text.has_any_in(clause, &["any more", "no longer", "these days", "nowadays"])
        && text
            .find_in(clause.clone(), "any more")
            .is_none_or(|range| range.end + 2 >= clause.end || !text.has_any_in(clause, &["show|recommend|suggest"]))
}

/// Whether the words before a verb say that the person speaks of themselves.
fn speaks_for_self(text: &Text, clause: &Range<usize>, verb: usize) -> bool {
    let before = clause.start..verb;
    if before.is_empty() {
        return text.word(verb) != "like"
            && text.word(verb) != "liked"
            && text.word(verb) != "heart"
            && text.word(verb) != "dig";
    }
    if text.word(verb) == "like"
        && among(
            "something anything film films movie movies more one ones feel sounds looks was is are it stuff am",
            text.word(verb - 1),
        )
    {
        return false;
    }
    let own = before.clone().any(|place| matches!(text.word(place), "i" | "we" | "my" | "me" | "our"));
    let helpers = before.clone().all(|place| among(BETWEEN, text.word(place)));
    let near = before.clone().rev().take(6).any(|place| matches!(text.word(place), "i" | "we"));
    let other = before.clone().rev().take(4).any(|place| {
        among(
            "he she they you kids wife husband partner friend sister brother mum mom dad mother father son daughter \
                girlfriend boyfriend who people everyone parents children kid boss family",
            text.word(place),
        )
    });
    let mine = before.clone().rev().take(3).any(|place| matches!(text.word(place), "i" | "we"));
    (helpers || (own && near)) && (!other || mine)
}

/// "I would like", "I'd love to see": a wish, not a taste.
fn is_wish(text: &Text, clause: &Range<usize>, verb: usize) -> bool {
    let before = clause.start.max(verb.saturating_sub(4))..verb;
    let helper = before
        .clone()
        .any(|place| matches!(text.word(place), "would" | "might" | "could" | "may" | "should" | "if" | "will"));
    let infinitive = before.clone().any(|place| text.word(place) == "want")
        || (text.word(verb + 1) == "to"
            && matches!(text.word(verb + 2), "see" | "watch" | "have" | "get" | "know" | "hear" | "try")
            && helper);
    let named = matches!(text.word(verb + 1), "the" if among("sound look idea first second third fourth last", text.word(verb + 2)));
    helper || infinitive || named
}

/// "they are boring", "this one is great": films that were shown, not a taste.
fn points_at_films(text: &Text, start: usize) -> bool {
    let skip = usize::from(matches!(text.word(start), "and" | "but" | "no" | "oh" | "yes" | "well"));
    among(
        "it that this these those they first what which who there i how not sounds everything all both your you \
                would can could is are was does do we none",
        text.word(start + skip),
    ) || (text.word(start + skip) == "the"
        && among("first second third fourth last film movie one plot story", text.word(start + skip + 1)))
}

/// A judgement ends its clause; "are great on the big screen of …" is something else.
fn last_words_fit(text: &Text, range: &Range<usize>, clause: &Range<usize>) -> bool {
    clause.end - range.end <= 4 && !text.has_any_in(&(clause.start..range.start), &["is|are|what|which|who|how|when"])
}

/// A request in the clause: no statement of taste.
const ASKS: &[&str] = &[
    "do|did i",
    "would|will|can|could you",
    "i|we would * like|love to? see?|watch?|a|some|something",
    "i|we will|want|need * something|a|an|to",
    "looking for",
    "do you",
    "have you",
    "similar to",
    "feel|feeling like",
    "in the mood",
];

/// Questions that ask about tastes or films rather than state them.
const QUESTIONS: &[&str] = &["what|which|who|where|how|why", "is|are|does|did there|it|this|that|they", "any"];

/// The changes that the tastes make to a profile, each once.
pub(super) fn changes(tastes: &Tastes, profile: &UserProfile) -> Vec<TasteChange> {
    let mut after = profile.clone();
    let mut changes = Vec::new();
    for (attitude, thing) in &tastes.stated {
        let (add, side) = match attitude {
            Like => (true, Side::Likes),
            Dislike => (true, Side::Dislikes),
            NoLongerLike => (false, Side::Likes),
            GoneOff if after.likes.has(thing.kind, &thing.value) => (false, Side::Likes),
            GoneOff => (true, Side::Dislikes),
            NoLongerDislike => (false, Side::Dislikes),
            Neither => continue,
        };
        let known =
            after.side(side).of(thing.kind).iter().find(|known| known.to_lowercase() == thing.value.to_lowercase());
        let known = known.or_else(|| {
            let close = |known: &&String| known.to_lowercase().contains(&thing.value.to_lowercase());
            if add { None } else { after.side(side).of(thing.kind).iter().find(close) }
        });
        let value = match (add, known) {
            (true, Some(_)) | (false, None) => continue,
            (true, None) => thing.value.clone(),
            (false, Some(known)) => known.clone(),
        };
        let change = TasteChange { add, side, kind: thing.kind, value };
        after.apply(&change);
        changes.push(change);
    }
    changes
}
