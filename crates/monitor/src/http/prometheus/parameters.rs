//! Parameters of a request, from its address and from its form, and what they may say.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, RawQuery, Request};
use http::header;
use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::Period;
use series::duration;
use url::form_urlencoded;

use super::answer::Refusal;

/// The parameters of a request; those of a form come before those of the address.
pub(super) struct Parameters(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Parameters {
    type Rejection = Refusal;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Refusal> {
        use axum::RequestExt as _;
        let RawQuery(query) = request.extract_parts().await.unwrap_or(RawQuery(None));
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let has_form = kind.starts_with("application/x-www-form-urlencoded");
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|error| Refusal::bad_data(format!("error parsing form values: {error}")))?;
        let form = if has_form { &body[..] } else { &[] };
        let pairs =
            form_urlencoded::parse(form).chain(form_urlencoded::parse(query.as_deref().unwrap_or("").as_bytes()));
        Ok(Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

impl Parameters {
    /// The first value of a parameter; an empty one is none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All values of a parameter.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// At most so many; below 0 is any number, as in Prometheus.
    pub(super) fn limit(&self) -> Result<usize, Refusal> {
        match self.get("limit").map(str::parse::<i64>) {
            None => Ok(usize::MAX),
            Some(Ok(limit)) => Ok(usize::try_from(limit).unwrap_or(usize::MAX)),
            Some(Err(_)) => Err(Refusal::bad_data("limit must be a number".to_owned())),
        }
    }

    /// A moment, if it is there.
    pub(super) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let told = moment(text).map_err(|problem| format!("Invalid time value for '{name}': {problem}"));
        told.map(Some).map_err(|problem| Refusal::parameter(name, &problem))
    }

    /// A moment that must be there.
    pub(super) fn required_moment(&self, name: &str) -> Result<Timestamp, Refusal> {
        moment(self.get(name).unwrap_or_default()).map_err(|problem| Refusal::parameter(name, &problem))
    }

    /// The period from `start` to `end`, each as far as time goes where it is absent; the end belongs to it.
    pub(super) fn period(&self) -> Result<Period, Refusal> {
        let start = self.moment("start")?.unwrap_or(Timestamp::MIN);
        Ok(Period { start, end: self.moment("end")?.unwrap_or(Timestamp::MAX) })
    }

    /// A length in milliseconds: seconds, or a duration such as `5m`.
    pub(super) fn length(&self, name: &str) -> Result<Option<SignedDuration>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let wrong =
            |problem: &str| Refusal::parameter(name, &format!("cannot parse \"{text}\" to a valid duration{problem}"));
        if let Ok(seconds) = text.parse::<f64>() {
            let ms = seconds * 1000.0;
            if ms.is_nan() || ms.abs() > 9e15 {
                return Err(wrong(". It overflows int64"));
            }
            return Ok(Some(SignedDuration::from_millis(ms as i64)));
        }
        let length = duration::parse(text).and_then(|length| SignedDuration::try_from(length).ok());
        length.map(Some).ok_or_else(|| wrong(""))
    }

    /// How long the answer may take.
    pub(super) fn timeout(&self) -> Result<Option<Duration>, Refusal> {
        Ok(self.length("timeout")?.map(|length| Duration::try_from(length).unwrap_or_default()))
    }
}

/// A moment, exact to the millisecond: seconds since 1970, or RFC 3339.
fn moment(text: &str) -> Result<Timestamp, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite());
    let ms = match seconds {
        Some(seconds) => Some((seconds * 1000.0).round() as i64),
        None => text.parse().ok().map(Timestamp::as_millisecond),
    };
    let moment = ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    moment.ok_or_else(|| format!("cannot parse \"{text}\" to a valid timestamp"))
}
