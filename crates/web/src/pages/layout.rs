//! What all pages share: head, sprockets, and the parts that screen readers listen to.

use maud::{DOCTYPE, Markup, html};
use movie_guru_pages::below;

use crate::app::App;
use crate::behaviour::Told;

pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    /// The module that brings the page to life.
    pub(crate) script: Option<&'a str>,
    /// The style sheet that is this page's own.
    pub(crate) style: Option<&'a str>,
    pub(crate) told: Option<Told>,
    pub(crate) class: &'a str,
}

impl Page<'_> {
    pub(crate) fn render(&self, app: &App, content: Markup) -> Markup {
        let drop = self.told.map(|told| told.drop.to_string());
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="dark light";
                    meta name="description" content="Movie Guru recommends films by chat.";
                    title { (self.title) " · Movie Guru" }
                    link rel="icon" href=(app.assets.url("icon.svg")) type="image/svg+xml";
                    link rel="preload" href=(app.assets.url("fonts/limelight.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=(app.assets.url("css/base.css"));
                    @if let Some(style) = self.style {
                        link rel="stylesheet" href=(app.assets.url(style));
                    }
                    @if let Some(script) = self.script {
                        script type="module" src=(app.assets.url(script)) {}
                    }
                }
                body class=(self.class) data-drop=[drop] {
                    a .skip href="#main" { "Skip to the content" }
                    // Empty until the coach tells something, so that a screen reader says it then.
                    div #broadcast .broadcast role="status" {}
                    (content)
                    noscript {
                        p .noscript { "Movie Guru needs JavaScript: please allow it for this page." }
                    }
                }
            }
        }
    }
}

/// The name over the entrance.
pub(crate) fn marquee() -> Markup {
    html! {
        a .brand href=(below("/")) aria-label="Movie Guru, main page" {
            span .bulbs aria-hidden="true" {}
            span .brand-name { "Movie Guru" }
        }
    }
}
