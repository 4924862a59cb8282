//! How the person took the turn before, and the tone of what they say: what the service's quality counters
//! are fed with.

use movie_guru_contract::{Outcome, Sentiment};

use crate::talk::Intent;
use crate::words::forms::among;
use crate::words::lexicon::phrases::{APPROVALS, REFUSALS, THANKS};
use crate::words::text::{Gap, Text};

/// How a reaction judges what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// They want it, or it is fine.
    Approved,
    /// They do not want it, or know it already.
    Refused,
    /// Nothing is said.
    None,
}

/// The judgement in a message. Refusal wins: "no, those look great but not tonight".
pub(crate) fn judgement(text: &Text) -> Judgement {
    let praised = text.has_any(&[
        "not bad",
        "can not wait",
        "why not",
        "no complaints|problem|doubt|notes",
        "could not be better",
        "not too shabby",
        "have|had not seen|heard|watched",
        "no|not? more|need to look further",
    ]);
    let too = text.find("too").filter(|range| {
        text.len() <= 6
            && range.end < text.len()
            && text.tokens[range.end].gap == Gap::None
            && !among("please and if as with for the but so", text.word(range.end))
            && !is_limit(text, "too ", range.start)
    });
    let refused = too.is_some()
        || REFUSALS.iter().any(|said| text.find(said).is_some_and(|range| !is_limit(text, said, range.start)));
    if !praised && (refused || text.smiles < 0) {
        Judgement::Refused
    } else if praised || text.has_any(APPROVALS) || text.smiles > 0 {
        Judgement::Approved
    } else {
        Judgement::None
    }
}

/// "not too long", "nothing too scary": a condition, not a complaint.
fn is_limit(text: &Text, said: &str, start: usize) -> bool {
    let denied = |place: usize| matches!(text.word(place), "not" | "nothing" | "without" | "no" | "never");
    said.starts_with("too ") && (1..=3).any(|back| start >= back && denied(start - back))
}

/// Whether a refusal is about what was shown, rather than a condition of a new wish: it comes first, or
/// points at something.
pub(crate) fn refuses_shown(text: &Text) -> bool {
    REFUSALS.iter().any(|said| {
        text.find(said).is_some_and(|range| {
            let points = text.has_any_in(
                &range,
                &["it|that|those|these|them|this|seen|saw|watched|already|instead|too|rather|boring|bored"],
            );
            !is_limit(text, said, range.start) && (range.start <= 2 || points)
        })
    })
}

/// How the turn before was taken. `judged` is `None` where nothing was said before.
pub(crate) fn outcome(intent: Intent, judgement: Judgement, first: bool, had_films: bool) -> Outcome {
    if first {
        return Outcome::Unclassified;
    }
    match (intent, judgement) {
        (Intent::OffTopic | Intent::Unsafe, _) => Outcome::Irrelevant,
        (Intent::Unclear, _) => Outcome::Unclassified,
        (Intent::Greet, _) => Outcome::Unclassified,
        (Intent::AskAboutFilm, _) => Outcome::Engaged,
        (Intent::AskForFilms | Intent::React | Intent::StateTaste, Judgement::Refused) if had_films => {
            Outcome::Rejected
        }
        (Intent::AskForFilms | Intent::StateTaste, _) => Outcome::Engaged,
        (Intent::React, Judgement::None) => Outcome::Unclassified,
        (Intent::React, Judgement::Refused) => Outcome::Rejected,
        (Intent::React, Judgement::Approved) | (Intent::Thank | Intent::SayGoodbye, _) => Outcome::Acknowledged,
    }
}

const WARM: &[&str] = &[
    "love|loved|loving|like|liked|enjoy|enjoyed|adore|great|good|nice|perfect|wonderful|fantastic|brilliant|amazing|awesome|lovely|excellent|cool|fun|happy|glad|favourite|fabulous|superb|delightful|yay|wow|best|terrific|sweet|splendid|marvellous|fan|sold|intrigued|intriguing|interesting|promising|ideal|helpful|keen|excited|beautiful|magnificent|charming|super|impressed|delighted|pleased|hooray|neat|passion|soft",
    "we|i will take|watch it|that|them|the",
    "thank|thanks|cheers",
    "can not wait|resist",
    "sounds|looks right|fine",
    "spot on",
    "exactly|just what|the|it|right",
    "not bad",
];

const COLD: &[&str] = &[
    "no longer * love|like|enjoy",
    "no fan of",
    "out of love",
    "is|are not * my|for|cup|thing",
    "used to * but|not|any",
    "hate|hated|hates|dislike|disliked|loathe|detest|despise|boring|bored|bore|bores|terrible|awful|bad|worst|horrible|rubbish|disappointing|disappointed|annoying|annoyed|stupid|useless|lame|dull|meh|ugh|yuck|crap|nonsense|dreadful|sick|tired|disgusting|idiot|angry|fed|dislikes|nah|unimpressed|pathetic|scum|vermin|kill|overrated|cringe|tedious|wrong|waste|poor",
    "can not stand|bear|take|handle|abide",
    "could not stand|bear|care",
    "not * like|love|enjoy|fan|interested|keen|impressed|good|great|into|thing|taste|convinced|fond|helpful|happy",
    "not for me|us",
    "no not",
    "none|neither of",
    "too scary|boring|slow|dark|violent|sad|silly|depressing|long|old",
    "gone|went off",
    "never * again|show|recommend|watch|liked|like|enjoyed|loved|cared",
    "no more",
    "no thanks|thank",
    "puts|put|turn|turns me off",
];

/// The tone of a message.
pub(crate) fn sentiment(text: &Text, intent: Intent) -> Sentiment {
    let plain_wish = matches!(intent, Intent::AskForFilms | Intent::AskAboutFilm) && !refuses_shown(text);
    match intent {
        Intent::Unsafe => return Sentiment::Negative,
        Intent::OffTopic => return Sentiment::Neutral,
        Intent::Unclear if text.smiles == 0 => return Sentiment::Neutral,
        _ => {}
    }
    let denied = text.has_any(&["do|does|did not hate|mind|dislike", "not bad", "used to hate"]);
    let cold = COLD.iter().filter(|said| text.find(said).is_some()).count() as i32;
    let cold = if denied || (plain_wish && !text.has_any(&["hate|loathe|detest|despise", "can not stand|bear"])) {
        0
    } else {
        cold
    } - text.smiles.min(0);
    let questions = matches!(intent, Intent::AskForFilms | Intent::AskAboutFilm);
    let warm_words = if questions { WARM_IN_QUESTIONS } else { WARM };
    let warm = warm_words.iter().filter(|said| text.find(said).is_some()).count() as i32 + text.smiles.max(0);
    let thanked = intent == Intent::Thank || (text.has_any(THANKS) && cold == 0);
    if cold > 0 && (!thanked || cold > 1 || text.has_any(&["no thanks|thank"])) {
        if questions && cold == 1 && warm == 0 && !text.has_any(&["hate|awful|terrible|boring|rubbish|not|too|nah"]) {
            Sentiment::Neutral
        } else {
            Sentiment::Negative
        }
    } else if warm > 0 || thanked {
        Sentiment::Positive
    } else {
        Sentiment::Neutral
    }
}

/// In a question "good" and "like" say nothing of the mood of the one who asks.
const WARM_IN_QUESTIONS: &[&str] = &[
    "love|loved|perfect|wonderful|fantastic|brilliant|amazing|awesome|lovely|excellent|wow|great|thanks|thank|cool|intriguing|interesting it|that|them|those|choice|pick|one|so|and|wow|thanks|you|sounds|now|this|these",
    "sounds|looks good|great|lovely|interesting|nice|fun|intriguing|promising|amazing|perfect",
    "i love|adore",
];
