//! What a film should be about: "about a heist", "with dogs in it", "set on a train".

use crate::library::shelf::Library;
use crate::read::wish::excluded::excluded;
use crate::read::wish::found::Wish;
use crate::words::forms::among;
use crate::words::lexicon::genres::{FILM_NOUNS, STAND_INS};
use crate::words::lexicon::never_subjects::{ABOUT, NEVER_SUBJECTS};
use crate::words::lexicon::phrases::WISHES;
use crate::words::text::{Gap, Text};
use crate::words::wording::several;

/// Somebody else whose taste counts tonight.
const OTHERS: &str = "he she they wife husband partner friend friends sister brother mum mom dad mother father son \
    daughter one girlfriend boyfriend kids children parents kid boss family grandmother grandma granny flatmate roommate \
    who everyone everybody guests date fiance fiancee mate";

/// Reads the themes of a wish; `taken` words belong to something else.
pub(crate) fn read(library: &Library, text: &Text, taken: &[bool], wish: &mut Wish) {
    // "That's worse" and "bless you" are talk; "worse" and "bless" stand in a plot by chance.
    let talk = text.has_any(&[
        "you|your",
        "that|it|this|he|she|they|these|those|i|we is|are|was|am|were",
        "it|this|that * me",
        "not|no understand",
    ]) && !text.has_any(WISHES)
        || matches!(text.word(0), "who" | "when");
    let short = text.len() <= 7 && !talk;
    let mut place = 0;
    while place < text.len() {
        let word = text.word(place);
        let is_film = |at: usize| {
            let word = text.word(at);
            FILM_NOUNS.contains(&word)
                || STAND_INS.contains(&word)
                || matches!(word, "something" | "anything" | "any" | "set" | "nothing" | "those" | "plot")
        };
        let near_film = (1..=4).any(|back| place >= back && (is_film(place - back) || wish.used[place - back]));
        let opens = ABOUT.contains(&word)
            && !matches!(text.word(place + 1), "it" | "you" | "that" | "this" | "them" | "the" if text.len() <= place + 2)
            || (matches!(word, "with" | "without" | "where" | "set")
                && (near_film || place == 0 || among("fewer less more lots plenty some no", text.word(place + 1))))
            || (word == "in" && text.word(place + 1) == "which")
            || among(
                "takes place taking place set in set on set at based on full of involves a has a that has deals with",
                text.joined(place..place + 2).as_str(),
            );
        let company =
            word == "with" && among("me us my our him her them you his their someone somebody", text.word(place + 1));
        let tells = among(
            "hates hate dislikes dislike detests loathes despises loves likes adores enjoys fears wants needs",
            word,
        ) || (word == "of"
            && among("scared afraid terrified frightened fond tired sick", text.word(place.wrapping_sub(1))));
        let tells = tells && (1..=4).any(|back| place >= back && among(OTHERS, text.word(place - back)));
        if (opens || tells) && !company && !matches!(text.word(place.wrapping_sub(1)), "what" | "how") {
            place = subject(library, text, taken, wish, place + 1);
            continue;
        }
        let before_noun = FILM_NOUNS.contains(&text.word(place + 1)) || STAND_INS.contains(&text.word(place + 1));
        let owned = matches!(text.word(place.wrapping_sub(1)), "my" | "our" | "his" | "your" | "their");
        if !wish.used[place]
            && !owned
            && (before_noun || short)
            && text.word(place.wrapping_sub(1)) != "too"
            && !among(NEVER_SUBJECTS, word)
            && library.search.is_theme(word, &library.spelling, before_noun)
        {
            add(library, text, wish, place);
        }
        place += 1;
    }
    if wish.request.themes.is_empty() && wish.unknown_subject && wish.request.has_subject() {
        wish.unknown_subject = false;
    }
}

/// Reads a subject that begins at a place; returns where it ends.
fn subject(library: &Library, text: &Text, taken: &[bool], wish: &mut Wish, from: usize) -> usize {
    let mut place = from;
    let (mut words, mut unknown) = (0, 0);
    while place < text.len() && words < 5 {
        let token = &text.tokens[place];
        let word = token.word.as_str();
        let ends = (place > from && token.gap == Gap::Stop)
            || (token.gap == Gap::Comma && words > 0)
            || among(
                "but please that because tonight from under for my directed starring before after rated without not no",
                word,
            );
        if ends && place > from {
            break;
        }
        let before = text.word(place.wrapping_sub(1));
        let verb = place > from
            && matches!(text.word(from - 1), "where" | "which" | "who")
            && word.ends_with('s')
            && !among("the a an and or of with his her their its some two three many by in on", before);
        let usable = !wish.used[place]
            && !verb
            && !taken[place]
            && !among(NEVER_SUBJECTS, word)
            && word.len() > 1
            && !word.bytes().all(|b| b.is_ascii_digit());
        if usable {
            words += 1;
            if library.search.knows_theme(&token.stem) {
                add(library, text, wish, place);
            } else {
                unknown += 1;
            }
        }
        place += 1;
    }
    wish.unknown_subject |= unknown > 0 && unknown == words;
    place.max(from)
}

fn add(library: &Library, text: &Text, wish: &mut Wish, place: usize) {
    let not = excluded(text, place);
    let theme = as_said_of_films(library, text, place);
    wish.used[place] = true;
    let list = if not { &mut wish.request.not_themes } else { &mut wish.request.themes };
    if !list.contains(&theme) && list.len() < 6 {
        list.push(theme);
    }
}

/// "a lighthouse" and "heist films" are films about lighthouses and heists; what is never spoken of in the
/// plural, as "gore", stays as it is.
fn as_said_of_films(library: &Library, text: &Text, place: usize) -> String {
    let word = match text.word(place) {
        "female" => return "women".to_owned(),
        word => word,
    };
    let plural = several(word);
    let one = (1..=2).any(|back| place >= back && matches!(text.word(place - back), "a" | "an"));
    if one || library.spelling.knows(&plural) { plural } else { word.to_owned() }
}
