//! The flags of the team's workshop, for a guide that runs by itself: what its checks ask, and where it keeps what is written.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use movie_guru_workshop::evidence::{LabAddresses, LabApi, PrometheusApi};
use movie_guru_workshop::record::Webhook;
use movie_guru_workshop::workbook::BackendShelf;
use movie_guru_workshop::{Evidence, Library, Room, RoomConfig};
use url::Url;

/// The workshop of one team.
#[derive(Args, Debug)]
#[command(next_help_heading = "Workshop")]
pub(crate) struct TeamArguments {
    /// The team's name, in its record and on its workbook.
    #[arg(long, env = "LAB_TEAM", value_name = "NAME", default_value = "Popcorn")]
    team: String,
    /// Challenges of your own instead of the lab's: a folder `NN-name` for each.
    #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR")]
    challenges: Option<PathBuf>,
    /// An address that is told of each event of the team's record, as JSON.
    #[arg(long, env = "LAB_EVENTS_WEBHOOK", value_name = "URL", hide_env_values = true)]
    events_webhook: Option<Url>,
    /// The server with Prometheus' HTTP API that checks ask for figures.
    #[arg(long, env = "LAB_METRICS_SOURCE", value_name = "URL")]
    metrics_source: Option<Url>,
    /// The bearer token that this server asks for.
    #[arg(long, env = "LAB_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true, requires = "metrics_source")]
    metrics_token: Option<String>,
    /// The lab's monitor, as this process reaches it: checks look at its SLOs and alerts.
    #[arg(long, env = "LAB_BOARD_URL", value_name = "URL")]
    board: Option<Url>,
    /// The load generator, as this process reaches it: starting a challenge brings people.
    #[arg(long, env = "LAB_LOAD_API_URL", value_name = "URL")]
    load_api: Option<Url>,
    /// The load generator's password, where it has one.
    #[arg(long, env = "LOADTEST_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    load_password: Option<String>,
}

impl TeamArguments {
    /// The workshop; workbook and record are kept by the backend.
    ///
    /// # Errors
    /// Where the challenges cannot be read.
    pub(crate) fn room(self, backend: &Url, admin_token: Option<&str>) -> anyhow::Result<Arc<Room>> {
        let library = match &self.challenges {
            Some(folder) => Library::of_folder(folder).with_context(|| format!("--challenges {}", folder.display()))?,
            None => Library::embedded()?,
        };
        let token = admin_token.map(str::to_owned);
        let services =
            LabAddresses { backend: Some(backend.clone()), load: self.load_api, monitor: self.board.clone() };
        let lab = LabApi::new(services, token.clone(), self.load_password)?;
        let metrics = PrometheusApi::of(self.metrics_source.or(self.board).as_ref(), self.metrics_token)?;
        Ok(Arc::new(Room::new(RoomConfig {
            team: self.team,
            library,
            evidence: Evidence::of_lab(lab, metrics),
            shelf: Arc::new(BackendShelf::new(backend.clone(), token)?),
            webhook: self.events_webhook.map(Webhook::new).transpose()?,
        })))
    }
}
