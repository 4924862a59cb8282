//! The lab's other parts, above each page.

use std::str::FromStr;

use maud::{Markup, html};
use movie_guru_pages::below;
use url::Url;

/// A link to another part of the lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub name: String,
    /// Where it leads.
    pub url: Url,
}

impl FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no link; write it like monitor=http://127.0.0.1:9090/");
        let (name, url) = text.split_once('=').ok_or_else(wrong)?;
        let url: Url = url.trim().parse().map_err(|_| wrong())?;
        if name.trim().is_empty() || !matches!(url.scheme(), "http" | "https") {
            return Err(wrong());
        }
        Ok(Self { name: name.trim().to_owned(), url })
    }
}

/// The links above every page of the load generator.
pub(super) fn links(links: &[Link]) -> Markup {
    html! {
        nav.lab-links aria-label="Lab" {
            @for link in links { a href=(link.url) { (link.name) } }
            a href=(below("/")) { "load" }
            a href=(below("/runs")) { "past runs" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_and_only_to_pages() {
        let link: Link = "monitor=http://127.0.0.1:9090/".parse().unwrap();
        assert_eq!((link.name.as_str(), link.url.as_str()), ("monitor", "http://127.0.0.1:9090/"));
        for bad in ["monitor", "=http://x/", "monitor=javascript:alert(1)", "monitor=9090"] {
            assert!(bad.parse::<Link>().unwrap_err().contains("write it like"), "{bad}");
        }
    }
}
