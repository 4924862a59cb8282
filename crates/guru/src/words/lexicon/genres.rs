//! How people name the genres of the catalogue.

use crate::catalogue::Genre;

use Genre::*;

/// Words and phrases that name genres; longer phrases stand before the words they hold.
pub(crate) const GENRES: &[(&str, &[Genre])] = &[
    ("science fiction", &[ScienceFiction]),
    ("sci fi|fy", &[ScienceFiction]),
    ("romantic comedy|comedies", &[Romance, Comedy]),
    ("rom com|coms", &[Romance, Comedy]),
    ("romance comedy", &[Romance, Comedy]),
    ("tragicomedy|dramedy", &[Comedy, Drama]),
    ("space opera", &[ScienceFiction, Adventure]),
    ("murder mystery|mysteries", &[Mystery]),
    ("true crime", &[Crime]),
    ("love story|stories", &[Romance]),
    ("action packed", &[Action]),
    ("period drama|dramas|piece|pieces|film|films", &[History]),
    ("costume drama|dramas", &[History]),
    ("scary movie|movies|film|films|stories|story|stuff|flick|flicks|pictures|ones", &[Horror]),
    ("horror|horrors", &[Horror]),
    ("comedy|comedies|comedic|slapstick|farce|farces|farcical", &[Comedy]),
    ("romance|romances|romantic|romantics", &[Romance]),
    ("drama|dramas|dramatic", &[Drama]),
    ("thriller|thrillers", &[Thriller]),
    ("mystery|mysteries|whodunit|whodunits|whodunnit|whodunnits", &[Mystery]),
    ("crime|crimes|gangster|gangsters|mafia|noir|noirs", &[Crime]),
    ("western|westerns|cowboy|cowboys", &[Western]),
    ("musical|musicals", &[Musical]),
    ("documentary|documentaries|docs|docu|docus|doco", &[Documentary]),
    ("animation|animations|animated|cartoon|cartoons|anime", &[Animation]),
    ("fantasy|fantasies", &[Fantasy]),
    ("scifi|sf", &[ScienceFiction]),
    ("adventure|adventures|swashbuckler|swashbucklers|swashbuckling", &[Adventure]),
    ("historical|history|biopic|biopics", &[History]),
    ("action", &[Action]),
    ("war", &[War]),
    ("wartime", &[War]),
    ("family film|films|movie|movies|friendly|entertainment|flick|flicks|picture|pictures|fun", &[Family]),
];

/// A genre word alone that may also be the subject of a film: "about a family", "about the war".
pub(crate) const ALSO_SUBJECTS: &[&str] = &["crime", "war", "history", "family", "action", "romance"];

/// What a film is called.
pub(crate) const FILM_NOUNS: &[&str] =
    &["film", "films", "movie", "movies", "flick", "flicks", "picture", "pictures", "title", "titles", "cinema"];

/// What may stand for a film when a genre or mood stands before it.
pub(crate) const STAND_INS: &[&str] = &["one", "ones", "stuff", "things", "thing", "story", "stories", "tale", "tales"];

/// "a comedy", "comedies": how a genre reads in a sentence.
pub(crate) const fn noun(genre: Genre) -> &'static str {
    match genre {
        Action => "action film",
        Adventure => "adventure",
        Animation => "animation",
        Comedy => "comedy",
        Crime => "crime film",
        Documentary => "documentary",
        Drama => "drama",
        Family => "family film",
        Fantasy => "fantasy",
        History => "historical film",
        Horror => "horror film",
        Musical => "musical",
        Mystery => "mystery",
        Romance => "romance",
        ScienceFiction => "science fiction film",
        Thriller => "thriller",
        War => "war film",
        Western => "western",
    }
}

/// The genre before another noun: "a crime comedy".
pub(crate) const fn adjective(genre: Genre) -> &'static str {
    match genre {
        Action => "action",
        Adventure => "adventure",
        Animation => "animated",
        Comedy => "comic",
        Crime => "crime",
        Documentary => "documentary",
        Drama => "dramatic",
        Family => "family",
        Fantasy => "fantasy",
        History => "historical",
        Horror => "horror",
        Musical => "musical",
        Mystery => "mystery",
        Romance => "romantic",
        ScienceFiction => "science fiction",
        Thriller => "thriller",
        War => "war",
        Western => "western",
    }
}

/// Several films of a genre.
pub(crate) const fn plural(genre: Genre) -> &'static str {
    match genre {
        Action => "action films",
        Adventure => "adventures",
        Animation => "animated films",
        Comedy => "comedies",
        Crime => "crime films",
        Documentary => "documentaries",
        Drama => "dramas",
        Family => "family films",
        Fantasy => "fantasies",
        History => "historical films",
        Horror => "horror films",
        Musical => "musicals",
        Mystery => "mysteries",
        Romance => "romances",
        ScienceFiction => "science fiction films",
        Thriller => "thrillers",
        War => "war films",
        Western => "westerns",
    }
}
