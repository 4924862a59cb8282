//! The admin token: whoever changes something sends it, where one is set.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::slos::Refused;

/// What is asked of those who change something. It is never shown.
#[derive(Clone, Default)]
pub struct AdminToken(Option<String>);

impl AdminToken {
    /// This token; without one everybody may change everything.
    pub const fn new(token: Option<String>) -> Self {
        Self(token)
    }

    /// Whether changes need a token.
    pub(crate) const fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Whether this is the token, where one is needed.
    pub(crate) fn check(&self, given: &[u8]) -> Result<(), Refused> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        // Compared by their hashes, so that the time it takes tells nothing of the token.
        match Sha256::digest(given) == Sha256::digest(wanted.as_bytes()) {
            true => Ok(()),
            false => Err(Refused::NoToken),
        }
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_wanted() { "AdminToken(…)" } else { "AdminToken(none)" })
    }
}
