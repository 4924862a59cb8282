//! Who is the coach: whoever knows the admin token, where one is set.

use http::HeaderMap;
use movie_guru_service::{AdminToken, Problem, password};

/// Whether the caller may do what only a coach may: the token is sent as a bearer token, or as the password that a browser
/// asked for, beside any name.
pub(crate) fn is_coach(token: &AdminToken, headers: &HeaderMap) -> bool {
    token.is_in(headers) || password(headers).is_some_and(|password| token.is(&password))
}

/// Lets nobody but a coach do this.
pub(super) fn only_a_coach(token: &AdminToken, headers: &HeaderMap, what: &str) -> Result<(), Problem> {
    if is_coach(token, headers) {
        return Ok(());
    }
    let words = format!("Only a coach may {what}: send the admin token as a bearer token.");
    Err(Problem::unauthorized("Bearer", &words))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use http::header;

    use super::*;

    fn sent(authorization: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, authorization.parse().unwrap())])
    }

    #[test]
    fn the_token_opens_in_both_ways_and_nothing_else_does() {
        let token = AdminToken::from(Some("open: sesame"));
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        for right in ["Bearer open: sesame".to_owned(), basic("coach:open: sesame"), basic(":open: sesame")] {
            assert!(is_coach(&token, &sent(&right)), "{right}");
        }
        for wrong in [basic("coach:open"), basic("open: sesame"), basic("coach:"), "Basic !".into(), "Bearer ".into()] {
            assert!(!is_coach(&token, &sent(&wrong)), "{wrong}");
        }
        assert!(!is_coach(&token, &HeaderMap::new()));
        assert!(is_coach(&AdminToken::from(None::<&str>), &HeaderMap::new()), "without a token everybody may");
    }
}
