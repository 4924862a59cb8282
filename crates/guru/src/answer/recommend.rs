//! Wording a recommendation: what was understood, each film with a reason for it, honesty where not
//! everything could be met, and a question that leads on.

use std::fmt::Write;
use std::sync::Arc;

use crate::catalogue::{Film, Genre};
use crate::library::search::conditions::Condition;
use crate::library::search::find::Found;
use crate::library::shelf::Library;
use crate::profile::UserProfile;
use crate::request::Request;
use crate::words::lexicon::genres::{noun, plural};
use crate::words::lexicon::moods::mood;
use crate::words::text::Text;
use crate::words::wording::{Choice, bold, hook, kind, list, quoted, sentences};

/// "a comedy from the 1950s under 100 minutes": the request in words, for several films.
pub(crate) fn described(library: &Library, request: &Request) -> String {
    let mut words = String::new();
    for name in request.moods.iter().filter_map(|name| mood(name)).map(|mood| mood.adjective).take(2) {
        let _ = write!(words, "{name} ");
    }
    let genres: Vec<&str> = request.genres.iter().map(|genre| plural(*genre)).collect();
    match &genres[..] {
        [] => words.push_str("films"),
        [only] => words.push_str(only),
        _ if request.any_genre => words.push_str(&list(&genres, "or")),
        [first, ..] => {
            words.push_str(first);
            let others: Vec<&str> = request.genres[1..].iter().map(|genre| plural(*genre)).collect();
            let _ = write!(words, " that are also {}", list(&others, "and"));
        }
    }
    if let Some(film) = request.like.as_deref().and_then(|tconst| library.search.place(tconst)) {
        let _ = write!(words, " in the vein of {}", library.search.film(film).title);
    }
    let (mut by, mut with) = (Vec::new(), Vec::new());
    for name in &request.people {
        let directs =
            library.people.named(name).is_some_and(|person| person.kind == crate::profile::TasteKind::Directors);
        if directs { by.push(name) } else { with.push(name) }
    }
    if !by.is_empty() {
        let _ = write!(words, " by {}", list(&by, "and"));
    }
    if !with.is_empty() {
        let _ = write!(words, " with {}", list(&with, "and"));
    }
    if !request.themes.is_empty() {
        let themes: Vec<String> =
            request.themes.iter().map(|theme| quoted(theme).replace("christmas", "Christmas")).collect();
        let _ = write!(words, " about {}", list(&themes, "and"));
    }
    words + &bounds(request) + &left_out(request)
}

fn bounds(request: &Request) -> String {
    let mut words = String::new();
    let _ = match (request.min_year, request.max_year) {
        (Some(from), Some(to)) if from == to => write!(words, " from {from}"),
        (Some(from), Some(to)) if from % 10 == 0 && to == from + 9 => write!(words, " from the {from}s"),
        (Some(from), Some(to)) => write!(words, " from {from} to {to}"),
        (Some(from), None) => write!(words, " from {from} or later"),
        (None, Some(to)) => write!(words, " from {to} or earlier"),
        (None, None) => Ok(()),
    };
    let _ = match (request.min_runtime, request.max_runtime) {
        (Some(least), Some(most)) => write!(words, " of {least} to {most} minutes"),
        (None, Some(most)) => write!(words, " of at most {most} minutes"),
        (Some(least), None) => write!(words, " of at least {least} minutes"),
        (None, None) => Ok(()),
    };
    if let Some(least) = request.min_rating {
        let _ = write!(words, " rated {least:.1} or better");
    }
    if let Some(most) = request.max_rating {
        let _ = write!(words, " rated {most:.1} or worse");
    }
    words
}

/// What is not wanted, in words.
fn left_out(request: &Request) -> String {
    let genres = request.not_genres.iter().map(|genre| plural(*genre).to_owned());
    let moods =
        request.not_moods.iter().filter_map(|name| mood(name)).map(|mood| format!("anything {}", mood.adjective));
    let themes = request.not_themes.iter().map(|theme| quoted(theme));
    let all: Vec<String> = genres.chain(moods).chain(themes).chain(request.not_people.iter().cloned()).collect();
    if all.is_empty() { String::new() } else { format!(", leaving out {}", list(&all, "and")) }
}

/// What was let go, in words.
fn given_up(found: &Found) -> String {
    let words: Vec<&str> = found
        .given_up
        .iter()
        .map(|condition| match condition {
            Condition::Rating => "the rating",
            Condition::Length => "the length",
            Condition::Mood(_) => "the mood",
            Condition::Years => "the years",
            Condition::Themes | Condition::SomeTheme => "the subject",
            Condition::AllGenres | Condition::Genre => "the genre",
            Condition::Like => "the likeness",
            Condition::People => "the name",
        })
        .fold(Vec::new(), |mut words, word| {
            if !words.contains(&word) {
                words.push(word);
            }
            words
        });
    list(&words, "and")
}

/// The sentence before the films.
pub(crate) fn opening(library: &Library, request: &Request, found: &Found, bare: bool, choice: &mut Choice) -> String {
    let what = described(library, request);
    if found.exact == 0 && !found.given_up.is_empty() {
        return format!(
            "{} {what}{}. I was less strict about {}, and these come closest:",
            choice.of(&["I'm afraid I have no", "I looked, but I have no", "To be honest, I found no"]),
            if found.all_shown { choice.of(&[" left to show you", " that you haven't seen here"]) } else { "" },
            given_up(found)
        );
    }
    if found.exact == 1 && found.films.len() > 1 {
        return format!(
            "Only the first of these fits exactly ({what}). For the rest I was less strict about {}:",
            given_up(found)
        );
    }
    if bare {
        return choice
            .of(&[
                "Here are a few I think you'd enjoy:",
                "Let me surprise you:",
                "How about one of these?",
                "These deserve an evening:",
                "I'd happily put these on for you:",
            ])
            .to_owned();
    }
    let open = choice.of(&[
        "Here are some",
        "How about these",
        "I've picked some",
        "You might enjoy these",
        "Let me suggest some",
        "I can offer you these",
    ]);
    format!("{open} {what}:")
}

/// The films, one a line, each with a reason.
pub(crate) fn lines(library: &Library, request: &Request, profile: &UserProfile, films: &[Arc<Film>]) -> String {
    let mut text = String::new();
    for film in films {
        let _ = write!(
            text,
            "\n\n- {}: {}. {}",
            bold(film),
            reason(library, request, profile, film),
            teaser(library, request, film)
        );
    }
    text
}

/// How the plot begins, and where it comes to what was asked for.
fn teaser(library: &Library, request: &Request, film: &Film) -> String {
    let beginning = hook(&film.plot, 150);
    let mentions = |words: &str| {
        let words = Text::read(words);
        request.themes.iter().any(|theme| library.search.speaks_of(&words, theme))
    };
    if request.themes.is_empty() || mentions(&film.title) || mentions(&beginning) {
        return beginning;
    }
    match sentences(&film.plot).into_iter().skip(1).find(|sentence| mentions(sentence)) {
        Some(sentence) => format!("{beginning} {}", hook(sentence, 200)),
        None => beginning,
    }
}

/// Why this film.
fn reason(library: &Library, request: &Request, profile: &UserProfile, film: &Film) -> String {
    let mut clauses = vec![kind(film)];
    let asked = |name: &String| request.people.contains(name);
    clauses.push(format!("by {}", film.director));
    let mut facts = Vec::new();
    if let Some(name) = film.actors.iter().find(|name| asked(name)) {
        facts.push(format!("with {name}"));
    }
    if request.max_runtime.is_some() || request.min_runtime.is_some() {
        facts.push(format!("{} minutes long", film.runtime));
    }
    if request.min_rating.is_some() || request.best || film.rating >= 4.3 {
        facts.push(format!("rated {:.1} out of 5", film.rating));
    }
    if let Some(liked) = liked(library, request, profile, film) {
        facts.push(liked);
    }
    let mut words = clauses.join(" ");
    if !facts.is_empty() {
        let _ = write!(words, ", {}", list(&facts, "and"));
    }
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().to_string() + characters.as_str()).unwrap_or_default()
}

/// What of the profile a film meets.
pub(crate) fn liked(library: &Library, request: &Request, profile: &UserProfile, film: &Film) -> Option<String> {
    let person = std::iter::once(&film.director).chain(&film.actors).find(|name| {
        !request.people.contains(name)
            && (profile.likes.directors.contains(name) || profile.likes.actors.contains(name))
    });
    if let Some(name) = person {
        return Some(format!("here because you like {name}"));
    }
    let place = library.search.place(&film.tconst)?;
    let other = profile.likes.others.iter().find(|other| {
        let mut words = other.split(' ').filter(|word| word.len() > 3).peekable();
        words.peek().is_some() && words.all(|word| library.search.about(place, &word.to_lowercase()) > 0)
    });
    if let Some(other) = other {
        return Some(format!("here because you like {}", quoted(other)));
    }
    let genre = film.genres.iter().find(|genre| {
        !request.genres.contains(genre) && profile.likes.has(crate::profile::TasteKind::Genres, genre.name())
    });
    genre.filter(|_| !request.has_subject()).map(|genre| format!("here because you like {}", plural(*genre)))
}

/// The question after the films.
pub(crate) fn closing(films: usize, choice: &mut Choice) -> String {
    if films == 0 {
        return String::new();
    }
    let closing = choice.of(&[
        "Shall I tell you more about one of them?",
        "Does one of these appeal to you?",
        "Want to know more about one, or shall I keep looking?",
        "Ask me about any of them, or for something different.",
        "Tell me if I should go lighter, darker, older or newer.",
        "Which one sounds best to you?",
        "I have more if none of these is right.",
    ]);
    format!("\n\n{closing}")
}

/// "comedies", for an acknowledgement.
pub(crate) fn genre_words(name: &str) -> String {
    Genre::ALL
        .into_iter()
        .find(|genre| genre.name() == name)
        .map_or_else(|| quoted(name), |genre| plural(genre).to_owned())
}

/// "a western".
pub(crate) fn genre_noun(genre: Genre) -> String {
    crate::words::wording::with_article(noun(genre))
}
