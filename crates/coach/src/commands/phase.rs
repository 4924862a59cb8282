//! `coach phase`

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::class::{Which, act};
use crate::options::Common;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach phase set challenge-7 --all
  coach phase set healthy --team popcorn,nachos

Exit codes: 0 done for all; 1 not for all; 2 used wrongly; 3 those left cannot be reached.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Changes how the app behaves, while it runs
    #[command(after_help = "Examples:
  coach phase set challenge-7 --all
  coach phase set healthy --team popcorn,nachos

Every lab knows healthy, challenge-1, challenge-6, challenge-7 and challenge-8. A `coach up` of a
lab that runs leaves it as it is set.")]
    Set {
        /// The scenario
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        common: Common,
    },
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Command::Set { name, which, common } = arguments.command;
    let labs = which.labs(&common.teams)?;
    act(&labs, common.output, async |lab| {
        lab.set_scenario(&name).await?;
        Ok(format!("the scenario is {name}"))
    })
    .await
}
