//! Whose rights are used: application default credentials, as all of Google's own programs find them, or a token at hand.

use std::time::Duration;

use google_cloud_auth::credentials::{AccessTokenCredentials, Builder, CacheableResource, CredentialsProvider as _};
use http::header::AUTHORIZATION;
use http::{Extensions, HeaderMap, HeaderValue};

use crate::trouble::Trouble;

/// A metadata server that is not there is looked for over and over.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the crate says where it found no file, and no metadata server either.
const NOBODY: &str = "The most common reason for this problem";
/// Characters of what the crate says.
const MOST_WORDS: usize = 240;

/// Who asks. Clones share the token, which is asked for again before it ends.
#[derive(Clone, Debug)]
pub struct Credentials(Source);

#[derive(Clone)]
enum Source {
    Token(String),
    Default(AccessTokenCredentials),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "a token",
            Self::Default(_) => "application default credentials",
        })
    }
}

impl Credentials {
    /// Application default credentials (<https://cloud.google.com/docs/authentication/application-default-credentials>): the
    /// file of `GOOGLE_APPLICATION_CREDENTIALS`, that of `gcloud auth application-default login`, or the metadata server.
    /// Needs a runtime. Nobody is asked yet.
    ///
    /// # Errors
    /// [`Trouble::NoCredentials`] where the file is none.
    pub fn of_environment() -> Result<Self, Trouble> {
        let built = Builder::default().build_access_token_credentials();
        Ok(Self(Source::Default(built.map_err(|error| none(&error))?)))
    }

    /// An OAuth access token, which holds for an hour: `gcloud auth print-access-token`.
    ///
    /// # Errors
    /// [`Trouble::Config`] where it has characters that no token has.
    pub fn of_token(token: &str) -> Result<Self, Trouble> {
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let words = "the access token has characters that no token has; is it all of it, and nothing else?";
            return Err(Trouble::Config(words.to_owned()));
        }
        Ok(Self(Source::Token(token.to_owned())))
    }

    /// A bearer token that is good for some minutes.
    ///
    /// # Errors
    /// [`Trouble::NoCredentials`], with how to log in.
    pub async fn token(&self) -> Result<String, Trouble> {
        match &self.0 {
            Source::Token(token) => Ok(token.clone()),
            Source::Default(credentials) => Ok(in_time(credentials.access_token()).await?.token),
        }
    }

    /// What requests carry: the token, and the project that they are counted for where the credentials name one.
    pub(crate) async fn headers(&self) -> Result<HeaderMap, Trouble> {
        match &self.0 {
            Source::Token(token) => {
                let mut value = HeaderValue::try_from(format!("Bearer {token}"))
                    .map_err(|_| Trouble::NoCredentials("the token fits in no header".to_owned()))?;
                value.set_sensitive(true);
                Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
            }
            Source::Default(credentials) => match in_time(credentials.headers(Extensions::new())).await? {
                CacheableResource::New { data, .. } => Ok(data),
                CacheableResource::NotModified => Err(Trouble::NoCredentials("they give no token".to_owned())),
            },
        }
    }

    /// What to do where Google does not take them any more.
    pub(crate) fn renewed(&self) -> &'static str {
        match self.0 {
            Source::Token(_) => {
                "a token holds for an hour; export GOOGLE_OAUTH_ACCESS_TOKEN=$(gcloud auth print-access-token)"
            }
            Source::Default(_) => "log in anew with `gcloud auth application-default login`",
        }
    }
}

async fn in_time<T, E: std::error::Error>(asked: impl Future<Output = Result<T, E>>) -> Result<T, Trouble> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answered) => answered.map_err(|error| none(&error)),
        Err(_) => Err(Trouble::NoCredentials(format!("nobody gave a token within {} s", PATIENCE.as_secs()))),
    }
}

/// What an error says, on one line: each of its causes, as outermost words tell only that there is no token. The crate puts no
/// secret into it.
fn none(error: &dyn std::error::Error) -> Trouble {
    let mut causes = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    if causes.iter().any(|cause| cause.contains(NOBODY)) {
        return Trouble::NoCredentials("nobody is logged in here".to_owned());
    }
    let outermost = usize::from(causes.len() > 1);
    let mut words = String::new();
    for cause in causes.drain(outermost..) {
        let line = cause.split_whitespace().collect::<Vec<_>>().join(" ");
        // Causes repeat what causes it.
        if !words.contains(&line) {
            let between = if words.is_empty() { "" } else { ": " };
            words = format!("{words}{between}{}", line.trim_end_matches('.'));
        }
    }
    Trouble::NoCredentials(words.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect())
}
