//! SLOs and alerts: `lab slo`, `lab grade`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{Elsewhere, Folder};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab slo validate                                   the workshop's own SLOs
  lab slo validate my-slos.yaml slos/alerts.yaml     a file, and one with the alerts that it names
  lab slo render --to prometheus slos > rules.yaml   all files of a folder
  lab slo render --to gcp --project my-project my-slos.yaml
  lab slo apply my-slo.yaml my-alert.yaml                into the running lab
  lab slo list                                       how they stand")]
pub(crate) struct SloArguments {
    #[command(subcommand)]
    pub(crate) command: SloCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SloCommand {
    /// Whether SLOs are sound: every mistake, with file, line and what would be right
    Validate(SloFiles),
    /// Write SLOs as Prometheus rules, Cloud Monitoring JSON, or OpenSLO
    Render(RenderArguments),
    /// Create or change SLOs and alerts in the running lab: all that the files hold, or nothing
    #[command(after_help = "Examples:
  lab slo apply my-slo.yaml
  lab slo apply my-slo.yaml my-alert.yaml                an SLO, and the alert that it names
  lab slo apply my-slos/                                all files of a folder
  lab slo apply - < my-slo.json")]
    Apply {
        /// OpenSLO files (YAML or JSON), folders of them, or - for standard input
        #[arg(value_name = "FILES", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        target: MonitorTarget,
    },
    /// The SLOs of the running lab and how they stand, the least budget first
    #[command(after_help = "Examples:
  lab slo list
  lab slo list --json")]
    List {
        /// All there is to know, as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: MonitorTarget,
    },
    /// Delete an SLO of the running lab
    #[command(after_help = "Examples:
  lab slo delete chat-is-fast
  lab slo delete --alert burns-fast-10x                 an alert policy, from all SLOs that name it")]
    Delete {
        /// Its name
        name: String,
        /// The name is that of an alert policy
        #[arg(long)]
        alert: bool,
        #[command(flatten)]
        target: MonitorTarget,
    },
}

/// Which monitor is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct MonitorTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The monitor, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_MONITOR_URL", value_name = "URL")]
    pub(crate) monitor_url: Option<url::Url>,
    /// The token that the lab was started with
    #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) admin_token: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab grade                                          the SLOs and alerts of the running lab
  lab grade my-slos.yaml my-alerts.yaml              files of OpenSLO, or of Prometheus' rules
  lab slo render --to prometheus my-slos/ | lab grade -
  lab grade rules.yaml --timeline slow-leak --timeline short-spikes
  lab grade --since 4h                               also on what the lab recorded in the last four hours
  lab grade --output html --out grade.html           as a page: each alert on each timeline, drawn
  lab grade --prometheus http://localhost:9091       the rules of a Prometheus
  lab grade --project my-project                     SLOs and alerts of Cloud Monitoring

Exit codes: 0 it is graded, whatever the grade; 1 there was nothing that could be; 2 used wrongly; 3 no lab answers.
What the words and figures mean is in docs/grader.md.")]
pub(crate) struct GradeArguments {
    /// OpenSLO files (YAML or JSON), rule files of Prometheus, folders of them, or - for standard input; what stands in the
    /// running lab where none is named
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) on: GradedOn,
    /// The target of alerts for which nothing says one, in percent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) target: Option<String>,
    /// A table, with a verdict in words; JSON; or a page in one file
    #[arg(long, value_enum, value_name = "FORM", default_value = "table")]
    pub(crate) output: GradeForm,
    /// Write it to this file in place of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The monitor, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_MONITOR_URL", value_name = "URL")]
    pub(crate) monitor_url: Option<url::Url>,
    #[command(flatten)]
    pub(crate) elsewhere: Elsewhere,
}

/// What happens to the app while alerts are played.
#[derive(Args, Debug)]
pub(crate) struct GradedOn {
    /// A folder of timelines of your own, in place of the lab's
    #[arg(long, env = "LAB_TIMELINES", value_name = "DIR")]
    pub(crate) timelines: Option<PathBuf>,
    /// Only this timeline; again for another one
    #[arg(long = "timeline", value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Also what the lab's monitor has recorded so long, as 4h
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
}

/// How a grade is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GradeForm {
    /// For a terminal
    Table,
    /// For programs
    Json,
    /// For a browser: one file that asks nothing of anybody
    Html,
}

/// Which SLOs are meant.
#[derive(Args, Debug)]
pub(crate) struct SloFiles {
    /// OpenSLO files (YAML or JSON), folders of them, or - for standard input; the workshop's own where none is named
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// Take metrics that the lab does not measure itself: those of a target of --scrape-config, or of another Prometheus
    #[arg(long)]
    pub(crate) any_metric: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab slo render --to prometheus > rules.yaml
  lab slo render --to prometheus --time-scale 24 my-slos.yaml
  lab slo render --to gcp --project my-project my-slos.yaml > slos.json
  lab slo render --to openslo my-slos.json")]
pub(crate) struct RenderArguments {
    /// For whom
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) to: SloForm,
    /// The Google Cloud project, for gcp
    #[arg(long, env = "LAB_GCP_PROJECT", value_name = "PROJECT")]
    pub(crate) project: Option<String>,
    /// How many times faster than the clock windows go by, for prometheus: with 24 a day lasts an hour
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) time_scale: f64,
    #[command(flatten)]
    pub(crate) files: SloFiles,
}

/// Who will read the SLOs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SloForm {
    /// Recording and alerting rules, for rule_files
    Prometheus,
    /// Cloud Monitoring: services, SLOs and alert policies as its API takes them
    Gcp,
    /// OpenSLO v1 again, one document an object
    Openslo,
}
