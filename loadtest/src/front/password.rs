//! The password of the page, as requests say it.

use axum::http::HeaderMap;
use movie_guru_service::{Secret, bearer, password};

/// The password of the page; any user name goes with it. Never shown.
#[derive(Clone, Debug)]
pub struct Password(Secret);

impl Password {
    /// This password.
    pub fn new(password: &str) -> Self {
        Self(Secret::new(password))
    }

    /// Whether the request says it, as a bearer token or beside a user's name.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|token| self.0.is(token))
            || password(headers).is_some_and(|password| self.0.is(&password))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

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
        assert_eq!(format!("{password:?}"), "Password(Secret(…))");
    }
}
