//! Whose films are meant by "her", "the same director", "what else has he made".

use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::read::pointing::Reference;
use crate::words::text::Text;

/// "by her", "the same director", "what else has he made": whose films are meant.
pub(crate) fn same_person(
    library: &Library,
    text: &Text,
    memory: &Memory,
    reference: Option<&Reference>,
) -> Option<String> {
    let film = reference.and_then(|reference| reference.films.first().copied()).or_else(|| {
        memory
            .focus
            .as_deref()
            .or(memory.last.first().map(String::as_str))
            .and_then(|tconst| library.search.place(tconst))
    });
    let company = text.has_any(&["watch|see|watching|seeing|sit|evening|night|together * with him|her|them"]);
    if (text.has_any(&["with|starring|featuring him|her|them"]) && memory.person.is_some() && !company)
        || text.has_any(&[
            "same|that|this|its|their actor|actress|star|lead|actors|cast|stars",
            "with|starring|featuring the same",
            "actor|actress|star|lead * else|other",
        ])
    {
        let actor = memory.person.clone().filter(|name| {
            library.people.named(name).is_some_and(|person| person.kind == crate::profile::TasteKind::Actors)
        });
        return actor.or_else(|| film.and_then(|film| library.search.film(film).actors.first().cloned()));
    }
    let said = text.has_any(&[
        "by|from|of him|her|hers|his",
        "by|from them",
        "films|movies|work of them",
        "same|that|this director|filmmaker",
        "the director * made|make|else|other|done|direct|films|movies",
        "her|his|their other|films|movies|work|best|newer|older|films|earlier|later|stuff|another",
        "else|other|more|films|movies * he|she|they|director|him|her made|make|makes|directed|direct|did|do|done|has|have|shot|from|in|by",
        "else|other|films|movies|what|which has|have|did|does|is|was he|she|they|the|him|her director? made|make|directed|direct|done|do|shot|in|been",
        "he|she|director * else|other",
        "is|was|has|have|does|did|were he|she|they * any|anything|something|other|another|only|always|usually",
    ]);
    if !said || text.has_any(&["who is|was|are|directed|made|did", "which|what director"]) {
        return None;
    }
    let of_film = film.map(|film| library.search.film(film).director.clone());
    if text.has_any(&["director|filmmaker|directed"]) {
        of_film.or_else(|| memory.person.clone())
    } else {
        memory.person.clone().or(of_film)
    }
}
