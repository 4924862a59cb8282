//! Follows everything that pages lead to.

use std::collections::BTreeSet;

use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, Url};
use scraper::{Html, Selector};

/// What leads somewhere, and whether it is asked for in the look.
const LEADS: [(&str, &str, bool); 4] = [
    ("a[href], link[href]", "href", true),
    ("script[src], img[src], source[src]", "src", true),
    // What is sent with it makes the answer.
    ("form[action]", "action", false),
    ("[formaction]", "formaction", false),
];

/// A look at a service below a path, as somebody with a cookie jar.
pub struct Crawl {
    client: Client,
    root: Url,
    seen: BTreeSet<Url>,
    next: Vec<(Url, Url)>,
}

impl Crawl {
    /// Of the service that is published at `root`, with a slash at the end. The client must not follow redirects.
    pub fn of(client: Client, root: Url) -> Self {
        assert!(root.path().ends_with('/'));
        Self { client, root, seen: BTreeSet::new(), next: Vec::new() }
    }

    /// Looks at these pages and all that they lead to; how many addresses that were.
    pub async fn look_at(&mut self, paths: &[&str]) -> usize {
        for path in paths {
            let page = self.root.join(path).unwrap();
            self.lead(&self.root.clone(), page);
        }
        while let Some((from, url)) = self.next.pop() {
            let answer = self.client.get(url.clone()).send().await.unwrap();
            let status = answer.status();
            assert!(status.is_success() || status.is_redirection(), "{url}, which {from} leads to, answers {status}");
            self.check(answer).await;
        }
        self.seen.len()
    }

    /// Looks at an answer of any status, and at what it leads to later.
    pub async fn check(&mut self, answer: Response) {
        let (url, headers) = (answer.url().clone(), answer.headers().clone());
        let text_of = |name| headers.get(name).and_then(|value: &reqwest::header::HeaderValue| value.to_str().ok());
        for cookie in headers.get_all(SET_COOKIE) {
            let path = cookie.to_str().unwrap().split(';').find_map(|part| part.trim().strip_prefix("Path="));
            let path = path.unwrap_or_else(|| panic!("{url} sets a cookie without a path"));
            assert!(format!("{path}/").starts_with(self.root.path()), "{url} sets a cookie for {path}");
        }
        let reports = text_of(CONTENT_SECURITY_POLICY).and_then(|policy| policy.split_once("report-uri "));
        if let Some((_, reports)) = reports {
            let place = url.join(reports.split(';').next().unwrap().trim()).unwrap();
            assert!(self.is_below(&place), "{url} reports to {place}");
        }
        if let Some(place) = text_of(LOCATION) {
            let place = url.join(place).unwrap();
            assert!(self.is_below(&place), "{url} redirects to {place}");
            self.lead(&url, place);
        }
        let kind = text_of(CONTENT_TYPE).unwrap_or_default().to_owned();
        let text = answer.text().await.unwrap();
        let found = match kind.split(';').next().unwrap_or_default() {
            "text/html" => html(&text),
            "text/css" => between(&text, &[("url(\"", '"'), ("url(", ')')]),
            // Others' scripts are whole files that import nothing.
            "text/javascript"
                if ["/vendor/", "/plotly/", "/static/"].iter().all(|theirs| !url.path().contains(theirs)) =>
            {
                between(&text, &[(" from '", '\''), ("import '", '\'')])
            }
            _ => Vec::new(),
        };
        for (place, asked_for) in found {
            let Ok(place) = url.join(&place) else { panic!("{url} leads to `{place}`") };
            if place.origin() == self.root.origin() {
                assert!(self.is_below(&place), "{url} leads to {place}");
                if asked_for {
                    self.lead(&url, place);
                }
            }
        }
    }

    fn lead(&mut self, from: &Url, mut url: Url) {
        url.set_fragment(None);
        if self.seen.insert(url.clone()) {
            self.next.push((from.clone(), url));
        }
    }

    fn is_below(&self, url: &Url) -> bool {
        url.origin() == self.root.origin() && url.path().starts_with(self.root.path())
    }
}

fn html(text: &str) -> Vec<(String, bool)> {
    let page = Html::parse_document(text);
    let mut found = Vec::new();
    for (selector, attribute, asked_for) in LEADS {
        let selector = Selector::parse(selector).expect("a selector");
        let places = page.select(&selector).filter_map(|element| element.value().attr(attribute));
        let places = places.filter(|place| !place.starts_with('#') && !place.starts_with("data:"));
        found.extend(places.map(|place| (place.to_owned(), asked_for)));
    }
    found
}

/// What stands between these marks.
fn between(text: &str, marks: &[(&str, char)]) -> Vec<(String, bool)> {
    let pieces =
        marks.iter().flat_map(|(begin, end)| text.split(begin).skip(1).filter_map(|rest| rest.split(*end).next()));
    let places = pieces.filter(|place| !place.starts_with(['"', '#']) && !place.starts_with("data:"));
    places.map(|place| (place.to_owned(), true)).collect()
}
