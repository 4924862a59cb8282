//! What all pages share: head, the rail with the ways to the others, and the parts that screen readers listen to.

use maud::{DOCTYPE, Markup, html};
use movie_guru_pages::below;

use super::context::Pages;

/// The pages that the rail leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Dashboards,
    Explore,
    Slos,
    Alerts,
    Targets,
}

impl Section {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Overview, "Overview", "/"),
        (Self::Dashboards, "Dashboards", "/dashboards"),
        (Self::Explore, "Explore", "/explore"),
        (Self::Slos, "SLOs", "/slos"),
        (Self::Alerts, "Alerts", "/alerts"),
        (Self::Targets, "Targets", "/targets"),
    ];
}

/// What the frame has to know of a page of another part. Addresses are as the routes know them.
#[derive(Clone, Copy)]
pub(crate) struct GuestPage<'a> {
    /// By which the rail leads to it.
    pub(crate) address: &'a str,
    pub(crate) style: &'a str,
    pub(crate) script: &'a str,
}

/// A page without its content.
///
/// An element with an id and the attribute `data-live` is kept up to date on every page: the page is asked for again
/// every five seconds and such elements take the place of those they were before.
#[derive(Default)]
pub(crate) struct Page<'a> {
    /// What the tab says.
    pub(crate) title: &'a str,
    /// Where the page stands in the rail; none for those that stand nowhere.
    pub(crate) here: Option<Section>,
    /// The module that brings the page to life, below `assets/`.
    pub(crate) script: Option<&'a str>,
    /// The style sheet that is this page's own, below `assets/`.
    pub(crate) style: Option<&'a str>,
    /// Whether it draws charts.
    pub(crate) charts: bool,
    /// Data that the page asks for first; it is under way while the scripts are read.
    pub(crate) first_data: Option<&'a str>,
    /// Where the page is another part's: its address in the rail, and its own style and script.
    pub(crate) guest: Option<GuestPage<'a>>,
}

impl Page<'_> {
    /// The whole page; `content` goes into `main`.
    pub(crate) fn render(&self, pages: &Pages, content: Markup) -> Markup {
        let url = |file: &str| pages.assets.url(file);
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="dark light";
                    title { (self.title) " · Movie Guru Monitor" }
                    link rel="icon" href=(url("icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(url("css/base.css"));
                    @if let Some(data) = self.first_data {
                        link rel="preload" href=(below(data)) as="fetch" crossorigin;
                    }
                    // plotly.js leaves the page's own style sheet of this id and class alone, and adds none.
                    link id="plotly.js-style-global" .no-inline-styles rel="stylesheet" href=(url("css/charts.css"));
                    @if self.charts {
                        script defer src=(below(pages.plotly.url())) {}
                    } @else {
                        // A browser takes a second to read it for the first time: better here than before a chart.
                        script async src=(below(pages.plotly.url())) {}
                    }
                    @if let Some(style) = self.style {
                        link rel="stylesheet" href=(url(style));
                    }
                    @if let Some(guest) = self.guest {
                        link rel="stylesheet" href=(below(guest.style));
                        script type="module" src=(below(guest.script)) {}
                    }
                    script type="module" src=(url("js/live.js")) {}
                    @if let Some(script) = self.script {
                        script type="module" src=(url(script)) {}
                    }
                }
                body {
                    a .skip href="#main" { "Skip to the content" }
                    (self.rail(pages))
                    main #main tabindex="-1" {
                        (content)
                        noscript {
                            p .problem { "Charts and live figures need JavaScript: please allow it for this page." }
                        }
                    }
                    p #announce .visually-hidden role="status" {}
                }
            }
        }
    }

    fn rail(&self, pages: &Pages) -> Markup {
        let links = &pages.config.links;
        let elsewhere = [("App", &links.app), ("Guide", &links.guide), ("Load generator", &links.load)];
        let factor = pages.board.scale().factor();
        html! {
            header .rail {
                a .brand href=(below("/")) {
                    span .brand-name { "Movie Guru" }
                    " "
                    span .brand-part { "Monitor" }
                }
                nav .sections aria-label="Monitor" {
                    @for (section, name, address) in Section::ALL {
                        a href=(below(address)) aria-current=[(self.here == Some(section)).then_some("page")] { (name) }
                    }
                    @for guest in &pages.config.guests {
                        @let is_here = self.guest.is_some_and(|here| here.address == guest.address);
                        a href=(below(&guest.address)) aria-current=[is_here.then_some("page")] { (guest.name) }
                    }
                }
                @if elsewhere.iter().any(|(_, link)| link.is_some()) {
                    nav .elsewhere aria-label="The lab" {
                        @for (name, link) in elsewhere {
                            @if let Some(link) = link {
                                a href=(link) { (name) }
                            }
                        }
                    }
                }
                @if factor != 1.0 {
                    p .time-scale {
                        strong { "Workshop time ×" (factor) }
                        " A day of an SLO's window lasts " (spoken(24.0 * 3600.0 / factor)) ". Charts show clock time."
                    }
                }
            }
        }
    }
}

/// A length of time in words, in the largest unit that keeps it at or above one.
fn spoken(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s >= 86_400.0 => (s / 86_400.0, "day"),
        s if s >= 3_600.0 => (s / 3_600.0, "hour"),
        s if s >= 60.0 => (s / 60.0, "minute"),
        s => (s, "second"),
    };
    let number = (number * 10.0).round() / 10.0;
    if number == 1.0 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// A page that says what is wrong and where to go on.
pub(crate) fn notice(pages: &Pages, heading: &str, text: &str) -> Markup {
    let page = Page { title: heading, ..Page::default() };
    let content = html! {
        h1 { (heading) }
        p .lead { (text) }
        p { a .button href=(below("/")) { "To the overview" } }
    };
    page.render(pages, content)
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn a_day_in_workshop_time_is_said_in_words() {
        let said = [1.0, 12.0, 24.0, 1000.0, 10_000.0].map(|factor| spoken(86_400.0 / factor));
        assert_eq!(said, ["1 day", "2 hours", "1 hour", "1.4 minutes", "8.6 seconds"]);
    }
}
