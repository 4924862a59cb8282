//! How people ask about a film.

use crate::catalogue::Genre;

/// What is asked about a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Director,
    Cast,
    Year,
    Runtime,
    Rating,
    Genres,
    Plot,
    /// "Is it scary?": the name of a mood.
    Mood(&'static str),
    /// "Is it a comedy?"
    IsGenre(Genre),
    /// "Is it good for kids?"
    Children,
    /// "Is Idris Kane in it?"
    Person(String),
    /// "Are there dogs in it?"
    Theme(String),
    /// "Does it end well?"
    Ending,
    /// "Compare the first and the second"
    Facts,
    /// "Why that one?"
    Why,
    /// "What did you suggest before?"
    Recall,
    /// Something the catalogue does not hold: where to see it, what it cost.
    Unknown,
}

impl Topic {
    /// Whether one column of the catalogue answers it.
    pub(crate) const fn is_fact(&self) -> bool {
        matches!(self, Self::Director | Self::Cast | Self::Year | Self::Runtime | Self::Rating | Self::Genres)
    }
}

/// What asks for what; the first that fits counts.
pub(crate) const TOPICS: &[(&str, Topic)] = &[
    (
        "compare|comparison|versus|vs|difference between|of|the|first|second|both|them|these|those|it|with|and",
        Topic::Facts,
    ),
    ("how does|do * end|finish", Topic::Ending),
    ("who is|are the? main|principal|actor|actress|lead|star|hero|heroine", Topic::Cast),
    ("who is|are playing|starring|acting|in", Topic::Cast),
    ("how many|much stars", Topic::Rating),
    ("it|this|that is very|so|too? old|new|recent", Topic::Year),
    (
        "who|whom|whose directed|directs|made|makes|shot|filmed|created|helmed|is|was|did the? * director|directed|directing|behind|direct|make|responsible|film",
        Topic::Director,
    ),
    ("who directed|directs|made|makes|shot|filmed|created|helmed|did", Topic::Director),
    ("directed by who|whom", Topic::Director),
    ("by whom|who", Topic::Director),
    ("the|is|which|what|its director|filmmaker", Topic::Director),
    ("director of|name|please", Topic::Director),
    ("whose film|movie|work is", Topic::Director),
    (
        "who|whom is|are|was|were|stars|star|starred|plays|play|played|acts|act|acted|appears|appear|features in|it|the|that|this|them|all? * in|it|first|second|third|last|one|star|lead|leads|role|starring|playing|acting|cast",
        Topic::Cast,
    ),
    (
        "who stars|star|starred|plays|play|played|acts|act|acted|appears|appear|features|is|are|was|were playing|starring|acting|in|on",
        Topic::Cast,
    ),
    ("who stars|plays|acts|starred|played", Topic::Cast),
    ("who else is|was|stars|plays|acts", Topic::Cast),
    (
        "cast|actors|actresses|starring|stars|lead|leads|actor|actress of|in|list|are|is|who|please|for|names",
        Topic::Cast,
    ),
    ("the|full|its|which|what|about|main cast|actors|actresses|leads|lead", Topic::Cast),
    ("when was|is|did|were|are", Topic::Year),
    ("what|which * year|date|decade", Topic::Year),
    ("how old is|are", Topic::Year),
    ("release|released date|year|when", Topic::Year),
    ("come|came out when", Topic::Year),
    (
        "is|are|was it|that|this|they|one|film|movie|first|second|third|last * very|too|really|so? new|old|recent|modern|black",
        Topic::Year,
    ),
    ("how long", Topic::Runtime),
    ("runtime|length|duration", Topic::Runtime),
    ("running|run time", Topic::Runtime),
    ("how many|much minutes|hours|time", Topic::Runtime),
    ("is|are|was * very|too|that|really|so|quite|all? long|short|lengthy", Topic::Runtime),
    ("rating|ratings|rated|score|scored|reviews|reviewed|review", Topic::Rating),
    ("how|any good|bad|well|popular|decent", Topic::Rating),
    (
        "is|are|was|were|worth it|that|this|they|one|film|movie|first|second|third|last * good|any|worth|great|decent|best|bad|recommended|popular|watching",
        Topic::Rating,
    ),
    ("worth watching|seeing|a|it|my", Topic::Rating),
    ("do people like|think", Topic::Rating),
    ("genre|genres", Topic::Genres),
    ("what|which kind|type|sort|category of?", Topic::Genres),
    ("where can|do|could|to", Topic::Unknown),
    ("how can|do|could i|we see|watch|get|rent|stream|find", Topic::Unknown),
    ("who wrote|composed|produced|edited|sang|sings|wrote", Topic::Unknown),
    ("music|composer|screenplay|script|writer|producer|location|awards|prequel|remake|remade", Topic::Unknown),
    (
        "netflix|streaming|stream|dvd|subtitles|budget|oscar|oscars|box|soundtrack|language|rent|trailer|sequel|sequels|shown",
        Topic::Unknown,
    ),
    ("in colour|color", Topic::Unknown),
    ("people|critics|viewers|others|everyone think|thought|say|said|like|liked", Topic::Rating),
    ("when * made|released|filmed|out", Topic::Year),
    ("based on a|an|the|true|real", Topic::Unknown),
    ("what|whats|is|it * about|happens|plot|story", Topic::Plot),
    ("about what", Topic::Plot),
    ("plot|story|storyline|synopsis|summary|premise|outline|gist|spoilers", Topic::Plot),
    ("tell|say|know|hear|learn|read|give|need|want me|us? * more|about|details|info|detail|information", Topic::Plot),
    ("more|further|any about|details|info|information|detail|on", Topic::Plot),
    ("describe|summarise|summarize|elaborate|details|info", Topic::Plot),
    ("go on about|with", Topic::Plot),
    ("what about|of|is", Topic::Plot),
    ("what happens", Topic::Plot),
    ("how does|do|will|did it|that|this|the|they film|movie|story? end|finish", Topic::Ending),
    ("the ending|end", Topic::Ending),
    ("how does it|that|this|the start|begin|go", Topic::Plot),
    ("how about", Topic::Plot),
    ("sounds|seems interesting|intriguing * more", Topic::Plot),
];
