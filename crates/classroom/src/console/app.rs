//! What the console's handlers share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use movie_guru_pages::Assets;
use movie_guru_service::AdminToken;
use movie_guru_workshop::Library;
use rust_embed::RustEmbed;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::past::Past;
use crate::watch::Watch;

/// The console's own files.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Own;

/// What all pages of the lab look like: the monitor's base style sheet and icon.
#[derive(RustEmbed)]
#[folder = "../monitor/assets"]
#[include = "css/base.css"]
#[include = "icon.svg"]
struct Look;

/// The scenarios that every lab knows, for their names.
#[derive(RustEmbed)]
#[folder = "../../scenarios"]
#[include = "*.yaml"]
struct Scenarios;

/// A way to a part of a team's lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `app`, `guide`, `monitor`, …
    pub name: String,
    /// Its address, for the coach's browser.
    pub url: String,
}

/// A challenge to be put at.
pub(super) struct Choice {
    pub(super) slug: String,
    pub(super) title: String,
}

pub(super) struct App {
    pub(super) watch: Arc<Watch>,
    pub(super) assets: Assets,
    pub(super) token: AdminToken,
    pub(super) links: HashMap<String, Vec<Link>>,
    pub(super) scenarios: Vec<String>,
    pub(super) challenges: Vec<Choice>,
    pub(super) past: Mutex<Past>,
    pub(super) stop: CancellationToken,
}

impl App {
    pub(super) fn new(watch: Arc<Watch>, token: AdminToken, links: HashMap<String, Vec<Link>>) -> Self {
        // Folders there hold what is no scenario.
        let is_scenario = |name: &&str| !name.contains('/');
        let name =
            |file: std::borrow::Cow<'static, str>| file.strip_suffix(".yaml").filter(is_scenario).map(str::to_owned);
        let mut scenarios: Vec<_> = Scenarios::iter().filter_map(name).collect();
        scenarios.sort();
        let library = Library::embedded().unwrap_or_default();
        let on_stage = library.challenges().iter().filter(|challenge| challenge.sheet.is_some());
        let choice = |challenge: &movie_guru_workshop::Challenge| Choice {
            slug: challenge.slug.clone(),
            title: challenge.title().to_owned(),
        };
        let challenges = on_stage.map(choice).collect();
        let past = Mutex::default();
        let stop = CancellationToken::new();
        Self { watch, assets: Assets::of_both::<Own, Look>(), token, links, scenarios, challenges, past, stop }
    }
}
