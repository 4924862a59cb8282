//! Words below everything: a message as words, typos, the lists of what people say, and sentences made from data.

pub(crate) mod forms;
pub(crate) mod lexicon;
pub(crate) mod spelling;
pub(crate) mod text;
pub(crate) mod wording;
