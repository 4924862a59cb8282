//! The challenge guide: `docs/challenges/NN-name/guide.md` as pages, with the addresses of this lab in them.

mod markdown;
pub(crate) mod pages;

use rust_embed::RustEmbed;

use markdown::{Heading, Rendered};

#[derive(RustEmbed)]
#[folder = "../../docs/challenges"]
#[allow_missing = true]
struct Files;

/// A page of the guide as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The folder's name, and the last part of the address: a number, then letters, digits, `-` and `_`.
    pub slug: String,
    /// CommonMark.
    pub markdown: String,
}

impl Chapter {
    /// The pages that travel in the binary.
    pub fn embedded() -> Vec<Self> {
        let page = |name: std::borrow::Cow<'static, str>| {
            let slug = name.strip_suffix("/guide.md").filter(|slug| is_slug(slug))?.to_owned();
            let markdown = String::from_utf8_lossy(&Files::get(&name)?.data).into_owned();
            Some(Self { slug, markdown })
        };
        Files::iter().filter_map(page).collect()
    }
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Where attendees reach the parts of this lab, without a slash at the end. What is none stays as it was written.
#[derive(Clone, Debug, Default)]
pub struct LabAddresses {
    /// The web app; none: where it listens.
    pub web: Option<String>,
    /// The backend; none: where the edge finds it.
    pub backend: Option<String>,
    /// The load generator.
    pub load: Option<String>,
    /// The monitor.
    pub monitor: Option<String>,
}

impl LabAddresses {
    /// The text with this lab's addresses in place of the usual ones. Guides are written with those, so that they read
    /// right in the repository too.
    fn fill_in(&self, text: &str) -> String {
        let parts = [(8080, &self.web), (8081, &self.backend), (8089, &self.load), (9090, &self.monitor)];
        let mut filled = text.to_owned();
        let mut marks = Vec::new();
        // First a mark that no text has, so that what was filled in is not taken for a usual address in its turn.
        for (mark, (port, address)) in ('\u{f0000}'..).step_by(2).zip(parts) {
            let Some(address) = address else { continue };
            let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
            let bare_mark = char::from_u32(u32::from(mark) + 1).unwrap_or_default();
            for host in ["localhost", "127.0.0.1"] {
                filled = replace_port(&filled, &format!("http://{host}:{port}"), mark);
                filled = replace_port(&filled, &format!("{host}:{port}"), bare_mark);
            }
            marks.extend([(mark, address.as_str()), (bare_mark, bare)]);
        }
        marks.into_iter().fold(filled, |text, (mark, address)| text.replace(mark, address))
    }
}

/// Replaces `address`, but not where its port goes on (8080 in 80801).
fn replace_port(text: &str, address: &str, by: char) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut pieces = text.split(address);
    replaced.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if piece.starts_with(|next: char| next.is_ascii_digit()) {
            replaced.push_str(address);
        } else {
            replaced.push(by);
        }
        replaced.push_str(piece);
    }
    replaced
}

/// The guide as it is shown.
pub(crate) struct Guide {
    chapters: Vec<ShownChapter>,
}

pub(crate) struct ShownChapter {
    slug: String,
    title: String,
    /// How long it takes, where the page begins with `*30 minutes.*`.
    minutes: Option<u32>,
    /// With this lab's addresses. It becomes HTML for each visit, whose links are below the path of that visit.
    markdown: String,
    headings: Vec<Heading>,
}

impl Guide {
    /// In the order of the slugs, which begin with a number.
    pub(crate) fn new(mut chapters: Vec<Chapter>, addresses: &LabAddresses) -> Self {
        chapters.sort_by(|one, other| one.slug.cmp(&other.slug));
        let slugs: Vec<_> = chapters.iter().map(|chapter| chapter.slug.clone()).collect();
        let show = |chapter: Chapter| {
            let markdown = addresses.fill_in(&chapter.markdown);
            let Rendered { title, headings, .. } = markdown::render(&markdown, &slugs);
            ShownChapter {
                title: title.unwrap_or_else(|| chapter.slug.clone()),
                minutes: minutes(&markdown),
                slug: chapter.slug,
                markdown,
                headings,
            }
        };
        Self { chapters: chapters.into_iter().map(show).collect() }
    }

    fn html(&self, chapter: &ShownChapter) -> String {
        let slugs: Vec<_> = self.chapters.iter().map(|chapter| chapter.slug.clone()).collect();
        markdown::render(&chapter.markdown, &slugs).html
    }
}

fn minutes(markdown: &str) -> Option<u32> {
    let begin = markdown.lines().find_map(|line| line.strip_prefix('*'))?;
    begin.split_once(" minutes.*")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_labs_addresses_stand_in_for_the_usual_ones() {
        let addresses = LabAddresses {
            web: Some("http://127.0.0.1:8081".to_owned()),
            backend: Some("https://guru.example/b".to_owned()),
            ..LabAddresses::default()
        };
        let text =
            "Open http://localhost:8080/, curl -s 127.0.0.1:8081/metrics; http://localhost:9090 and localhost:80801.";
        assert_eq!(
            addresses.fill_in(text),
            "Open http://127.0.0.1:8081/, curl -s guru.example/b/metrics; http://localhost:9090 and localhost:80801."
        );
    }

    #[test]
    fn a_slug_leads_nowhere_else() {
        assert!(is_slug("01-first-day"));
        for slug in ["", "README", "../x", "1/b", "1.b", "1ä", "1 b"] {
            assert!(!is_slug(slug), "{slug}");
        }
    }
}
