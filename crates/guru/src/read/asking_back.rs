//! Questions about the conversation itself: "why that one?", "what did you suggest before?"

use super::pointing::Reference;
use crate::words::forms::among;
use crate::words::text::Text;

/// Beside "why" and the film that is meant only these words ask for a reason.
const ASKING: &str = "why how come what makes made and but so ok okay hmm oh exactly though then really that this these \
    those the it its them they one ones film movie films movies first second third fourth last did do does you your i me \
    us pick picked choose chose chosen recommend recommended recommending suggest suggested suggestion suggestions \
    recommendation show showed give think would should like enjoy is are was were for here of all watch watching on \
    list reason reasons right good choice choices pick picks a an particular especially specifically think thought";

/// Whether a message asks why films were chosen.
pub(crate) fn asks_why(text: &Text, reference: Option<&Reference>) -> bool {
    let why = text
        .find("why")
        .or_else(|| text.find("how come"))
        .or_else(|| text.find("what makes|made you|this|that|it|them"))
        .or_else(|| text.find("what is|are the|your reason|reasons"));
    let pointed = |place: usize| reference.is_some_and(|reference| reference.words.contains(&place));
    why.is_some_and(|range| range.start <= 2)
        && !text.has_any(&["why not"])
        && (0..text.len()).all(|place| pointed(place) || among(ASKING, text.word(place)))
}

/// Whether a message asks what was shown in this conversation.
pub(crate) fn asks_back(text: &Text) -> bool {
    text.has_any(&[
        "remind me what|of|which",
        "what|which * you suggest|suggested|recommended|recommend|showed|shown|mentioned|offered so|before|already|earlier|at|until|the",
        "what|which * we talk|talked|speak|spoke|discussed about|of|before|so",
        "what|which films|movies|ones were|was those|that|it|they again",
        "list|show|repeat|name * you suggested|recommended|showed|mentioned",
        "show|see|repeat me? that|this|the one|film again",
        "show|repeat|name me? them|those|the list again",
    ])
}
