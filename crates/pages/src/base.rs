//! The path below which a service is reached: a proxy may publish it at `/team-7/monitor`, among others behind one
//! address.
//!
//! The proxy may pass the path on or take it away; requests are answered either way. What a page leads to is below the
//! path in any case: [`below`] makes an address of the one that the routes know. It finds the path of the request in the
//! task that answers it, for hardly a function between a route and its links has any other use for it.

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use tower::Layer;

const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
/// Far longer than anybody's path, and short enough for every page to hold it many times.
const MOST_BYTES: usize = 200;

tokio::task_local! {
    static BASE: Base;
}

/// The path below which a service is reached; none by default. It stands in addresses, in HTML, in cookies and in a
/// policy, so it has nothing in it that means anything in any of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base(Arc<str>);

/// Not a path to be below.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no base path; write it like /team-7/monitor: letters, digits and - . _ ~ between slashes, no `..`")]
pub struct NotABase(String);

impl FromStr for Base {
    type Err = NotABase;

    fn from_str(text: &str) -> Result<Self, NotABase> {
        let not_a_base = || NotABase(text.chars().take(MOST_BYTES).collect());
        let rest = text.strip_prefix('/').filter(|_| text.len() <= MOST_BYTES).ok_or_else(not_a_base)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.is_empty() {
            return if text == "/" { Ok(Self::default()) } else { Err(not_a_base()) };
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(is_plain);
        if rest.split('/').all(is_part) { Ok(Self(format!("/{rest}").into())) } else { Err(not_a_base()) }
    }
}

impl Base {
    /// The path without a slash at its end; empty where the service has its address for itself.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// The address of what the routes know as `path`, which begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// What a request for this address is for, where it is below the path.
    fn within(&self, uri: &Uri) -> Option<Uri> {
        let rest = uri.path().strip_prefix(&*self.0).filter(|_| !self.0.is_empty())?;
        let path = match rest {
            "" => "/",
            rest if rest.starts_with('/') => rest,
            _ => return None,
        };
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(format!("{path}{query}")).ok()?);
        Uri::from_parts(parts).ok()
    }
}

/// The base path of the request that this task answers; none elsewhere.
pub fn base() -> Base {
    BASE.try_with(Base::clone).unwrap_or_default()
}

/// The address, for whoever asked, of what the routes know as `path`.
pub fn below(path: &str) -> String {
    base().url(path)
}

/// How a service is published.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The path below which it is.
    pub base: Base,
    /// Whether a proxy stands in front, whose `X-Forwarded-Prefix` is true; it may then name another path.
    pub behind_proxy: bool,
}

impl Published {
    /// The routes, answered with the path before them and without.
    pub fn routes(self, router: Router) -> Router {
        if self.base.path().is_empty() && !self.behind_proxy {
            return router;
        }
        Router::new().fallback_service(from_fn_with_state(Arc::new(self), answered).layer(router))
    }

    /// The path of a request. A header that is no path, or that was sent twice, says nothing.
    fn base_of(&self, headers: &HeaderMap) -> Base {
        let mut told = headers.get_all(FORWARDED_PREFIX).iter();
        match (self.behind_proxy, told.next(), told.next()) {
            (true, Some(prefix), None) => prefix.to_str().ok().and_then(|prefix| prefix.parse().ok()),
            _ => None,
        }
        .unwrap_or_else(|| self.base.clone())
    }
}

async fn answered(State(published): State<Arc<Published>>, mut request: Request, next: Next) -> Response {
    let base = published.base_of(request.headers());
    if let Some(uri) = base.within(request.uri()) {
        request.extensions_mut().insert(OriginalUri(uri.clone()));
        *request.uri_mut() = uri;
    }
    let mut response = BASE.scope(base, next.run(request)).await;
    if published.behind_proxy {
        // A cache must not show one team's links to another.
        response.headers_mut().append(header::VARY, HeaderValue::from_static("x-forwarded-prefix"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::IntoResponse;
    use axum::routing::get;
    use http::StatusCode;
    use tower::ServiceExt;

    use super::*;

    fn base(text: &str) -> Base {
        text.parse().unwrap()
    }

    #[test]
    fn a_base_path_is_a_plain_path_and_nothing_else() {
        for (text, path) in [("/", ""), ("/team-7/monitor", "/team-7/monitor"), ("/a.b/~c_d/", "/a.b/~c_d")] {
            assert_eq!(base(text).path(), path);
        }
        for bad in [
            "",
            "team-7",
            "//evil.example",
            "/a//b",
            "/a//",
            "//",
            "/..",
            "/a/../b",
            "/./a",
            "/a?b",
            "/a#b",
            "/a b",
            "/a%2f..",
            "/a\"><script>",
            "/a;b",
            "/a,/b",
            "/a\\b",
            "/a\r\nb",
            "/ä",
            "https://labs.example/a",
            "/@evil.example:80",
        ] {
            let error = bad.parse::<Base>().unwrap_err().to_string();
            assert!(error.contains("write it like /team-7/monitor"), "{bad}: {error}");
        }
        assert!(format!("/{}", "a".repeat(MOST_BYTES)).parse::<Base>().is_err());
        assert_eq!(base("/a").url("/slos?x=1"), "/a/slos?x=1");
        assert_eq!(Base::default().url("/slos"), "/slos");
    }

    /// What a page answers as its own path and as a link, and the header that tells caches what it depends on.
    async fn answer(published: &Published, address: &str, told: &[&'static str]) -> (StatusCode, String, bool) {
        let page = async |uri: Uri, OriginalUri(original): OriginalUri| {
            assert_eq!(uri, original);
            format!("{uri} {}", below("/next")).into_response()
        };
        let router = published.clone().routes(Router::new().route("/", get(page)).route("/slos", get(page)));
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = address.parse().unwrap();
        for prefix in told {
            request.headers_mut().append(FORWARDED_PREFIX, HeaderValue::from_static(prefix));
        }
        let response = router.oneshot(request).await.unwrap();
        let varies = response.headers().get_all(header::VARY).iter().any(|names| *names == "x-forwarded-prefix");
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap(), varies)
    }

    #[tokio::test]
    async fn the_path_may_be_passed_on_or_taken_away() {
        let published = Published { base: base("/team-7/monitor"), behind_proxy: false };
        for (address, seen) in [
            ("/team-7/monitor", "/"),
            ("/team-7/monitor/", "/"),
            ("/", "/"),
            ("/team-7/monitor/slos?a=b", "/slos?a=b"),
            ("/slos?a=b", "/slos?a=b"),
            ("http://labs.example/team-7/monitor/slos", "http://labs.example/slos"),
        ] {
            let expected = (StatusCode::OK, format!("{seen} /team-7/monitor/next"), false);
            assert_eq!(answer(&published, address, &[]).await, expected, "{address}");
        }
        for elsewhere in ["/team-7/monitors", "/team-7", "/team-8/monitor/slos", "/team-7/monitor//slos"] {
            assert_eq!(answer(&published, elsewhere, &[]).await.0, StatusCode::NOT_FOUND, "{elsewhere}");
        }
    }

    #[tokio::test]
    async fn a_proxy_is_believed_where_there_is_one() {
        let alone = Published { base: base("/own"), behind_proxy: false };
        assert_eq!(answer(&alone, "/slos", &["/told"]).await.1, "/slos /own/next");
        let behind = Published { behind_proxy: true, ..alone };
        let ok = |text: &str| (StatusCode::OK, text.to_owned(), true);
        assert_eq!(answer(&behind, "/slos", &["/told"]).await, ok("/slos /told/next"));
        assert_eq!(answer(&behind, "/told/slos", &["/told"]).await, ok("/slos /told/next"));
        assert_eq!(answer(&behind, "/slos", &["/"]).await, ok("/slos /next"));
        assert_eq!(answer(&behind, "/own/slos", &[]).await, ok("/slos /own/next"));
        for forged in [&["//evil.example"][..], &["/a\"><script>"], &["/a, /b"], &["/a", "/b"], &[""]] {
            assert_eq!(answer(&behind, "/slos", forged).await, ok("/slos /own/next"), "{forged:?}");
        }
    }

    #[tokio::test]
    async fn without_a_path_nothing_changes() {
        let alone = Published::default();
        assert_eq!(answer(&alone, "/slos", &["/told"]).await, (StatusCode::OK, "/slos /next".to_owned(), false));
    }
}
