//! What attendees do in the workshop: challenges, checks, the workbook.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{Elsewhere, Folder};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab challenge list
  lab challenge start 1
  lab challenge start 6 --bring        late? with what challenges 1 to 5 have left behind
  lab challenge check 6                the same as `lab check 6`
  lab challenge new 09-my-challenge --challenges my-challenges
  lab challenge validate --challenges my-challenges")]
pub(crate) struct ChallengeArguments {
    #[command(subcommand)]
    pub(crate) command: ChallengeCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChallengeCommand {
    /// The challenges, and how far the team is with each
    List(WorkshopTarget),
    /// Set the stage of a challenge (scenario, people), and begin its clock
    Start {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// Bring what it builds on: the model answers of the challenges before, where nothing stands yet
        #[arg(long)]
        bring: bool,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Which challenge is on, how long still, and what holds of it
    Status(WorkshopTarget),
    /// Look at what was done for a challenge
    Check {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Begin a challenge anew: its clock is gone and what held counts no more; what was written stays
    Reset {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Give a challenge more minutes (for coaches)
    Extend {
        /// Its number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// How many
        #[arg(long, value_name = "MINUTES", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=240))]
        minutes: u32,
        /// The token that the lab was started with
        #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
        admin_token: Option<String>,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// A further hint for a criterion
    Hint {
        /// The challenge's number, or its folder's name
        #[arg(value_name = "N")]
        name: String,
        /// The criterion's name, as `lab check` shows it
        criterion: String,
        #[command(flatten)]
        target: WorkshopTarget,
    },
    /// Write a new challenge to begin with
    New {
        /// Its folder's name: a number and words, as 09-my-challenge
        name: String,
        /// The folder that challenges are in
        #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR", default_value = "challenges")]
        challenges: PathBuf,
    },
    /// Whether challenges are sound: every mistake, with file and line
    Validate {
        /// The folder that challenges are in; the lab's own where none is named
        #[arg(long, env = "LAB_CHALLENGES", value_name = "DIR")]
        challenges: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab check            the challenge that was started last
  lab check 4
  lab check all        what holds now, of all of them
  lab check 4 --json
  lab check 4 --prometheus http://localhost:9091    by the figures of a Prometheus
  lab check 7 --project my-project --namespace movie-guru-red    by what stands in Cloud Monitoring

Exit codes: 0 all that a machine can check holds; 1 it does not, or not yet; 2 used wrongly; 3 no lab answers.")]
pub(crate) struct CheckArguments {
    /// The challenge's number, its folder's name, or `all`; the one that was started last where none is named
    #[arg(value_name = "N|all")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) target: WorkshopTarget,
    #[command(flatten)]
    pub(crate) elsewhere: Box<Elsewhere>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab workbook init                    make its pages, to fill in an editor; the guide shows the same
  lab workbook export                  all of it as one Markdown page
  lab workbook export --output wall.md")]
pub(crate) struct WorkbookArguments {
    #[command(subcommand)]
    pub(crate) command: WorkbookCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkbookCommand {
    /// Make the pages that are not there yet, and say where they are
    Init(WorkshopTarget),
    /// All of it as one Markdown page
    Export {
        /// The file; standard output where none is named
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        target: WorkshopTarget,
    },
}

/// Whose workshop is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct WorkshopTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
    /// All there is to know, as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
