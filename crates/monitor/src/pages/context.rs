//! What every page can reach.

use std::path::PathBuf;
use std::sync::Arc;

use movie_guru_pages::Assets;
use movie_guru_service::AdminToken;

use super::plotly::{Files, PlotlyJs};
use crate::charts::{Beginnings, KeptSteps};
use crate::dashboards::Gallery;
use crate::slos::Board;
use crate::source::MetricsSource;

/// The addresses of the lab's other parts; the rail links to those that are known.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The app in the browser.
    pub app: Option<String>,
    /// The challenge guide.
    pub guide: Option<String>,
    /// The load generator.
    pub load: Option<String>,
}

/// A page of another part of the lab, which is served and shown among the monitor's own.
#[derive(Clone, Debug)]
pub struct Guest {
    /// What the rail calls it.
    pub name: String,
    /// Its address, as the routes know it: `/grade`.
    pub address: String,
}

/// What the pages need to know.
#[derive(Clone, Debug, Default)]
pub struct PagesConfig {
    /// The lab's other parts.
    pub links: Links,
    /// Where an attendee's own dashboards are, `*.json` in Cloud Monitoring's form. It need not exist.
    pub dashboards: Option<PathBuf>,
    /// Pages that the rail leads to besides the monitor's own: [`Frame`](super::Frame) shows them.
    pub guests: Vec<Guest>,
}

/// What every page can reach.
pub(crate) struct Pages {
    pub(crate) config: PagesConfig,
    pub(crate) source: Arc<dyn MetricsSource>,
    pub(crate) board: Arc<Board>,
    /// What whoever changes something has to show.
    pub(crate) admin: AdminToken,
    pub(crate) assets: Assets,
    pub(crate) plotly: PlotlyJs,
    pub(crate) gallery: Gallery,
    pub(crate) kept: KeptSteps,
    pub(crate) beginnings: Beginnings,
}

impl Pages {
    /// Pages that show what this source holds, and these SLOs and alerts; whoever changes something shows the token.
    pub(crate) fn new(
        config: PagesConfig,
        source: Arc<dyn MetricsSource>,
        board: Arc<Board>,
        admin: AdminToken,
    ) -> Arc<Self> {
        let gallery = Gallery::new(config.dashboards.clone());
        Arc::new(Self {
            config,
            source,
            board,
            admin,
            assets: Assets::of::<Files>(),
            plotly: PlotlyJs::embedded(),
            gallery,
            kept: KeptSteps::default(),
            beginnings: Beginnings::default(),
        })
    }
}
