//! How people say that they like or dislike a thing for good, before it and behind it.

/// What somebody thinks of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attitude {
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
    pub(crate) const fn negated(self) -> Self {
        match self {
            Self::Like => Self::Dislike,
            _ => Self::Neither,
        }
    }

    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::Like => Self::Dislike,
            Self::Dislike => Self::Like,
            other => other,
        }
    }
}

use Attitude::{Dislike, GoneOff, Like, Neither, NoLongerDislike, NoLongerLike};

/// Set phrases before the thing; they are tried before the verbs.
pub(crate) const BEFORE: &[(&str, Attitude)] = &[
    ("used to|once * hate|dislike|loathe|despise|detest|avoid", NoLongerDislike),
    ("i once hated|disliked|loathed", NoLongerDislike),
    ("used to|once * love|like|adore|enjoy|watch", NoLongerLike),
    ("used to be|really|quite * into|fan|crazy|mad|keen of?|about?|on?", NoLongerLike),
    ("i once loved|liked|adored|enjoyed", NoLongerLike),
    ("no longer hate|dislike|loathe|despise|mind|detest", NoLongerDislike),
    ("no longer * love|like|adore|enjoy|watch|into|care|fond|want|interested for|of|in?", NoLongerLike),
    ("lost interest in", NoLongerLike),
    ("fallen|falling|fell out of love with", GoneOff),
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
    ("no|not * a? big|huge|great|real|massive? fan|fans|admirer|lover of", Dislike),
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
    ("nothing beats|tops|quite? better|nicer|finer than", Like),
    ("nothing beats|tops", Like),
    ("my|our go to genre|choice|pick|thing|kind|type? film|films|movie|movies? is|are", Like),
    ("have|has|got * no use|need|taste|appetite|head for", Dislike),
    ("fall|fell|falling|am|fallen in love with", Like),
];

/// Verbs of liking.
pub(crate) const LIKING: &str = "love like adore enjoy prefer appreciate dig worship loved liked adored enjoyed enjoying loving liking \
    adoring cherish treasure admire heart favour";

/// Verbs of disliking.
pub(crate) const DISLIKING: &str = "hate dislike loathe detest despise hated disliked loathed detested abhor hating disliking avoid resent \
    fear";

/// Behind the thing: "… bore me".
pub(crate) const AFTER: &[(&str, Attitude)] = &[
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
    ("do|does|did nothing|little|nowt for|to me|us", Dislike),
    ("is|are where my|our heart is|lies|belongs", Like),
    ("is|are right|just? up my|our street|alley", Like),
    ("make|makes my|our day|evening|night|weekend|week", Like),
    ("is|are * my|our guilty|secret|great|one? pleasure|pleasures", Like),
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
pub(crate) const BETWEEN: &str = "i we really do just also absolutely totally truly especially particularly generally usually always have \
    did not never am are been still now kind kinda sort of and but quite so too actually honestly definitely \
    rather mostly tend to dearly very much simply personally both all yes no well oh know that because since \
    as my wife husband partner will ever even completely strongly mainly deeply hi hello hey genuinely \
    secretly what you think guess say must admit only nowadays these days however though or like for me if \
    one thing maybe ok okay sorry please then from on btw by way again once";

/// A request in the clause: no statement of taste.
pub(crate) const ASKS: &[&str] = &[
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
pub(crate) const QUESTIONS: &[&str] =
    &["what|which|who|where|how|why", "is|are|does|did there|it|this|that|they", "any"];
