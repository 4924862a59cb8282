//! The built-in, rule-based engine: deterministic, local and quick. A turn goes one way: the message becomes
//! words ([`crate::words`]), the words a reading ([`crate::read`]: intent, wish, tastes, the film that is meant), the reading
//! an answer ([`crate::answer`]) with films from the library ([`crate::library`]).

use std::sync::Arc;

use async_trait::async_trait;

use crate::answer;
use crate::catalogue::Catalogue;
use crate::library::shelf::Library;
use crate::talk::{ChatEngine, EngineError, Reply, Turn};

/// The rule-based [`ChatEngine`]. It holds indexes of the catalogue and nothing about any person.
#[derive(Clone, Debug)]
pub struct RuleEngine {
    library: Arc<Library>,
}

impl RuleEngine {
    /// An engine for the films of a catalogue. Indexing takes a moment; a turn then takes well under a
    /// millisecond.
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self { library: Arc::new(Library::new(&catalogue)) }
    }

    /// Answers one message, at once: the same catalogue and turn give the same reply.
    pub fn answer(&self, turn: Turn<'_>) -> Reply {
        answer::to(&self.library, turn)
    }
}

#[async_trait]
impl ChatEngine for RuleEngine {
    async fn reply(&self, turn: Turn<'_>) -> Result<Reply, EngineError> {
        Ok(self.answer(turn))
    }
}
