//! Google Cloud, asked with the rights of whoever runs the command.

use movie_guru_google_cloud::{Credentials, Google, Patience, Trouble};
use url::Url;

/// A token at hand, in place of application default credentials.
const TOKEN: &str = "GOOGLE_OAUTH_ACCESS_TOKEN";
/// An address in place of those of `googleapis.com`, for tests.
const API: &str = "COACH_GOOGLE_API";

/// Google's APIs, with the credentials that this environment has.
///
/// # Errors
/// There are none.
pub(crate) fn of_environment() -> Result<Google, Trouble> {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let credentials = match set(TOKEN) {
        Some(token) => Credentials::of_token(&token)?,
        None => Credentials::of_environment()?,
    };
    let api = set(API).map(|api| Url::parse(&api)).transpose();
    let api = api.map_err(|error| Trouble::Config(format!("{API} is no address: {error}")))?;
    Google::new(credentials, api.as_ref(), Patience::default())
}
