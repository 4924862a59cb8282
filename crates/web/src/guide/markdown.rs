//! CommonMark to HTML that is safe by construction: raw HTML is shown as text, links lead to the web or within the
//! guide, and every heading can be linked to.

use std::collections::HashSet;

use movie_guru_pages::below;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

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

/// Renders a page; links to `../NN-name/guide.md` become links to the guide's page, where `slugs` has it.
pub(crate) fn render(markdown: &str, slugs: &[String]) -> Rendered {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<_> = Parser::new_ext(markdown, options).collect();
    let mut rendered = Rendered { title: None, html: String::new(), headings: Vec::new() };
    let mut ids = HashSet::new();
    let mut shown = Vec::with_capacity(events.len());
    let mut at = 0;
    while let Some(event) = events.get(at) {
        at += 1;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let end = events[at..].iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_))));
                let content = &events[at..at + end.unwrap_or_default()];
                at += content.len() + 1;
                let text = plain_text(content);
                if *level == HeadingLevel::H1 && rendered.title.is_none() {
                    rendered.title = Some(text);
                    continue;
                }
                let id = unique_id(&text, &mut ids);
                let rank = if *level <= HeadingLevel::H2 { 2 } else { 3 };
                shown.push(raw(format!("<h{rank} id=\"{id}\">")));
                shown.extend(content.iter().filter_map(|event| safe(event, slugs)));
                shown.push(raw(format!("</h{rank}>\n")));
                rendered.headings.push(Heading { id, text, nested: rank == 3 });
            }
            // Focusable, so that a long line can be scrolled by keyboard.
            Event::Start(Tag::CodeBlock(_)) => {
                shown.push(raw("<div class=\"code\"><pre tabindex=\"0\"><code>".to_owned()));
            }
            Event::End(TagEnd::CodeBlock) => shown.push(raw("</code></pre></div>\n".to_owned())),
            Event::Start(Tag::Table(_)) => {
                shown.push(raw("<div class=\"table\" tabindex=\"0\">".to_owned()));
                shown.push(event.clone());
            }
            Event::End(TagEnd::Table) => {
                shown.push(event.clone());
                shown.push(raw("</div>\n".to_owned()));
            }
            other => shown.extend(safe(other, slugs)),
        }
    }
    html::push_html(&mut rendered.html, shown.into_iter());
    rendered
}

fn raw(html: String) -> Event<'static> {
    Event::Html(CowStr::from(html))
}

/// The event without what could do harm; none where nothing is left.
fn safe<'a>(event: &Event<'a>, slugs: &[String]) -> Option<Event<'a>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text.clone()),
        Event::Start(Tag::Link { dest_url, title, .. }) => {
            // A link that leads nowhere is a word: an anchor without an address.
            let address = target(dest_url, slugs).map(|target| format!(" href=\"{}\"", escaped(&target)));
            let title = Some(title).filter(|title| !title.is_empty());
            let title = title.map(|title| format!(" title=\"{}\"", escaped(title)));
            raw(format!("<a{}{} rel=\"noreferrer\">", address.unwrap_or_default(), title.unwrap_or_default()))
        }
        Event::End(TagEnd::Link) => raw("</a>".to_owned()),
        // Pictures are served from nowhere yet: their text stands for them.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        other => other.clone(),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Where a link may lead: to the web, within the page, to another page of the guide.
fn target(destination: &str, slugs: &[String]) -> Option<String> {
    if destination.starts_with('#') || destination.starts_with("http://") || destination.starts_with("https://") {
        return Some(destination.to_owned());
    }
    let (file, fragment) = destination.split_once('#').unwrap_or((destination, ""));
    let slug = file.strip_prefix("../")?.strip_suffix("/guide.md")?;
    let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
    slugs.iter().any(|known| known == slug).then(|| below(&format!("/guide/{slug}{fragment}")))
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
        render(markdown, &["02-others".to_owned()]).html
    }

    #[test]
    fn the_title_and_the_headings_are_known() {
        let page = render("# Your *first* day\n\n## Goals\n\nx\n\n### More `goals`\n\n## Goals\n", &[]);
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
}
