//! Set phrases of conversation: greetings, thanks, approval, refusal, and the ways to ask for a film.

/// "Hello".
pub(crate) const GREETINGS: &[&str] = &[
    "hi|hello|hey|hiya|howdy|greetings|heya|hallo|hola|yo|hullo|sup",
    "good morning|evening|afternoon|day",
    "how are you|things|we",
    "how is it going|everything",
    "how do you do",
    "nice|pleased to meet you",
    "what is up",
    "long time no see",
    "i am back",
];

/// Questions about the app itself.
pub(crate) const ABOUT_APP: &[&str] = &[
    "who|what are you",
    "do|are|have you ever|yourself|single|married|alive|listening|there|okay",
    "do you like|love|enjoy|watch|go * films|movies|cinema|yourself",
    "what can you do|help",
    "what do you do",
    "how does this|it work",
    "how do i|you use|work",
    "are you a|an human|robot|bot|real|ai|person|machine|computer",
    "what is your name",
    "what|which genres|kinds * you|there",
    "which|what genre|genres are|do",
    "how many films|movies|titles",
    "what can i ask|say",
    "can you help me|us?",
    "what * mean|means",
    "i need help",
];

/// Questions about the profile.
pub(crate) const ABOUT_ME: &[&str] = &[
    "know|remember|learned|learnt|think about|of me",
    "know * my taste|tastes|preferences",
    "do i like|love|hate|dislike|enjoy",
    "what|which are|is my tastes|taste|preferences|likes|dislikes|profile|favourites",
    "what|which * do i like|love|hate|dislike|enjoy",
    "show|tell|see me? my tastes|taste|preferences|likes|dislikes|profile",
];

/// "Thanks".
pub(crate) const THANKS: &[&str] = &[
    "thank|thanks|ta|thanx|cheers|thankyou|merci|gracias|danke|ty|grateful",
    "much appreciated",
    "bless you",
    "that is|was very|so|really? kind|sweet|helpful",
    "how kind|sweet|nice of you",
    "appreciate it|that|your|the",
    "you have been * help|helpful|great|kind|wonderful",
    "you are * lifesaver|star|legend|helpful|best",
];

/// Lost: the app explains itself again.
pub(crate) const LOST: &[&str] = &["not|no understand|get", "what do you mean", "i am confused|lost"];

/// Kind words to the app, which ask for nothing.
pub(crate) const COMPLIMENTS: &[&str] = &[
    "you are so|very|really|quite|pretty|too? funny|kind|sweet|nice|clever|smart|brilliant|amazing|great|good|cool|awesome|lovely|charming|wonderful",
    "bless you",
    "that is|was very|so|really? kind|sweet|helpful",
    "how kind|sweet|nice of you",
    "i like|love you",
];

/// "Bye".
pub(crate) const GOODBYES: &[&str] = &[
    "bye|goodbye|cya|farewell|byebye|ciao|adios|ttyl",
    "see you|ya later|soon|tomorrow|around|next|then",
    "see you",
    "good night",
    "goodnight|nighty",
    "have a good|nice|great|lovely one|day|evening|night|weekend",
    "talk|speak to? you? later|soon",
    "take care",
    "until next time",
    "till next|tomorrow|later",
    "i am off",
    "i have to|got|must go|run|leave",
    "i have got to go|run|leave",
    "got to|gotta go|run|dash",
    "must dash|go|run",
    "i will be off",
    "that is all for? today|now|then|tonight|thanks",
    "that is all|everything",
    "catch you later",
    "over and out",
];

/// Approval of what was shown.
pub(crate) const APPROVALS: &[&str] = &[
    "sounds|sound|looks|look|seems absolutely|really|pretty|very|so|quite|like? a? good|great|lovely|nice|fun|perfect|interesting|wonderful|fantastic|brilliant|ideal|promising|amazing|right|fine|okay|intriguing|cool|awesome|excellent|terrific|plan|winner|tempting",
    "perfect|excellent|wonderful|brilliant|awesome|fantastic|superb|lovely|amazing|marvellous|terrific|splendid|fabulous|yay|wow|hooray|bingo|sold|delightful|neat|sweet",
    "great|good|nice|cool|fine|super|alright|okay|ok|yes|yeah|yep|yup|sure|absolutely|definitely|exactly|deal|agreed|interesting|intriguing|right|k",
    "i am|will be? in|sold|convinced|intrigued|watching|tempted",
    "good|great|excellent|nice|perfect|fab choice|choices|pick|picks|idea|ideas|call|suggestion|suggestions|list|one|recommendation|recommendations|selection|stuff",
    "i|we will|shall|would|am|are|might definitely|certainly|probably|go|going|happily? to|for? watch|try|take|pick|choose|add|go|give|check|start|put|have",
    "that is the|a? * one|it|perfect|winner|good|great",
    "that will do",
    "that works",
    "why not",
    "just what i|we",
    "spot on",
    "love it|them|that|this|these|those",
    "love|like the sound|look of",
    "i like|love|fancy|prefer|enjoy|choose|liked|loved|enjoyed the? first|second|third|fourth|last|it|that|this|these|those|them|both|all|one",
    "works for me",
    "right up my|our street|alley",
    "can not wait",
    "looking forward",
    "on my list",
    "let us watch|do|go|try|take|see it|that|this|the|with|for",
    "go with|for|ahead",
    "count me|us in",
    "not bad",
    "fair enough",
    "that one",
    "i|we watched|saw it|that * loved|great|good|brilliant|enjoyed",
    "loved|enjoyed it|them|that|every|both|all",
];

/// Weak words of approval: they only count where nothing else is said.
pub(crate) const WEAK_APPROVALS: &str = "great good nice cool fine super alright okay ok yes yeah yep sure right k";

/// Refusal of what was shown.
pub(crate) const REFUSALS: &[&str] = &[
    "no|nope|nah|naw|non|nay",
    "meh|bleh|ugh|yuck|ew|eww|hmmm|pass|yawn|boring|bored|nonsense|rubbish|terrible|awful|horrible|dreadful|crap|lame|dull|useless|disappointing|disappointed|unimpressed|underwhelming|underwhelmed|wrong",
    "not that|this|those|these|it|them|really|convinced|interested|impressed|quite|great|good|tempted|keen|sure|exactly|helpful|right|tonight|today|now",
    "not * for me|us",
    "not * my|our thing|taste|style|cup|kind|type|bag|jam",
    "not * what i|we want|wanted|asked|meant|mean|said|had|looking",
    "not * into it|that|those|these|them|any",
    "not feeling it|that|those|these|this|any",
    "none|neither of?",
    "do|did|does not * like|want|fancy|enjoy|care|love|appeal|grab|excite|feel",
    "can not say i|they|it",
    "seen|saw|watched already? it|that|this|those|these|them|all|both|one",
    "already|have seen|saw|watched",
    "seen|know it|that|those|them|all",
    "have|has|had seen|watched",
    "hate|dislike it|that|this|those|these|them|all",
    "hate|dislike the sound|look|idea of",
    "too scary|long|short|old|sad|dark|violent|serious|silly|slow|heavy|much|new|recent|childish|depressing|romantic|cheesy|weird|boring|gory|predictable|intense|modern|bleak|kitschy|sappy|soppy",
    "i will|would|am pass|passing|skip|rather",
    "try again",
    "bad|poor|terrible|awful|wrong choice|choices|pick|picks|idea|suggestion|suggestions|recommendation|recommendations|list",
    "worse",
    "that|it|this|those|these|they is|are|was|were not * funny|scary|romantic|exciting|sad|interesting",
    "is|are|look|looks|sound|sounds|seem|seems a? bit|so|very|really|pretty|rather|all|quite|too? boring|dull|bad|terrible|awful|lame|stupid|silly|rubbish|depressing|dreadful|horrible|tedious",
    "no thanks|thank|way",
    "rather not",
    "forget it|that|them|those|these",
    "instead",
    "that is not it|what|for|my|right|quite|really|very|exactly",
    "doesn't appeal",
    "you already|just said|showed|suggested|recommended|told|named",
    "same again",
    "leave|leaves me cold",
];

/// Asking for films.
pub(crate) const WISHES: &[&str] = &[
    "recommend|recommended|recommendation|recommendations|suggest|suggestion|suggestions|propose",
    "what is on",
    "is good|nice|best for",
    "need|want|fancy|seeking|search a|an|some|any|something",
    "surprise me|us",
    "random|randomly|whatever",
    "pick|choose for me|us",
    "show|give|find|get|fetch|bring|pick|hit|choose|list|name|tell me|us",
    "find|pick|choose|suggest|list something|anything|one|some|a|an|films|movies",
    "i|we would * like|love|prefer|fancy|enjoy|see|watch",
    "i|we could * do|use|go|watch|murder|handle",
    "i|we * want|wants|wanted|need|needs|fancy|crave|require",
    "she|he|they|wife|husband|partner|daughter|son|mum|mom|dad|friend|sister|brother wants|want|needs|would * like|love",
    "looking|searching|hoping|after for something|anything|a|an|some|films|movies|the",
    "looking|searching|hunting|hoping for",
    "in the mood|in mood for?",
    "feel|feeling like",
    "craving|fancying",
    "do|have you|ya have|got|know any|some|a|an|something|anything",
    "do you have|know|got",
    "have you got|seen|any|anything",
    "got|any|have any|anything|something|some",
    "any ideas|idea|good|suggestions|tips|recommendations|advice|films|movies|more|others|other|of",
    "what|which * should|could|can|shall|do|would i|we|you * watch|see|try|recommend|suggest|have|pick|start",
    "what|which * to watch|see",
    "what is|are good|on|worth|available|out|there",
    "what is|are the|your best|top|greatest|funniest|scariest|favourite|good|saddest",
    "what|which films|movies|film|movie|titles|else|others|other",
    "something|anything",
    "how|what about",
    "let us watch|see|have|try",
    "is|are there any|anything|something|some|a|an|more|other|films|movies",
    "there any|anything|something",
    "another|more|others|other one|film|movie|like|please|by|from|with|of|films|movies|options|suggestions|ones|ideas",
    "another|more|others|again",
    "best|top|greatest|favourite|good|great|nice film|films|movie|movies|one|ones|rated",
    "help me|us * choose|decide|find|pick|something",
    "movie|film night|evening|tonight|please",
    "to watch",
    "films|movies|film|movie like|about|with|from|by|starring|featuring|set|where|in|directed|similar|without|that|for|of|made|under|over|rated",
    "up for",
    "keen to see|watch",
    "bring on",
    "play|put on something|a|an|me",
    "film|films|movie|movies|one|thing you have|know|got|like|love|recommend|suggest",
    "what do you like|love|enjoy|prefer|watch yourself|personally|best|most",
    "what is|are your favourite|favourites",
];

/// What makes a mood of a taste: it is meant for now.
pub(crate) const FOR_NOW: &[&str] = &[
    "tonight|today|tomorrow",
    "right now",
    "this evening|afternoon|weekend|time|morning|week|once",
    "at the moment",
    "in the? mood",
    "just now",
    "for now",
    "feel|feeling like",
    "on saturday|sunday|friday|monday|tuesday|wednesday|thursday",
    "just for once",
];

/// Liked or not for good, said so.
pub(crate) const FOR_GOOD: &[&str] = &[
    "ever|never|again|always|generally|usually|permanently|anymore",
    "in general",
    "at all",
    "any more",
    "as a rule",
    "from now on",
];

/// Asking for more of what was shown.
pub(crate) const MORE: &[&str] = &[
    "another|others",
    "more",
    "something|anything|someone|what|which|anyone else|different|other",
    "other|different|further one|ones|film|films|movie|movies|options|ideas|suggestions|choices|recommendations",
    "any other|others",
    "similar|comparable one|ones|film|films|movie|movies|stuff|suggestions",
    "next",
    "again",
    "keep going|them",
    "go on",
    "what else",
    "try again",
];
