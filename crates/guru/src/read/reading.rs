//! What a message says, all in one: the intent and everything that goes with it.

use super::elsewhere::Elsewhere;
use super::pointing::Reference;
use super::quality::Judgement;
use super::taste::Tastes;
use super::wish::found::Wish;
use crate::talk::Intent;
use crate::words::lexicon::topics::Topic;

/// A message, understood.
#[derive(Debug)]
pub(crate) struct Reading {
    pub intent: Intent,
    pub wish: Wish,
    pub tastes: Tastes,
    pub reference: Option<Reference>,
    pub topic: Option<Topic>,
    pub judgement: Judgement,
    /// "another", "something else": the request before, other films.
    pub more: bool,
    /// "by her": the person meant.
    pub same_person: Option<String>,
    /// A question about the app itself.
    pub about_app: bool,
    /// "What do you know about me?"
    pub about_me: bool,
    /// Films that were named and are not in the catalogue.
    pub elsewhere: Vec<Elsewhere>,
}
