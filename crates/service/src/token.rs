//! Secrets that callers prove to know. What is kept, and compared, is their hashes: the time that takes tells nothing of a
//! secret, and nothing that shows a configuration shows one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// A secret.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// This text.
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether this is the secret.
    pub fn is(&self, given: &[u8]) -> bool {
        <[u8; 32]>::from(Sha256::digest(given)) == self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// What `Authorization: Bearer …` carries (RFC 6750, section 2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.as_bytes().split_first_chunk::<7>()?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
}

/// The password of `Authorization: Basic …` (RFC 7617), beside any name.
pub fn password(headers: &HeaderMap) -> Option<Vec<u8>> {
    let (scheme, pair) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let pair = STANDARD.decode(pair.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let colon = pair.iter().position(|byte| *byte == b':')?;
    Some(pair[colon + 1..].to_vec())
}

/// The token that locks what changes the lab. Where none is set, it is open to everybody.
#[derive(Clone, Debug, Default)]
pub struct AdminToken(Option<Secret>);

impl AdminToken {
    /// Whether there is one.
    pub const fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// Whether this is the token, where one is needed.
    pub fn is(&self, given: &[u8]) -> bool {
        self.0.as_ref().is_none_or(|secret| secret.is(given))
    }

    /// Whether the caller sends it as a bearer token, where one is needed.
    pub fn is_in(&self, headers: &HeaderMap) -> bool {
        self.is(bearer(headers).unwrap_or_default())
    }
}

impl<T: AsRef<str>> From<Option<T>> for AdminToken {
    fn from(token: Option<T>) -> Self {
        Self(token.map(|token| Secret::new(token.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(authorization: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, authorization.parse().unwrap())])
    }

    #[test]
    fn only_the_token_itself_opens_what_is_locked() {
        let token = AdminToken::from(Some("s3cret"));
        assert!(token.is_set());
        for right in ["Bearer s3cret", "bearer s3cret"] {
            assert!(token.is_in(&sent(right)), "{right}");
        }
        for wrong in ["Bearer s3cre", "Bearer s3cret2", "Bearer ", "Bearer", "s3cret", "Basic s3cret", "Bearer\ts3cret"]
        {
            assert!(!token.is_in(&sent(wrong)), "{wrong}");
        }
        assert!(!token.is_in(&HeaderMap::new()));
    }

    #[test]
    fn without_a_token_everybody_may() {
        let open = AdminToken::from(None::<&str>);
        assert!(!open.is_set());
        assert!(open.is_in(&HeaderMap::new()) && open.is_in(&sent("Bearer whatever")));
    }

    #[test]
    fn no_debug_output_shows_a_secret() {
        let token = AdminToken::from(Some("s3cret"));
        assert_eq!(format!("{token:?}"), "AdminToken(Some(Secret(…)))");
    }
}
