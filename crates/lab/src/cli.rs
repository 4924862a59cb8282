//! The command line.

mod behaviour;
mod shared;
mod slo;
mod up;
mod watching;
mod workshop;

use clap::{Parser, Subcommand};

pub(crate) use self::behaviour::*;
pub(crate) use self::shared::*;
pub(crate) use self::slo::*;
pub(crate) use self::up::*;
pub(crate) use self::watching::*;
pub(crate) use self::workshop::*;

/// Movie Guru Lab: an app that misbehaves on cue, people-like load, and numbers one can trust.
#[derive(Debug, Parser)]
#[command(
    name = "lab",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  lab                                  start everything; the same as `lab up`
  lab up --scenario healthy --users 0  the app as it is, without load
  lab phase set challenge-7            change how the app behaves, while it runs
  lab slo validate my-slos.yaml        whether SLOs are sound, and what to mend where they are not
  lab grade                            whether the lab's SLOs and alerts are any good
  lab probe --once                     walk through the app as a user, and say how it went
  lab status                           what is up, and how the last minute went
  lab challenge start 1                set the stage of a challenge, and begin its clock
  lab check                            whether what you did for it holds

Exit codes: 0 it is done, or holds; 1 it is not, or does not; 2 used wrongly; 3 no lab answers."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) up: Box<UpArguments>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the app and the load in one process, until Ctrl-C
    Up(Box<UpArguments>),
    /// See or change how the app behaves
    Phase(PhaseArguments),
    /// The simulated people: start, stop, how many
    Load(Box<LoadArguments>),
    /// What is up; request rates, success and latency of the last minute
    Status(StatusArguments),
    /// Walk through the app as a user, again and again, and measure it
    Probe(ProbeArguments),
    /// Synthetic checks of your own: list, try, write one
    Synthetic(SyntheticArguments),
    /// Check SLOs, write them for Prometheus or Cloud Monitoring, or hand them to the running lab
    Slo(SloArguments),
    /// Whether SLOs and alerts are any good: played on incidents whose truth is known
    Grade(Box<GradeArguments>),
    /// The challenges: list, start, look at, write your own
    Challenge(ChallengeArguments),
    /// Whether what you did for a challenge holds: what was seen of each criterion, and the next step
    Check(CheckArguments),
    /// What you write down for the challenges
    Workbook(WorkbookArguments),
    /// Copy people, preferences and history from a data folder to PostgreSQL
    Copy(CopyArguments),
    /// Whether this machine can run the lab, or (--cloud) a Google Cloud project the workshop
    Doctor(DoctorArguments),
    /// Put the lab back to its first minute: forgets people, messages, metrics, SLOs, alerts and what was checked
    Reset(ResetArguments),
}
