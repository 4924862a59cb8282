//! The password of the page, as requests say it.

use std::fmt;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The password of the page; any user name goes with it. Never shown.
#[derive(Clone)]
pub struct Password([u8; 32]);

impl Password {
    /// This password.
    pub fn new(password: &str) -> Self {
        Self(Sha256::digest(password.as_bytes()).into())
    }

    /// Whether the request says it. Digests are compared: how long that takes tells nothing of the password.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let password = match said.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.as_bytes().to_vec()),
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => STANDARD
                .decode(pair.trim())
                .ok()
                .and_then(|pair| pair.iter().position(|byte| *byte == b':').map(|colon| pair[colon + 1..].to_vec())),
            _ => None,
        };
        password.is_some_and(|password| <[u8; 32]>::from(Sha256::digest(&password)) == self.0)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_password_is_taken_in_both_ways_and_shown_in_none() {
        let password = Password::new("open: sesame");
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        assert!(password.is_in(&headers(&[("authorization", &basic("coach:open: sesame"))])));
        assert!(password.is_in(&headers(&[("authorization", "Bearer open: sesame")])));
        for wrong in [basic("coach:sesame"), basic("coach"), "Basic !".to_owned(), "Bearer ".to_owned()] {
            assert!(!password.is_in(&headers(&[("authorization", &wrong)])), "{wrong}");
        }
        assert!(!password.is_in(&HeaderMap::new()));
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
