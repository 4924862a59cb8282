//! Answers that name no film, or only to help along: greetings, thanks, goodbyes, refusals.

use crate::catalogue::Genre;
use crate::profile::{Tastes, UserProfile};
use crate::talk::Intent;
use crate::words::wording::{Choice, list, quoted};

/// A greeting.
pub(crate) fn greeting(profile: &UserProfile, about_app: bool, choice: &mut Choice) -> String {
    if about_app {
        return "I'm Movie Guru, and I find films for you. Name a genre, a mood, a decade, a length, a director or an \
                actor, or tell me what you love and can't stand, and I'll remember it. What are you in the mood for?"
            .to_owned();
    }
    let hello = choice.of(&["Hello!", "Hi there!", "Welcome!", "Good to see you!"]);
    let genres: Vec<String> =
        profile.likes.genres.iter().take(2).map(|genre| crate::answer::recommend::genre_words(genre)).collect();
    if genres.is_empty() {
        let ask = choice.of(&[
            "What kind of film are you in the mood for?",
            "Tell me a genre, a mood or a decade, and I'll find you something.",
            "Shall it be something funny, something tense, something to cry over?",
        ]);
        format!("{hello} {ask}")
    } else {
        format!("{hello} Shall I look for {} again, or would you like a change?", list(&genres, "or"))
    }
}

/// "Which genres do you have?"
pub(crate) fn genres() -> String {
    let names: Vec<&str> = Genre::ALL.iter().map(|genre| genre.name()).collect();
    format!("I have {}. Which one shall it be?", list(&names, "and"))
}

/// "What do you know about me?"
pub(crate) fn about_person(profile: &UserProfile) -> String {
    let side = |tastes: &Tastes| -> Vec<String> {
        let genres = tastes.genres.iter().map(|genre| crate::answer::recommend::genre_words(genre));
        let names = tastes.directors.iter().chain(&tastes.actors).chain(&tastes.others);
        genres.chain(names.map(|name| quoted(name))).take(12).collect()
    };
    let (likes, dislikes) = (list(&side(&profile.likes), "and"), list(&side(&profile.dislikes), "and"));
    match (likes.is_empty(), dislikes.is_empty()) {
        (true, true) => "I don't know your taste yet. What do you love, and what can't you stand?".to_owned(),
        (false, true) => format!("You like {likes}. Is there anything you can't stand?"),
        (true, false) => format!("I keep away from {dislikes} for you. And what do you love?"),
        (false, false) => {
            format!("You like {likes}, and I keep away from {dislikes} for you. Shall I find you something?")
        }
    }
}

/// The answer to an intent that needs no film.
pub(crate) fn answer(intent: Intent, choice: &mut Choice) -> String {
    let phrases: &[&str] = match intent {
        Intent::Thank => &[
            "You're welcome! Enjoy the film.",
            "My pleasure. Come back when you need another one.",
            "Any time! I hope it's a good one.",
            "Glad I could help. Have a lovely time watching.",
        ],
        Intent::SayGoodbye => &[
            "Goodbye, and enjoy the film!",
            "See you at the next film!",
            "Bye! Save me a seat.",
            "Good night, and happy watching!",
        ],
        Intent::OffTopic => &[
            "That's outside my cinema, I'm afraid: I only know about films. Is there something you'd like to watch?",
            "I'd be no help with that. Films, though, I can do: shall I find you one?",
            "I only talk about films. Tell me a mood or a genre, and I'm all yours.",
            "That one isn't for me, I stick to films. What are you in the mood to watch?",
        ],
        Intent::Unsafe => &[
            "I can't help with that. If you'd like to watch a film, I'm glad to suggest one.",
            "That's not something I'll go along with. I'm happy to talk about films instead.",
        ],
        _ => &[
            "I didn't quite get that. Could you tell me what kind of film you're after: a genre, a mood, an actor?",
            "Sorry, I'm not sure what you mean. Shall it be something funny, scary or moving?",
            "I couldn't make anything of that. Which sort of film would you like: old or new, light or dark?",
        ],
    };
    choice.of(phrases).to_owned()
}

/// To somebody who tries another language.
pub(crate) const ENGLISH_ONLY: &str = "I only understand English, I'm afraid. A few plain words will do: \"funny film\", \"horror from the 80s\", \"short western\".";

/// To somebody who may be in danger.
pub(crate) const KIND_REFUSAL: &str = "I can't help with that, but I'm sorry you're having such a hard time. Please talk to somebody \
    you trust, or call your local emergency number or a crisis line: you don't have to carry this alone.";

/// Words of approval of what was shown.
pub(crate) fn approved(choice: &mut Choice) -> String {
    choice
        .of(&[
            "Lovely, enjoy it! Just ask if you want to know more.",
            "Great, I'm glad that suits you. Have a good time watching!",
            "Good choice! Let me know how you liked it.",
            "Wonderful. Popcorn at the ready!",
        ])
        .to_owned()
}
