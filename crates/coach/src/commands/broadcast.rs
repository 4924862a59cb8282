//! `coach broadcast`

use std::process::ExitCode;

use clap::Args;

use super::class::{Which, act};
use crate::options::Common;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach broadcast \"ten minutes left\" --all
  coach broadcast \"lunch is there\" --team popcorn,nachos --minutes 30
  coach broadcast --clear --all

The text stands on every page of the teams' apps and guides, in place of the one before, and goes by itself.

Exit codes: 0 done for all; 1 not for all; 2 used wrongly; 3 those it is not done for cannot be reached.")]
pub(crate) struct Arguments {
    /// What everybody is told: up to 500 characters
    #[arg(value_name = "TEXT", required_unless_present = "clear", conflicts_with = "clear")]
    text: Option<String>,
    /// How many minutes it is shown
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=600))]
    minutes: u32,
    /// Takes away what is shown
    #[arg(long)]
    clear: bool,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { text, minutes, clear: _, which, common } = arguments;
    let labs = which.labs(&common.teams)?;
    act(&labs, common.output, async |lab| match &text {
        Some(text) => {
            let notice = lab.show_notice(text, minutes).await?;
            Ok(format!("{minutes} min: {}", notice.text))
        }
        None => {
            lab.end_notice().await?;
            Ok("nothing is shown".to_owned())
        }
    })
    .await
}
