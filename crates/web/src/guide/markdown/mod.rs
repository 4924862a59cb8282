//! CommonMark to HTML that is safe by construction: raw HTML is shown as text, links lead to the web or within the
//! guide, pictures are our own, and every heading can be linked to.

mod links;
mod tabs;

use std::collections::HashSet;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

pub(crate) use links::{Around, PictureHtml};
use tabs::Piece;

/// A heading for the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Whether it is of the second rank.
    pub(crate) nested: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The text of the first top heading, which is not in the HTML.
    pub(crate) title: Option<String>,
    pub(crate) html: String,
    /// The headings below the title, of two ranks.
    pub(crate) headings: Vec<Heading>,
}

/// Renders a page. A link's name that is defined elsewhere (`[text][name]`) is known within its piece of the page.
pub(crate) fn render(markdown: &str, around: &Around<'_>) -> Rendered {
    let mut page = Page {
        around,
        ids: HashSet::new(),
        rendered: Rendered { title: None, html: String::new(), headings: Vec::new() },
    };
    for piece in tabs::pieces(markdown) {
        match piece {
            Piece::Text(text) => page.add(&text),
            Piece::Tabs(places) => {
                page.rendered.html.push_str("<div class=\"tabs\">\n");
                for (name, text) in places {
                    let label = escaped(&tabs::label(name));
                    let begin = format!("<section class=\"tab\" data-tab=\"{name}\" aria-label=\"{label}\">\n");
                    page.rendered.html.push_str(&begin);
                    page.rendered.html.push_str(&format!("<p class=\"tab-name\">{label}</p>\n"));
                    page.add(&text);
                    page.rendered.html.push_str("</section>\n");
                }
                page.rendered.html.push_str("</div>\n");
            }
        }
    }
    page.rendered
}

/// A page that is being rendered.
struct Page<'a> {
    around: &'a Around<'a>,
    ids: HashSet<String>,
    rendered: Rendered,
}

impl Page<'_> {
    fn add(&mut self, markdown: &str) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let events: Vec<_> = Parser::new_ext(markdown, options).collect();
        let mut shown = Vec::with_capacity(events.len());
        let mut at = 0;
        while let Some(event) = events.get(at) {
            at += 1;
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let content = until(&events[at..], |end| matches!(end, TagEnd::Heading(_)));
                    at += content.len() + 1;
                    self.heading(*level, content, &mut shown);
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let content = until(&events[at..], |end| matches!(end, TagEnd::Image));
                    at += content.len() + 1;
                    shown.push(self.picture(dest_url, &plain_text(content)));
                }
                // Focusable, so that a long line can be scrolled by keyboard.
                Event::Start(Tag::CodeBlock(_)) => {
                    shown.push(raw("<div class=\"code\"><pre tabindex=\"0\"><code>".to_owned()));
                }
                Event::End(TagEnd::CodeBlock) => shown.push(raw("</code></pre></div>\n".to_owned())),
                // Alignment would be a style within the page, which the policy forbids.
                Event::Start(Tag::Table(columns)) => {
                    shown.push(raw("<div class=\"table\" tabindex=\"0\">".to_owned()));
                    shown.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
                }
                Event::End(TagEnd::Table) => {
                    shown.push(event.clone());
                    shown.push(raw("</div>\n".to_owned()));
                }
                other => shown.extend(safe(other, self.around)),
            }
        }
        let mut text = String::new();
        html::push_html(&mut text, shown.into_iter());
        // A heading that says nothing is none.
        self.rendered.html.push_str(&text.replace("<th></th>", "<td></td>"));
    }

    fn heading<'e>(&mut self, level: HeadingLevel, content: &[Event<'e>], shown: &mut Vec<Event<'e>>) {
        let text = plain_text(content);
        if level == HeadingLevel::H1 && self.rendered.title.is_none() {
            self.rendered.title = Some(text);
            return;
        }
        let id = unique_id(&text, &mut self.ids);
        let rank = if level <= HeadingLevel::H2 { 2 } else { 3 };
        shown.push(raw(format!("<h{rank} id=\"{id}\">")));
        shown.extend(content.iter().filter_map(|event| safe(event, self.around)));
        shown.push(raw(format!("</h{rank}>\n")));
        self.rendered.headings.push(Heading { id, text, nested: rank == 3 });
    }

    /// A picture of ours; of any other its text stands for it.
    fn picture(&self, destination: &str, text: &str) -> Event<'static> {
        let found = self.around.beside(destination).and_then(|file| (self.around.picture)(&file));
        let Some(PictureHtml { sources, attributes }) = found else {
            return Event::Text(CowStr::from(text.to_owned()));
        };
        let alt = escaped(text);
        raw(format!("<picture>{sources}<img {attributes} alt=\"{alt}\" loading=\"lazy\"></picture>"))
    }
}

/// The events before this end.
fn until<'e, 'a>(events: &'e [Event<'a>], is_end: fn(&TagEnd) -> bool) -> &'e [Event<'a>] {
    let end = events.iter().position(|event| matches!(event, Event::End(end) if is_end(end)));
    &events[..end.unwrap_or(events.len())]
}

fn raw(html: String) -> Event<'static> {
    Event::Html(CowStr::from(html))
}

/// The event without what could do harm; none where nothing is left.
fn safe<'a>(event: &Event<'a>, around: &Around<'_>) -> Option<Event<'a>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text.clone()),
        Event::Start(Tag::Link { dest_url, title, link_type, .. }) => {
            // A link that leads nowhere is a word: an anchor without an address.
            let address = around.target(dest_url).map(|target| format!(" href=\"{}\"", escaped(&target)));
            let title = Some(title).filter(|title| !title.is_empty());
            let title = title.map(|title| format!(" title=\"{}\"", escaped(title)));
            // Printed, the address of a link stands beside its text, where that is another.
            let class = if *link_type == LinkType::Autolink { " class=\"bare\"" } else { "" };
            let (address, title) = (address.unwrap_or_default(), title.unwrap_or_default());
            raw(format!("<a{address}{title}{class} rel=\"noreferrer\">"))
        }
        Event::End(TagEnd::Link) => raw("</a>".to_owned()),
        // Within a heading its text stands for a picture.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        other => other.clone(),
    })
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn plain_text(events: &[Event<'_>]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(&**text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    });
    texts.collect()
}

/// As code hosts make them: lower case, words joined by `-`; numbered where one comes again.
fn unique_id(text: &str, taken: &mut HashSet<String>) -> String {
    let words: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<_> = words.split_whitespace().collect();
    let plain = if words.is_empty() { "section".to_owned() } else { words.join("-") };
    let mut id = plain.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{plain}-{number}");
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let page = |file: &str| (file == "challenges/02-others/guide.md").then(|| "/guide/02-others".to_owned());
        let picture = |file: &str| {
            let [sources, attributes] = ["<source>", "src=\"/a\""].map(str::to_owned);
            (file == "images/a-wide-light.webp").then_some(PictureHtml { sources, attributes })
        };
        render(markdown, &Around { file: "challenges/01-first/guide.md", page: &page, picture: &picture }).html
    }

    #[test]
    fn the_title_and_the_headings_are_known() {
        let page = render(
            "# Your *first* day\n\n## Goals\n\nx\n\n### More `goals`\n\n## Goals\n",
            &Around::nothing("guide/a.md"),
        );
        assert_eq!(page.title.as_deref(), Some("Your first day"));
        let headings: Vec<_> = page.headings.iter().map(|h| (h.id.as_str(), h.text.as_str(), h.nested)).collect();
        let expected = [("goals", "Goals", false), ("more-goals", "More goals", true), ("goals-2", "Goals", false)];
        assert_eq!(headings, expected);
        assert!(page.html.contains("<h2 id=\"goals-2\">Goals</h2>") && !page.html.contains("first"), "{}", page.html);
    }

    #[test]
    fn nothing_in_a_page_is_more_than_text() {
        let harmful = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\na <b onclick=x>b</b>\n\n\
             [x](javascript:alert(1)) [y](data:text/html,z) [z](//evil.example) ![p](http://evil.example/p.png)\n\n\
             [q](https://ok.example/\"onclick=x \"t\\\"onclick=y\")\n";
        let page = html(harmful);
        for bad in ["<script", "<img", "<b ", "javascript:", "data:", "=\"//evil", "p.png", "\"onclick"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }

    #[test]
    fn links_lead_to_the_web_or_within_the_guide() {
        let page = html(
            "[a](https://sre.google/books/) [b](../02-others/guide.md#tips) [c](#goals) [d](../../etc/passwd) [e](../09-gone/guide.md)",
        );
        for good in ["href=\"https://sre.google/books/\"", "href=\"/guide/02-others#tips\"", "href=\"#goals\""] {
            assert!(page.contains(good), "{good}: {page}");
        }
        assert!(!page.contains("passwd") && !page.contains("09-gone"), "{page}");
    }

    #[test]
    fn code_is_shown_as_it_is() {
        let page = html("```sh\ncurl 'a' | grep \"<b>\" && b\n```\n");
        assert!(
            page.contains("<pre tabindex=\"0\"><code>curl 'a' | grep \"&lt;b&gt;\" &amp;&amp; b\n</code></pre>"),
            "{page}"
        );
    }

    #[test]
    fn a_table_needs_no_style_and_no_empty_heading() {
        let page = html("| | a |\n|---|--:|\n| b | 1 |\n");
        assert!(page.contains("<td></td><th>a</th>") && !page.contains("style"), "{page}");
    }

    #[test]
    fn pictures_are_our_own() {
        let page =
            html("![The \"board\"](../../images/a-wide-light.webp) ![gone](../../images/b.webp)\n\n## A ![h](x)\n");
        let expected =
            "<picture><source><img src=\"/a\" alt=\"The &quot;board&quot;\" loading=\"lazy\"></picture> gone</p>";
        assert!(page.contains(expected) && page.contains("<h2 id=\"a-h\">A h</h2>"), "{page}");
        assert_eq!(page.matches("<img").count(), 1, "{page}");
    }

    #[test]
    fn what_is_for_one_place_is_marked_and_its_headings_are_known() {
        let around = Around::nothing("guide/a.md");
        let page = render("# T\n\n::: laptop\n### By hand\n\n`a`\n::: cloud\n### By hand\n:::\n\nafter\n", &around);
        assert_eq!(page.headings.iter().map(|heading| &*heading.id).collect::<Vec<_>>(), ["by-hand", "by-hand-2"]);
        let places =
            ["data-tab=\"laptop\"", "<h3 id=\"by-hand\">", "data-tab=\"cloud\"", "</section>\n</div>\n<p>after"];
        let places = places.map(|place| page.html.find(place).unwrap_or_else(|| panic!("{place}: {}", page.html)));
        assert!(places.is_sorted(), "{}", page.html);
    }
}
