//! What several commands take.

use std::path::PathBuf;

use clap::Args;
use url::Url;

/// The folder, the same for every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Folder {
    /// Where the lab keeps its data
    #[arg(long, env = "LAB_DATA_DIR", value_name = "DIR", default_value = "lab-data")]
    pub(crate) data_dir: PathBuf,
}

/// Where a check looks, if not at the lab's own monitor. Nothing of it is kept in the team's record.
#[derive(Args, Debug)]
#[command(next_help_heading = "Look elsewhere")]
pub(crate) struct Elsewhere {
    /// Ask this server, which speaks Prometheus' HTTP API, for figures, and its rules for SLOs and alerts, where it has any
    #[arg(long, value_name = "URL", conflicts_with = "project")]
    pub(crate) prometheus: Option<Url>,
    /// The bearer token that the server asks for
    #[arg(long, env = "LAB_PROMETHEUS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) prometheus_token: Option<String>,
    /// Ask Google Cloud for figures, SLOs and alerts of this project
    #[arg(long, value_name = "PROJECT")]
    pub(crate) project: Option<String>,
    /// The cluster of the team, where others of the project have clusters of their own
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) cluster: Option<String>,
    /// The namespace of the team, where others have namespaces of their own
    #[arg(long, value_name = "NAME", requires = "project")]
    pub(crate) namespace: Option<String>,
    /// What opens the project; that of `gcloud auth print-access-token` where it is left out
    #[arg(long, env = "GOOGLE_OAUTH_ACCESS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) access_token: Option<String>,
    #[command(flatten)]
    pub(crate) google: GoogleApi,
}

/// For tests: where Google's APIs are, all of them below one address.
#[derive(Args, Clone, Debug)]
pub(crate) struct GoogleApi {
    /// For tests of the lab itself: asked in place of every address of googleapis.com, token included
    #[arg(long = "google-api", env = "LAB_GOOGLE_API", value_name = "URL", hide = true)]
    pub(crate) url: Option<Url>,
}
