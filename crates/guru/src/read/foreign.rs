//! Messages in another language.

use crate::words::forms::among;
use crate::words::lexicon::foreign::{FOREIGN, LANGUAGES};
use crate::words::text::Text;

/// Whether a message is in another language, or asks for one.
pub(crate) fn is_foreign(text: &Text) -> bool {
    let foreign = text.tokens.iter().filter(|token| among(FOREIGN, &token.word)).count();
    foreign >= 2 || (foreign == 1 && text.len() <= 4) || text.has_any(LANGUAGES)
}
