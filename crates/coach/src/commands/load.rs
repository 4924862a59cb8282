//! `coach load`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use movie_guru_workshop::evidence::Run;

use super::class::{Which, act};
use crate::options::Common;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach load start --all --users 5 --run-time 7h
  coach load stop --team popcorn

Exit codes: 0 done for all; 1 not for all; 2 used wrongly; 3 those left cannot be reached.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Has simulated people use the app; where some do already, nothing changes
    #[command(after_help = "Examples:
  coach load start --all
  coach load start --team popcorn,nachos --users 20 --spawn-rate 2 --run-time 1h")]
    Start {
        /// How many people
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        users: u32,
        /// How many of them come per second
        #[arg(long, value_name = "RATE")]
        spawn_rate: Option<String>,
        /// When it ends by itself: 10m, 7h
        #[arg(long, value_name = "TIME")]
        run_time: Option<String>,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        common: Common,
    },
    /// Sends the simulated people home
    #[command(after_help = "Examples:
  coach load stop --all
  coach load stop --team popcorn")]
    Stop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        common: Common,
    },
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Start { users, spawn_rate, run_time, which, common } => {
            let run = Run { users, spawn_rate, run_time };
            act(&which.labs(&common.teams)?, common.output, async |lab| {
                if lab.people().await?.is_running {
                    return Ok("people use it already".to_owned());
                }
                lab.start_load(Some(&run)).await?;
                Ok(format!("{users} people use it"))
            })
            .await
        }
        Command::Stop { which, common } => {
            act(&which.labs(&common.teams)?, common.output, async |lab| {
                lab.stop_load().await?;
                Ok("nobody simulated uses it".to_owned())
            })
            .await
        }
    }
}
