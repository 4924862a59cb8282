//! What a web page loads: the scripts, styles and pictures that it names in its own markup and that stand at its own
//! origin, each once.

use reqwest::header::{CONTENT_TYPE, LOCATION};
use scraper::{Html, Selector};
use url::Url;

use crate::people::answer::Answer;
use crate::people::browser::Address;

/// A page that names more has something wrong with it.
const MOST_ASSETS: usize = 100;

/// What loads something as soon as the page is shown.
const LOADS: [(&str, &str); 4] = [
    ("script[src]", "src"),
    (
        "link[rel~=stylesheet][href], link[rel~=icon][href], link[rel~=modulepreload][href], link[rel~=preload][href]",
        "href",
    ),
    ("img[src]", "src"),
    ("source[src]", "src"),
];

/// What came of opening a page.
#[derive(Debug)]
pub(crate) enum Opened {
    /// It is shown, and loads these.
    Here(Vec<Address>),
    /// It is another page of the same site.
    Elsewhere(Address),
}

/// What came of opening the page at this address.
pub(crate) fn opened(address: &Url, answer: &Answer) -> Result<Opened, String> {
    if !answer.status.is_redirection() {
        return assets(address, answer).map(Opened::Here);
    }
    let place = answer.headers.get(LOCATION).and_then(|place| place.to_str().ok());
    let next = place.and_then(|place| address.join(place).ok()).ok_or("a redirect to nowhere")?;
    if next.origin() != address.origin() {
        return Err(format!("a redirect to another site: {next}"));
    }
    address_of(next).map(Opened::Elsewhere)
}

fn address_of(url: Url) -> Result<Address, String> {
    Address::of(url).map_err(|error| format!("no address: {error}"))
}

/// The assets of the page that was answered at this address, in the order of the page.
fn assets(address: &Url, answer: &Answer) -> Result<Vec<Address>, String> {
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        return Err(format!("the page is `{kind}`, not text/html"));
    }
    let text = std::str::from_utf8(&answer.body).map_err(|error| format!("the page is not UTF-8: {error}"))?;
    let page = Html::parse_document(text);
    let mut found: Vec<Url> = Vec::new();
    for (selector, attribute) in LOADS {
        // The selectors stand above.
        let Ok(selector) = Selector::parse(selector) else { continue };
        let named = page.select(&selector).filter_map(|element| address.join(element.value().attr(attribute)?).ok());
        for url in named.filter(|url| url.origin() == address.origin()) {
            if !found.contains(&url) {
                found.push(url);
            }
        }
    }
    if found.len() > MOST_ASSETS {
        return Err(format!("the page loads {} things", found.len()));
    }
    found.into_iter().map(address_of).collect()
}

/// Anything at all: an empty script or style is a mistake of whoever built the page.
pub(crate) fn whole_asset(answer: &Answer) -> Result<(), String> {
    if answer.body.is_empty() { Err("an asset with nothing in it".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;

    fn page(kind: &'static str, body: &'static str) -> Answer {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
        Answer { status: StatusCode::OK, headers, body: axum::body::Bytes::from_static(body.as_bytes()) }
    }

    #[test]
    fn a_pages_own_assets_are_found_once_each_and_others_are_not() {
        let address = "http://127.0.0.1:8080/app/".parse().unwrap();
        let html = r#"<!doctype html><link rel="stylesheet" href="/main.css?v=1"><link rel="canonical" href="/app/">
            <script src="app.js" defer></script><script>not()</script><script src="app.js"></script>
            <img src="../logo.svg"><img src="data:image/png;base64,AA"><img src="https://elsewhere.test/x.png">
            <!-- <script src="/commented.js"></script> --><a href="/page">no asset</a>"#;
        let found: Vec<_> = assets(&address, &page("text/html; charset=utf-8", html)).unwrap();
        let paths: Vec<_> = found.iter().map(|asset| &asset.url()[url::Position::BeforePath..]).collect();
        assert_eq!(paths, ["/app/app.js", "/main.css?v=1", "/logo.svg"]);
        assert!(assets(&address, &page("application/json", "{}")).unwrap_err().contains("not text/html"));
    }

    #[test]
    fn who_is_sent_elsewhere_goes_there_on_the_same_site_only() {
        let address = "http://127.0.0.1:8080/".parse().unwrap();
        let sent_to = |place: &'static str| {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(place))]);
            opened(&address, &Answer { status: StatusCode::SEE_OTHER, headers, body: axum::body::Bytes::new() })
        };
        let Ok(Opened::Elsewhere(next)) = sent_to("/login") else { panic!("not sent to the login") };
        assert_eq!(next.url().as_str(), "http://127.0.0.1:8080/login");
        assert!(sent_to("https://elsewhere.test/").unwrap_err().contains("another site"));
    }
}
