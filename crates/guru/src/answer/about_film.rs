//! Answers to questions about a film.

use crate::answer::recommend::genre_noun;
use crate::catalogue::{Film, Genre};
use crate::library::shelf::Library;
use crate::words::lexicon::genres::FILM_NOUNS;
use crate::words::lexicon::moods::mood;
use crate::words::lexicon::topics::Topic;
use crate::words::wording::{Choice, bold, kind, list, quoted, runtime};

/// One sentence or two that answer a question about one film.
pub(crate) fn answer(library: &Library, film: &Film, topic: &Topic, place: usize, choice: &mut Choice) -> String {
    let name = bold(film);
    match topic {
        Topic::Director => {
            let line = choice.of(&["was directed by", "is a film by", "was made by"]);
            format!("{name} {line} {}.", film.director)
        }
        Topic::Cast => {
            let line = choice.of(&["stars", "has a cast with", "features"]);
            format!("{name} {line} {}.", list(&film.actors, "and"))
        }
        Topic::Year => {
            format!("**{}** {} {}.", film.title, choice.of(&["came out in", "is from", "was released in"]), film.year)
        }
        Topic::Runtime => {
            let verdict = match film.runtime {
                0..=89 => "a short one",
                90..=114 => "a comfortable evening's length",
                115..=134 => "on the long side",
                _ => "a long one",
            };
            format!("{name} runs {}: {verdict}.", runtime(film.runtime))
        }
        Topic::Rating => {
            let verdict = match film.rating {
                rating if rating >= 4.2 => "one of the best in my catalogue",
                rating if rating >= 3.6 => "well liked",
                rating if rating >= 2.9 => "a mixed reception, but it has its friends",
                _ => "not a favourite with most viewers, I must admit",
            };
            format!("{name} is rated {:.1} out of 5: {verdict}.", film.rating)
        }
        Topic::Genres => {
            let genres: Vec<&str> = film.genres.iter().map(|genre| genre.name()).collect();
            format!("{name} is {}. In my catalogue it stands under {}.", kind(film), list(&genres, "and"))
        }
        Topic::Plot => format!(
            "{name}, {} by {}. {} {}",
            kind(film),
            film.director,
            film.plot,
            choice.of(&[
                "Does that sound like your evening?",
                "Shall I tell you who is in it?",
                "Interested, or shall I look for something else?"
            ])
        ),
        Topic::Mood(mood_name) => mood_answer(film, &name, mood_name),
        Topic::IsGenre(genre) => {
            if film.genres.contains(genre) {
                format!("Yes, {name} is {}.", kind(film))
            } else {
                format!("No, {name} is not {}; it is {}.", genre_noun(*genre), kind(film))
            }
        }
        Topic::Children => children(film, &name),
        Topic::Person(person) => {
            if film.director == *person {
                format!("Yes, {person} directed {name}.")
            } else if film.actors.contains(person) {
                format!("Yes, {person} plays in {name}.")
            } else {
                format!(
                    "No, {person} has no part in {name}. It was directed by {} and stars {}.",
                    film.director,
                    list(&film.actors, "and")
                )
            }
        }
        Topic::Theme(theme) if !FILM_NOUNS.contains(&theme.as_str()) && library.search.about(place, theme) > 0 => {
            format!("Yes, as far as the plot of {name} tells: {}", film.plot)
        }
        Topic::Theme(theme) => {
            format!("The plot of {name} does not mention {}. It goes like this: {}", quoted(theme), film.plot)
        }
        Topic::Ending => {
            format!("I won't give away how {name} ends, if only because my catalogue doesn't tell me either.")
        }
        Topic::Facts => format!(
            "{name} is {} by {}, {} minutes long and rated {:.1} out of 5.",
            kind(film),
            film.director,
            film.runtime,
            film.rating
        ),
        Topic::Why | Topic::Recall | Topic::Unknown => format!(
            "That I don't know: my catalogue only has the plot, people, year, length and rating. {name} is {} from {}, rated {:.1}.",
            kind(film),
            film.year,
            film.rating
        ),
    }
}

fn mood_answer(film: &Film, name: &str, mood_name: &str) -> String {
    let Some(mood) = mood(mood_name) else { return format!("{name} is {}.", kind(film)) };
    let fits = film.genres.iter().any(|genre| mood.one_of.contains(genre));
    let spoils = film.genres.iter().any(|genre| mood.none_of.contains(genre));
    let verdict = match (fits, spoils) {
        (true, false) => "Yes, I'd say so:",
        (true, true) => "In parts:",
        (false, true) => "No, not at all:",
        (false, false) => "Not especially:",
    };
    let verdict_scary = mood_name == "scary"
        && !fits
        && film.genres.iter().any(|genre| matches!(genre, Genre::Thriller | Genre::Mystery));
    if verdict_scary {
        return format!("Not scary as a horror film is, but tense: {name} is {}.", kind(film));
    }
    let end = if fits && !spoils { format!(", and that kind tends to be {}", mood.adjective) } else { String::new() };
    format!("{verdict} {name} is {}{end}.", kind(film))
}

fn children(film: &Film, name: &str) -> String {
    let for_all = film.genres.iter().any(|genre| matches!(genre, Genre::Family | Genre::Animation));
    let harsh =
        film.genres.iter().any(|genre| matches!(genre, Genre::Horror | Genre::Thriller | Genre::War | Genre::Crime));
    match (for_all, harsh) {
        (true, false) => format!("Yes, {name} is {} that suits children.", kind(film)),
        (_, true) => format!("I would rather not: {name} is {}, so better for grown-ups.", kind(film)),
        (false, false) => format!(
            "{name} is {}. It was not made for children, but nothing in its genre speaks against it for older ones.",
            kind(film)
        ),
    }
}
