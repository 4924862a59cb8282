//! Moods: what a film should feel like, and which genres usually do.

use crate::catalogue::Genre;

use Genre::*;

/// A feeling that people ask for.
#[derive(Debug)]
pub(crate) struct Mood {
    /// Its name in the memory of a conversation.
    pub name: &'static str,
    /// How people say it.
    pub said: &'static [&'static str],
    /// A film has it when it has one of these genres.
    pub one_of: &'static [Genre],
    /// A film of these genres does not have it.
    pub none_of: &'static [Genre],
    /// Words of a plot that speak for it.
    pub words: &'static str,
    /// "something …" in an answer.
    pub adjective: &'static str,
}

/// All moods.
pub(crate) const MOODS: &[Mood] = &[
    Mood {
        name: "scary",
        said: &[
            "scary|scarier|scariest|spooky|spookier|creepy|creepier|terrifying|frightening|chilling|eerie|hair-raising",
            "scare|scares|scared me|us",
            "frighten|spook|terrify me|us",
            "give|gives|giving me|us the? nightmares|creeps|chills|shivers|goosebumps",
            "jump out of my skin",
            "sleep with the light|lights on",
            "jump scares|scare",
        ],
        one_of: &[Horror],
        none_of: &[],
        words: "ghost dead dark frightened haunted coffin night",
        adjective: "scary",
    },
    Mood {
        name: "funny",
        said: &[
            "funny|funnier|funniest|hilarious|humorous|humor|humour|comic|comical|witty|laugh|laughs|laughing|giggle|giggles|goofy|silly|sillier|amusing|zany",
        ],
        one_of: &[Comedy],
        none_of: &[],
        words: "joke farce laugh chase prank",
        adjective: "funny",
    },
    Mood {
        name: "light",
        said: &[
            "light|lighter|lighthearted|lightest|easy|easygoing|undemanding|fluffy|cosy|cozy|gentle|gentler|sweet|charming|cheerful|cheery|calm|calmer|calming|relaxing|soothing|breezy|comforting|heartwarming|wholesome|happy|happier|uplifting|joyful|upbeat|feelgood|cheesy|fun|softer|milder|warm",
            "light hearted",
            "feel good",
            "heart warming",
            "easy going|watching|viewing",
            "cheer|cheers|pick|perk|lift me|us up",
            "cheer|cheering up",
            "lift|lifts my|our mood|spirits",
            "unwind|relax",
            "wind|winding|calm|calming down",
            "switch my|the|our brain|head|mind off",
            "turn my|the|our brain|mind off",
            "happy ending|end|endings",
            "smile",
            "comfort film|movie|watch",
            "less scary|frightening|violent|dark|serious|heavy|sad|depressing|intense|bleak|gloomy|grim",
            "not so|too|as scary|frightening|violent|dark|serious|heavy|sad|depressing|intense|bleak|gloomy|grim",
        ],
        one_of: &[Comedy, Family, Romance, Musical, Animation],
        none_of: &[Horror, War, Thriller, Crime],
        words: "gentle warm kind dance wedding song",
        adjective: "light",
    },
    Mood {
        name: "sad",
        said: &[
            "sad|sadder|weepy|weepie|weepies|tearjerker|tearjerkers|moving|touching|emotional|heartbreaking|heartbreaker|melancholy|melancholic|bittersweet|poignant|tragic|tragedy",
            "tear jerker|jerkers",
            "feel|feeling like a? cry|crying|weeping|sobbing",
            "cry",
            "heart breaking",
            "good|proper|nice cry|weep|sob",
            "make|makes|making me|us cry|weep|sob",
            "cry my|our eyes|heart out",
            "tissues|hankies|handkerchief",
            "bring|brings me|us to tears",
        ],
        one_of: &[Drama, Romance],
        none_of: &[Horror, Comedy],
        words: "grief widow letter farewell lost funeral dying",
        adjective: "moving",
    },
    Mood {
        name: "children",
        said: &[
            "kid|kids|children|childs|grandchildren|grandkids|grandson|granddaughter|toddler|toddlers|nephew|nephews|niece|nieces|kiddo|kiddos|preschooler|youngsters",
            "child friendly",
            "suitable|good|ok|fine|right for a|my|our child",
            "my|our|the little ones|one|girl|boy",
            "my|our young? son|sons|daughter|daughters|boys|girls",
            "whole family",
            "family night|evening|movie|film|friendly|time|viewing|afternoon|outing|weekend",
            "year|years old|olds",
            "with|for my|our|the family",
        ],
        one_of: &[Family, Animation],
        none_of: &[Horror, Thriller, Crime, War],
        words: "boy girl school animal",
        adjective: "family-friendly",
    },
    Mood {
        name: "exciting",
        said: &[
            "exciting|thrilling|adrenaline|explosions|explosive|fast|faster|pacy|heroic|stunts|chases|rollercoaster|energetic|badass|explode|explodes",
            "things blow|blowing up",
            "action packed",
            "edge of my|your|our|the seat|seats",
            "car chase|chases",
        ],
        one_of: &[Action, Adventure, Thriller],
        none_of: &[],
        words: "chase race escape explosion bomb",
        adjective: "exciting",
    },
    Mood {
        name: "tense",
        said: &[
            "tense|tenser|suspense|suspenseful|gripping|nerve",
            "nail biting|biter",
            "on edge",
            "twist|twists|twisty",
            "keeps|keep me|us guessing|hooked",
        ],
        one_of: &[Thriller, Mystery],
        none_of: &[],
        words: "secret suspect evidence watch",
        adjective: "tense",
    },
    Mood {
        name: "romantic",
        said: &[
            "date night|movie|film|evening",
            "falling|fall|falls in love",
            "about love|lovers",
            "lovey|smooch|valentine|valentines|lovers|swoon|swoony",
            "anniversary",
        ],
        one_of: &[Romance],
        none_of: &[Horror],
        words: "love heart kiss wedding letter",
        adjective: "romantic",
    },
    Mood {
        name: "thoughtful",
        said: &[
            "thoughtful|intelligent|clever|cleverer|cerebral|deep|deeper|profound|philosophical|serious|meaningful|slow|slower|arthouse|quiet|contemplative|smart|smarter",
            "thought provoking",
            "make|makes me|us think",
            "art house",
        ],
        one_of: &[Drama, Documentary, Mystery],
        none_of: &[],
        words: "quiet silence slowly years remember",
        adjective: "thoughtful",
    },
    Mood {
        name: "strange",
        said: &[
            "weird|weirder|strange|stranger|quirky|surreal|odd|bizarre|offbeat|unusual|eccentric|trippy|crazy|absurd|wacky|bonkers",
        ],
        one_of: &[Fantasy, ScienceFiction, Comedy, Mystery],
        none_of: &[],
        words: "impossible ghost alien clock nobody absurd robot cloud",
        adjective: "strange",
    },
    Mood {
        name: "true",
        said: &[
            "true story|stories|events",
            "educational|factual|informative|nonfiction",
            "learn something|about",
            "real life|people|events|story",
        ],
        one_of: &[Documentary, History],
        none_of: &[],
        words: "",
        adjective: "true-to-life",
    },
    Mood {
        name: "dark",
        said: &[
            "dark|darker|gritty|grittier|bleak|disturbing|grim|sinister|violent|bloody|gory|brutal|intense|moody|gloomy|twisted|heavy",
        ],
        one_of: &[Crime, Thriller, Horror, War],
        none_of: &[Family],
        words: "murder killer blood revenge",
        adjective: "dark",
    },
    Mood {
        name: "epic",
        said: &["epic|epics|sweeping|grand|spectacular|lavish"],
        one_of: &[History, War, Adventure, Western, ScienceFiction],
        none_of: &[],
        words: "army march crossing journey queen",
        adjective: "epic",
    },
    Mood {
        name: "magical",
        said: &[
            "magical|magic|enchanting|fairytale|fairy|whimsical|dreamy|wizard|wizards|witches|witch|dragon|dragons|supernatural",
        ],
        one_of: &[Fantasy],
        none_of: &[],
        words: "magic spell cloud dream",
        adjective: "magical",
    },
    Mood {
        name: "futuristic",
        said: &["futuristic|dystopian|cyberpunk|galactic", "the future", "outer space"],
        one_of: &[ScienceFiction],
        none_of: &[],
        words: "orbit robot ship station",
        adjective: "futuristic",
    },
    Mood {
        name: "melodious",
        said: &["songs|singalong|tuneful|broadway", "sing along", "singing and|or dancing", "song and dance"],
        one_of: &[Musical],
        none_of: &[],
        words: "song sing dance choir",
        adjective: "musical",
    },
    Mood {
        name: "adventurous",
        said: &["adventurous|swashbuckling|expedition|escapism|escapist"],
        one_of: &[Adventure],
        none_of: &[],
        words: "journey map crossing",
        adjective: "adventurous",
    },
];

/// Bad days: nothing is asked for in so many words, but something light is meant.
pub(crate) const HARD_TIMES: &[&str] = &[
    "had|having|been a|an|the * rough|hard|bad|awful|terrible|dreadful|horrible|long|tough|stressful|rotten|lousy|exhausting|rubbish|crap day|week|month|time|morning",
    "rough|hard|bad|awful|terrible|dreadful|horrible|long|tough|stressful|rotten|lousy|exhausting day|week|month at|today|behind|for",
    "feeling|feel|am so? very? really? a? bit? down|low|sad|blue|stressed|exhausted|lonely|miserable|knackered|drained",
    "broke|broken up with",
    "in a|an|such * bad|foul|terrible|awful|rotten|grumpy|lousy mood",
    "i|we am|are|feel so|really|very|a? bit? bored|boring",
];

/// The mood of a name.
pub(crate) fn mood(name: &str) -> Option<&'static Mood> {
    MOODS.iter().find(|mood| mood.name == name)
}
