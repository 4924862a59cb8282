//! What the console's pages share.

use maud::{DOCTYPE, Markup, html};

use super::app::App;

/// A page of the console; `live` is where its changes come from.
pub(super) fn page(app: &App, title: &str, live: Option<&str>, content: Markup) -> Markup {
    let url = |file: &str| app.assets.url(file);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="dark light";
                title { (title) " · Movie Guru Coach" }
                link rel="icon" href=(url("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(url("css/base.css"));
                link rel="stylesheet" href=(url("css/console.css"));
                script type="module" src=(url("js/console.js")) {}
            }
            body .console data-live=[live] {
                a .skip href="#main" { "Skip to the content" }
                header .rail {
                    a .brand href="/" { span .brand-name { "Movie Guru" } " " span .brand-part { "Coach" } }
                    nav .sections aria-label="Coach" {
                        a href="/" aria-current=[(live == Some("/events")).then_some("page")] { "All teams" }
                        a href="/api/class" { "As JSON" }
                    }
                }
                main #main tabindex="-1" { (content) }
                div #toast .toast role="status" {}
                p #announce .visually-hidden role="status" {}
            }
        }
    }
}
